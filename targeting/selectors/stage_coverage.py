"""How much of what marketing hands on lies inside an ICP: entries into each stage over the last 12 months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from crm.models import Stage
from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute
from targeting.selectors.matching import LEAD
from targeting.selectors.rule_conditions import rule_set
from workspaces.models import Workspace

STAGES = (Stage.MQL, Stage.SQL, Stage.OPPORTUNITY)


@dataclass(frozen=True)
class StageCoverage:
    """Entries into a stage: `inside` of `n` by leads that match the ICP."""

    stage: Stage
    n: int
    inside: int

    @property
    def share(self) -> float | None:
        return self.inside / self.n if self.n else None


def stage_coverage(
    workspace: Workspace, rules: Sequence[IcpRule], attributes: Sequence[Attribute], *, since: dt.date
) -> list[StageCoverage]:
    """The stages that anybody entered after `since`, in their order; none for rules that ask nothing of a lead.

    First entries per cycle count, as in every funnel; test leads do not.
    """
    asked = rule_set(rules, attributes, LEAD)
    if not asked.has_includes:
        return []
    statement = f"""
        SELECT e.to_stage, count(*), count(*) FILTER (WHERE {asked.sql})
        FROM crm_stageevent e JOIN crm_journey j ON j.id = e.journey_id JOIN crm_lead l ON l.id = j.lead_id
        LEFT JOIN crm_company c ON c.id = l.company_id LEFT JOIN crm_source s ON s.id = l.source_id
        WHERE e.workspace_id = %s AND e.kind = 'advance' AND e.to_stage = ANY(%s) AND e.occurred_on > %s
            AND NOT l.is_test
        GROUP BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*asked.parameters, workspace.pk, [stage.value for stage in STAGES], since])
        counts = {stage: (n, inside) for stage, n, inside in cursor.fetchall()}
    return [StageCoverage(stage, *counts[stage]) for stage in STAGES if stage in counts]
