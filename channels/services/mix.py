"""Writing the channel mix (inside `save_draft`)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from channels.models import PlannedChannel
from channels.selectors.actuals import ActualLeads
from strategy.models import ArtefactVersion
from workspaces.calc.display import format_number, round_half_up

MOST_CHANNELS = 20
MONTHS = 12


class TooManyChannels(Exception):
    """More channels than a mix can be read with."""


def write_channels(
    *, artefact: ArtefactVersion, entries: Mapping[int, Mapping[str, Any]], removed: int | None = None
) -> None:
    """The typed fields of each channel by its id; `removed` goes. A number typed by hand is 仮置き from then on, and a
    next step typed by hand is no example any more. Amounts of one event are spread over the months.
    """
    rows = {
        row.pk: row for row in PlannedChannel.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    }
    for pk, values in entries.items():
        row = rows.get(pk)
        if row is None or pk == removed:
            continue
        values = {**values, **_spread(values)}
        if row.monthly_lead_count != values.get("monthly_lead_count", row.monthly_lead_count):
            row.provenance = {"kind": "assumed"} if values["monthly_lead_count"] is not None else {}
        row.is_next_example &= row.next_step == values.get("next_step", row.next_step)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    if removed in rows:
        rows[removed].delete()


def _spread(values: Mapping[str, Any]) -> dict[str, Decimal]:
    """What events cost and bring a month: 2,520,000 twice a year are 420,000 a month."""
    if not values.get("is_single_event"):
        return {}
    per_year = values.get("events_per_year") or 1
    pairs = (("monthly_cost_amount", "event_cost_amount"), ("monthly_lead_count", "event_lead_count"))
    return {
        month: round_half_up(Decimal(values[event]) * per_year / MONTHS, 2)
        for month, event in pairs
        if values.get(event) is not None
    }


def add_channel(*, artefact: ArtefactVersion, name: str) -> PlannedChannel:
    """One more channel of one's own at the end, in use. Raises TooManyChannels."""
    rows = PlannedChannel.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    keys = set(rows.values_list("key", flat=True))
    if len(keys) >= MOST_CHANNELS:
        raise TooManyChannels
    number = next(number for number in range(1, MOST_CHANNELS + 2) if f"own-{number}" not in keys)
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    return PlannedChannel.objects.create(
        workspace_id=artefact.workspace_id, artefact=artefact, key=f"own-{number}", name=name, position=last + 1
    )


def take_actual(*, artefact: ArtefactVersion, channel_id: int, actual: ActualLeads) -> None:
    """Expect of a channel what its source brought in the last months, and say so."""
    PlannedChannel.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, pk=channel_id).update(
        monthly_lead_count=actual.per_month,
        provenance={
            "kind": "actual",
            "n": actual.n,
            "period": f"{actual.start:%Y/%m}〜{actual.end:%m}",
            "per_month": format_number(actual.per_month, 1),
        },
    )
