"""The channel mix as the channels of Layer 1's plan: share of the leads, measured rates, cost and ramp."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count

from channels.models import PlannedChannel
from channels.selectors.mix import as_supplier, channels_of
from crm.calc.periods import add_months
from crm.funnel import counted_entries
from strategy.calc.funnel import rate_keys
from strategy.models import ArtefactKind, Goal, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.actuals import ENOUGH
from strategy.selectors.plan_channels import register_mix
from strategy.services.goals import plain
from workspaces.calc.display import largest_remainder, round_half_up

PARTS = 1000  # shares to a tenth of a percent
RATE_PLACES = 3  # measured rates as pages print them: 14.1 %


def plan_rows(strategy: Strategy) -> list[dict[str, Any]]:
    """Every channel in use that brings leads. What it costs per lead follows from its month at full strength."""
    artefact = latest_artefact(strategy, ArtefactKind.CHANNELS)
    channels = [one for one in channels_of(artefact) if one.is_active] if artefact else []
    suppliers = [(one, as_supplier(one)) for one in channels]
    bringing = [(one, supplier) for one, supplier in suppliers if supplier.leads > 0]
    whole = sum((supplier.leads for _one, supplier in bringing), Fraction(0))
    parts = largest_remainder([supplier.leads * PARTS / whole for _one, supplier in bringing], PARTS) if whole else []
    measured = _measured_rates(strategy, [one for one, _supplier in bringing])
    return [
        _row(one, part, supplier.cost, supplier.leads, measured.get(one.pk, {}))
        | {"ramp": _ramp(strategy, one.starts_on, supplier.works_ramp.begins, supplier.works_ramp.full)}
        for (one, supplier), part in zip(bringing, parts, strict=True)
        if part
    ]


def _row(
    channel: PlannedChannel, part: int, cost: Fraction | None, leads: Fraction, rates: dict[str, str]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": channel.key or f"mix-{channel.pk}",
        "name": channel.name,
        "lead_share": plain(Decimal(part) / PARTS),
    }
    if cost:
        row["cost_per_lead"] = plain(round_half_up(cost / leads, 0))
    return row | ({"rates": rates} if rates else {})


def _ramp(strategy: Strategy, starts_on: dt.date | None, begins: int, full: int) -> dict[str, str]:
    """Months of the plan: 0 for a channel that has been running since before it."""
    first = strategy.starts_on
    starts = 0
    if starts_on is not None and starts_on.replace(day=1) >= first.replace(day=1):
        starts = (starts_on.year - first.year) * 12 + starts_on.month - first.month + 1
    begins = max(1, begins)
    return {"starts": str(starts), "begins": str(begins), "full": str(max(begins, full))}


def _measured_rates(strategy: Strategy, channels: Sequence[PlannedChannel]) -> dict[int, dict[str, str]]:
    """Per channel with a linked source the rates of its leads over the last twelve closed months, where there are enough."""
    artefact = latest_artefact(strategy, ArtefactKind.GOAL)
    goal = Goal.objects.filter(artefact=artefact).first() if artefact else None
    linked = {one.source_id: one.pk for one in channels if one.source_id}
    if goal is None or not linked:
        return {}
    counts = {stage: _entries_by_source(strategy, stage, list(linked)) for stage in goal.stages}
    steps = list(zip(rate_keys(goal.stages), goal.stages, goal.stages[1:], strict=False))
    return {
        pk: {
            key: plain(round_half_up(Fraction(counts[after][source], counts[before][source]), RATE_PLACES))
            for key, before, after in steps
            if counts[before].get(source, 0) >= ENOUGH and 0 < counts[after].get(source, 0) <= counts[before][source]
        }
        for source, pk in linked.items()
    }


def _entries_by_source(strategy: Strategy, stage: str, sources: Sequence[int]) -> dict[int, int]:
    this_month = strategy.workspace.today().replace(day=1)
    entries = counted_entries(
        strategy.workspace,
        "customer" if stage == "won" else stage,
        start=add_months(this_month, -12),
        end=this_month - dt.timedelta(days=1),
    ).filter(journey__lead__source__in=sources)
    return dict(entries.values_list("journey__lead__source").annotate(n=Count("pk")).order_by())


def register_plan_rows() -> None:
    """Offer the mix to the plan; called once, when the app starts."""
    register_mix(plan_rows)
