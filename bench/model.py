"""The bench model: 10 fit rules (2 on custom fields), 10 activity rules with caps and step decay; as rows, and by hand in SQL."""
# japanese-data

from __future__ import annotations

from typing import Any

from django.utils import timezone

from bench.data import TYPES
from nurturing.models import MqlRule, ScoreRule
from strategy.models import ArtefactVersion, Strategy
from workspaces.models import Workspace

STEP = {"kind": "step", "steps": [[30, 0.5], [90, 0]]}
FIT: list[tuple[dict[str, Any], int]] = [
    ({"field": "company.industry", "op": "in", "value": ["製造", "物流"]}, 15),
    ({"field": "company.industry", "op": "in", "value": ["小売"]}, 8),
    ({"field": "company.employee_count", "op": "between", "value": [100, 999]}, 10),
    ({"field": "company.employee_count", "op": "gte", "value": 1000}, 5),
    ({"field": "job_title", "op": "in", "value": ["役員", "代表取締役", "部長"]}, 10),
    ({"field": "job_title", "op": "in", "value": ["課長", "係長"]}, 8),
    ({"field": "job_title", "op": "eq", "value": "学生"}, -30),
    ({"field": "department", "op": "contains_any", "value": ["情報システム", "製造"]}, 8),
    ({"field": "custom.plan", "op": "eq", "value": "A"}, 3),
    ({"field": "custom.seats", "op": "gte", "value": 250}, 2),
]
POINTS = [1, 10, 5, 8, 5, 15, 3, 1, 3, 12]
CAPS = [5, 20, 15, 24, 10, 45, 6, 2, 12, 24]
# The fit by hand: what somebody would write who knows this very data.
HAND_FIT = """
      CASE WHEN c.industry IN ('製造', '物流') THEN 15 ELSE 0 END + CASE WHEN c.industry = '小売' THEN 8 ELSE 0 END
    + CASE WHEN c.employee_count BETWEEN 100 AND 999 THEN 10 ELSE 0 END
    + CASE WHEN c.employee_count >= 1000 THEN 5 ELSE 0 END
    + CASE WHEN l.job_title IN ('役員', '代表取締役', '部長') THEN 10 ELSE 0 END
    + CASE WHEN l.job_title IN ('課長', '係長') THEN 8 ELSE 0 END + CASE WHEN l.job_title = '学生' THEN -30 ELSE 0 END
    + CASE WHEN l.department LIKE '%%情報システム%%' OR l.department LIKE '%%製造%%' THEN 8 ELSE 0 END
    + CASE WHEN l.custom ->> 'plan' = 'A' THEN 3 ELSE 0 END
    + CASE WHEN (l.custom ->> 'seats')::int >= 250 THEN 2 ELSE 0 END
"""
HAND_SCORE = """
INSERT INTO bench_score
SELECT j.id, s.fit, s.engagement, s.fit + s.engagement FROM crm_journey j
JOIN LATERAL (SELECT least(50, ({fit})::float8) AS fit, least(50, coalesce(e.raw, 0)) AS engagement
              FROM crm_lead l LEFT JOIN crm_company c ON c.id = l.company_id WHERE l.id = j.lead_id) s ON true
{engagement}
WHERE j.workspace_id = %(ws)s {narrow}
"""


def install(workspace: Workspace) -> MqlRule:
    """The model as the live rule of a workspace."""
    now = timezone.now()
    strategy = Strategy.objects.create(
        workspace=workspace, name="bench", fiscal_year=2026, starts_on="2026-04-01", is_current=True
    )
    artefact = ArtefactVersion.objects.create(
        workspace=workspace, strategy=strategy, kind="mql_rule", live_from=now, is_trial=True
    )
    # Nobody crosses: what is measured is scoring, not handing over.
    rule = MqlRule.objects.create(workspace=workspace, artefact=artefact, threshold=1000)
    rows = [
        ScoreRule(
            workspace=workspace,
            artefact=artefact,
            axis="fit",
            key=f"f{n}",
            name=f"f{n}",
            condition=condition,
            points=points,
        )
        for n, (condition, points) in enumerate(FIT)
    ]
    rows += [
        ScoreRule(
            workspace=workspace,
            artefact=artefact,
            axis="engagement",
            key=f"e{n}",
            name=f"e{n}",
            condition={"type": type_},
            points=POINTS[n],
            per_rule_cap=CAPS[n],
            decay=STEP,
        )
        for n, type_ in enumerate(TYPES)
    ]
    ScoreRule.objects.bulk_create(rows)
    return rule


def hand_written(*, is_narrow: bool) -> str:
    """One statement that computes the same model and writes every row; `is_narrow` for the people in `bench_touched`."""
    sums = ", ".join(f"sum(a.points) FILTER (WHERE a.type = '{type_}') AS p{n}" for n, type_ in enumerate(TYPES))
    capped = " + ".join(f"least({cap}, coalesce(p{n}, 0))" for n, cap in enumerate(CAPS))
    points = " ".join(f"WHEN '{type_}' THEN {POINTS[n]}" for n, type_ in enumerate(TYPES))
    age = "(%(today)s::date - (occurred_at AT TIME ZONE 'Asia/Tokyo')::date)"
    events = f"""
        SELECT lead_id, type, (CASE type {points} END)::float8 * CASE WHEN {age} >= 30 THEN 0.5 ELSE 1 END AS points
        FROM crm_activity WHERE workspace_id = %(ws)s AND occurred_at >= (%(today)s::date - 89)::timestamp AT TIME ZONE 'Asia/Tokyo'
        {"AND lead_id IN (SELECT lead_id FROM bench_touched)" if is_narrow else ""}
    """
    engagement = f"""
        (SELECT lead_id, {capped} AS raw FROM (SELECT a.lead_id, {sums} FROM ({events}) a GROUP BY a.lead_id) g)
    """
    join = f"LEFT JOIN {engagement} e ON e.lead_id = j.lead_id"
    # The join must stand before the lateral part that uses it.
    statement = HAND_SCORE.replace("FROM crm_journey j\n", f"FROM crm_journey j {join}\n", 1)
    narrow = "AND j.lead_id IN (SELECT lead_id FROM bench_touched)" if is_narrow else ""
    return statement.format(fit=HAND_FIT, engagement="", narrow=narrow)
