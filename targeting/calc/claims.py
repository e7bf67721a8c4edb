"""What is said of customers rests on evidence or is a hypothesis that is verified by a day."""

from __future__ import annotations

import datetime as dt

from crm.calc.periods import add_months

VERIFY_AFTER_MONTHS = 3


def verification_day(*, evidence: str, verify_on: dt.date | None, today: dt.date) -> dt.date | None:
    """The day a claim is verified: the one chosen; without one, three months from today for a claim without evidence."""
    if verify_on is not None or evidence.strip():
        return verify_on
    return add_months(today, VERIFY_AFTER_MONTHS)
