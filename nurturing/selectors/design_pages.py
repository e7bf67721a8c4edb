"""What the design pages of Layer 4 show beside their forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from crm.models import StageDefinition
from nurturing.calc.conditions import Activity, kind_of
from nurturing.calc.scoring import LeadFacts, Model, score
from nurturing.charts import Histogram, histogram
from nurturing.defaults import STAGES
from nurturing.example_leads import ExampleLead
from nurturing.models import MqlRule, ScoreRule
from nurturing.selectors.attributes import recorded_types, untracked_types
from nurturing.selectors.in_force import live_rule
from nurturing.selectors.previews import Outcome, RulePreview, rule_preview
from nurturing.selectors.rule_models import model_of
from nurturing.wording import joint, listed, type_label
from strategy.selectors.actuals import ActualRate, actual_rates
from workspaces.models import Workspace

STEP = 5  # between the thresholds that are compared


@dataclass(frozen=True)
class ScoredExample:
    """An example lead with its score by the rule on the page."""

    name: str
    fit: float
    engagement: float
    total: float
    qualifies: bool
    is_direct: bool
    is_disqualified: bool


@dataclass(frozen=True)
class ScoringPreview:
    """The right side of the MQL rule's page."""

    preview: RulePreview
    outcome: Outcome
    chart: Histogram
    choices: list[tuple[str, Outcome]]
    current: float | None
    examples: list[ScoredExample]
    measured: ActualRate | None = None  # MQL→SQL率 of everybody, as the dashboards count it

    @property
    def has_history(self) -> bool:
        return self.preview.has_history

    @property
    def direct_wins(self) -> int:
        """Customers who became MQL by asking, whatever their points."""
        return sum(win.is_direct for win in self.preview.wins)

    def as_json(self) -> dict[str, Any]:
        """What the page needs to move the threshold without asking the server again."""
        preview = self.preview
        return {
            "leads": preview.leads,
            "months": preview.months,
            "passing": preview.passing,
            "direct": preview.direct,
            "sellers": preview.sellers,
            "days": preview.business_days,
            "wins": [
                {"id": win.lead_id, "name": win.name, "score": win.score} for win in preview.wins if not win.is_direct
            ],
            "all_wins": len(preview.wins),
        }


def scoring_preview(
    workspace: Workspace,
    rule: MqlRule,
    rules: Sequence[ScoreRule],
    *,
    now: dt.datetime,
    examples: Iterable[ExampleLead],
) -> ScoringPreview:
    """What a rule (saved or as typed) would do with the leads of the last twelve months, and with the examples."""
    model, today = model_of(rule, list(rules)), workspace.local_date(now)
    found = rule_preview(workspace, model, today=today)
    live = live_rule(workspace, now)
    current = live.threshold if live else None
    return ScoringPreview(
        preview=found,
        outcome=found.at(rule.threshold),
        chart=histogram(found, rule.threshold, current),
        choices=_choices(found, rule.threshold, current),
        current=current,
        examples=[score_example(lead, model, today) for lead in examples],
        measured=actual_rates(rule.artefact.strategy, ["mql", "sql"], today).get("mql_to_sql"),
    )


def _choices(found: RulePreview, threshold: float, current: float | None) -> list[tuple[str, Outcome]]:
    """Thresholds to compare: lower, this one, higher, and the one in force."""
    words = {threshold - STEP: _("取りこぼしを減らす"), threshold: _("この案"), threshold + STEP: _("件数を絞る")}
    if current is not None:
        words[current] = _("この案（現行と同じ）") if current == threshold else _("現行")
    return [(words[value], found.at(value)) for value in sorted(words)]


def score_example(lead: ExampleLead, model: Model, today: dt.date) -> ScoredExample:
    """The score of an example lead whose activities lie one a day before today."""
    noon = dt.time(12, tzinfo=dt.UTC)
    activities = [
        Activity(dt.datetime.combine(day, noon), day, kind, external_id=f"{kind}-{number}")
        for kind, times in lead.done.items()
        for number, day in enumerate(today - dt.timedelta(days=back) for back in range(1, times + 1))
    ]
    attributes = {
        "company.industry": str(lead.industry),
        "company.employee_count": lead.employee_count,
        "job_title": str(lead.job_title),
        "department": str(lead.department),
        "email": "lead@example.co.jp",
    }
    facts = LeadFacts(attributes=attributes, activities=activities, created_on=today)
    result = score(facts, replace(model, rules=list(model.rules)), today)
    return ScoredExample(
        name=str(lead.name),
        fit=result.fit,
        engagement=result.engagement,
        total=result.total,
        qualifies=result.qualifies,
        is_direct=result.is_direct,
        is_disqualified=result.is_disqualified,
    )


def untracked_rules(workspace: Workspace, rules: Iterable[ScoreRule]) -> dict[str, str]:
    """Conditions on activities of which nobody ever recorded one, by key, each with the names of those activities.

    A workspace without a single activity has not begun to record, so nothing is called untracked there.
    """
    recorded = recorded_types(workspace)
    if not recorded:
        return {}
    found = {}
    for rule in rules:
        if kind_of(rule.condition) == "attribute" or "type" not in rule.condition:
            continue
        if missing := untracked_types(listed(rule.condition["type"]), recorded):
            found[rule.key] = joint(map(type_label, missing))
    return found


def stage_definitions(workspace: Workspace) -> list[StageDefinition]:
    """The six stages as this workspace defined them; a stage nobody has touched carries the framework's words, unsaved."""
    known = {row.key: row for row in StageDefinition.objects.for_workspace(workspace)}
    return [
        known.get(stage.key)
        or StageDefinition(
            workspace=workspace,
            key=stage.key,
            position=position,
            definition=str(stage.definition),
            move_condition=str(stage.move_condition),
            decided_by=str(stage.decided_by),
            return_condition=str(stage.return_condition),
        )
        for position, stage in enumerate(STAGES, start=1)
    ]
