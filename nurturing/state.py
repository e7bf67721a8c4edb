"""What Layer 4 knows about the questions of the diagnosis."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from nurturing.models import HandOff
from strategy.models import ArtefactKind, Strategy
from strategy.selectors.facts import artefact_fact
from strategy.state import facts
from strategy.state.facts import Fact
from workspaces.calc.display import format_rate

WINDOW = dt.timedelta(days=90)
FEWEST = 5
MEASURED = 0.8
WRITTEN = 2  # the level of what stands in a document


def scoring_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    return artefact_fact(strategy, ArtefactKind.MQL_RULE)


def sla_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    """An SLA that is agreed but by which nobody has ever answered is written, not used."""
    agreed, response = artefact_fact(strategy, ArtefactKind.SLA), first_response_fact(strategy, today)
    if response is None or response.ceiling > 0:
        return agreed
    floor, ceiling = min(agreed.floor, WRITTEN), min(agreed.ceiling, WRITTEN)
    return Fact(_("%(sla)s。%(response)s") % {"sla": agreed.sentence, "response": response.sentence}, floor, ceiling)


def first_response_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    """The share of the last 90 days' hand-offs to which sales answered; an SLA nobody answers to is none."""
    since = strategy.workspace.local_midnight(today - WINDOW)
    rows = HandOff.objects.for_workspace(strategy.workspace).filter(delivered_at__gte=since)
    rows = rows.exclude(state=HandOff.State.WITHDRAWN)
    total = rows.count()
    if total < FEWEST:
        return None
    answered = rows.exclude(state=HandOff.State.DELIVERED).count()
    sentence = _("この90日の引き渡し%(n)s件のうち、対応の記録があるのは%(share)sです") % {
        "n": total,
        "share": format_rate(answered / total, 0),
    }
    if not answered:
        return Fact(sentence, ceiling=0)
    return Fact(sentence, floor=3) if answered / total >= MEASURED else Fact(sentence, ceiling=2)


def reasons_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    since = strategy.workspace.local_midnight(today - WINDOW)
    rows = HandOff.objects.for_workspace(strategy.workspace).filter(
        state=HandOff.State.RETURNED, delivered_at__gte=since
    )
    n = rows.count()
    return Fact(_("この90日に、理由つきで%(n)s件が戻されています") % {"n": n}, floor=3) if n else None


def register_state() -> None:
    """Take part in the current-state analysis; called once, when the app starts."""
    facts.register("l4_scoring", scoring_fact)
    facts.register("l4_sla", sla_fact)
    facts.register("l4_first_response", first_response_fact)
    facts.register("l4_reasons", reasons_fact)
