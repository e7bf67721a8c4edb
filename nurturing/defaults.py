"""The shipped first versions: scored conditions, SLA and lifecycle stages, in the workspace's language.

They are hypotheses a team starts from and edits; nothing reads them once a version exists.
"""
# japanese-data

from __future__ import annotations

from nurturing.models import ReturnDestination, ReturnReason

Destination = ReturnDestination.Destination

# Where a returned lead goes, and after how many days somebody looks again (None: no date, or the budget month).
DESTINATIONS: dict[str, tuple[str, int | None]] = {
    ReturnReason.NOT_ICP: (Destination.EXCLUDE, None),
    ReturnReason.WRONG_ROLE: (Destination.NURTURE, None),
    ReturnReason.BAD_CONTACT: (Destination.FIX_DATA, 7),
    ReturnReason.UNREACHABLE: (Destination.REVISIT, 60),
    ReturnReason.NO_NEED: (Destination.NURTURE, None),
    ReturnReason.BAD_TIMING: (Destination.REVISIT, 90),
    ReturnReason.NO_BUDGET: (Destination.REVISIT, None),
    ReturnReason.DUPLICATE: (Destination.EXCLUDE, None),
    ReturnReason.COMPETITOR: (Destination.EXCLUDE, None),
    ReturnReason.OTHER: (Destination.NURTURE, None),
}
RESPONSE_HOURS = 4
ATTEMPT_COUNT = 5
ATTEMPT_DAYS = 10
