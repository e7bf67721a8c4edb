"""The exact targets of a plan, stored so that dashboards add them up without computing the plan again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from strategy.models import ArtefactKind, ArtefactStatus, ArtefactVersion, Goal, PlanTarget
from strategy.selectors.plans import calculation_of, fiscal_months
from workspaces.calc.display import as_decimal
from workspaces.models import Workspace


@transaction.atomic
def write_plan_targets(artefact: ArtefactVersion) -> int:
    """Store the target of every stage and of `revenue` per month, exact to 18 decimals; returns the rows written.

    Writes only what differs; an agreed goal keeps the targets it was agreed with. An incomplete plan has none.
    """
    if artefact.is_frozen:
        return 0
    wanted = _exact_targets(artefact)
    stored = PlanTarget.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    known = {(row.metric, row.month): row.value for row in stored}
    if known == wanted:
        return 0
    stored.delete()
    PlanTarget.objects.bulk_create(
        [
            PlanTarget(workspace_id=artefact.workspace_id, artefact=artefact, metric=metric, month=month, value=value)
            for (metric, month), value in wanted.items()
        ]
    )
    return len(wanted)


def refresh_plan_targets(*, workspace: Workspace) -> int:
    """Renew the targets of every open goal of a workspace (safe to repeat); returns the rows written."""
    goals = ArtefactVersion.objects.for_workspace(workspace).filter(
        kind=ArtefactKind.GOAL, status__in=[ArtefactStatus.DRAFT, ArtefactStatus.IN_REVIEW]
    )
    return sum(write_plan_targets(goal) for goal in goals.select_related("strategy"))


def _exact_targets(artefact: ArtefactVersion) -> dict[tuple[str, dt.date], Decimal]:
    goal = Goal.objects.filter(artefact=artefact).first()
    calculation = calculation_of(goal) if goal else None
    if calculation is None:
        return {}
    months = fiscal_months(artefact.strategy.starts_on)
    return {
        (metric, day): as_decimal(value)
        for day, target in zip(months, calculation.months, strict=True)
        for metric, value in target.exact.items()
    }
