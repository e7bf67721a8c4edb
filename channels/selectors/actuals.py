"""What a linked source really brought: leads a month over the last full months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from channels.models import PlannedChannel
from crm.calc.periods import add_months
from crm.funnel import counted_entries
from crm.models import Source, Stage
from strategy.models import ArtefactVersion
from workspaces.calc.display import round_half_up
from workspaces.models import Workspace

ACTUAL_MONTHS = 6


@dataclass(frozen=True)
class ActualLeads:
    """`n` leads of a source in the months from `start` to `end` (both inclusive)."""

    n: int
    start: dt.date
    end: dt.date

    @property
    def per_month(self) -> Decimal:
        return round_half_up(Decimal(self.n) / ACTUAL_MONTHS, 2)


def actual_leads(workspace: Workspace, source: Source, *, today: dt.date) -> ActualLeads:
    """Counted leads of a source in the six full months before this one."""
    end = today.replace(day=1) - dt.timedelta(days=1)
    start = add_months(today.replace(day=1), -ACTUAL_MONTHS)
    entries = counted_entries(workspace, Stage.LEAD, start=start, end=end)
    return ActualLeads(n=entries.filter(journey__lead__source=source).count(), start=start, end=end)


def actual_of_channel(artefact: ArtefactVersion, channel_id: int, *, today: dt.date) -> ActualLeads | None:
    """What the source linked to a channel brought; None when no source is linked."""
    channel = (
        PlannedChannel.objects.for_workspace(artefact.workspace_id)
        .filter(artefact=artefact, pk=channel_id, source__isnull=False)
        .select_related("source", "artefact__workspace")
        .first()
    )
    if channel is None or channel.source is None:
        return None
    return actual_leads(artefact.workspace, channel.source, today=today)
