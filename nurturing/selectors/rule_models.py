"""A stored rule version as the value that calculations take."""

from __future__ import annotations

from nurturing.calc.decay import decay_from_json, windowed
from nurturing.calc.scoring import Model, Rule, Trigger
from nurturing.models import MqlRule, ScoreRule

Axis = ScoreRule.Axis


def score_rules(rule: MqlRule) -> list[ScoreRule]:
    """The scored conditions of a rule version, by axis and position."""
    return list(ScoreRule.objects.for_workspace(rule.workspace_id).filter(artefact=rule.artefact_id))


def model_of(rule: MqlRule, rules: list[ScoreRule] | None = None) -> Model:
    """The scoring model of a rule version; `rules` when they are at hand already.

    Raises ConditionError or DecayError for a condition that no lead can be compared with (forms refuse those).
    """
    rules = score_rules(rule) if rules is None else rules
    return Model(
        version=rule.artefact.number,
        rules=[_rule(row) for row in rules if row.axis in (Axis.FIT, Axis.ENGAGEMENT)],
        threshold=rule.threshold,
        comparison=rule.comparison,
        fit_cap=rule.fit_cap,
        engagement_cap=rule.engagement_cap,
        fit_minimum=rule.fit_minimum,
        engagement_minimum=rule.engagement_minimum,
        group_caps=rule.group_caps,
        disqualifiers=[Trigger(row.key, row.condition) for row in rules if row.axis == Axis.DISQUALIFIER],
        direct_events=[Trigger(row.key, row.condition) for row in rules if row.axis == Axis.DIRECT],
    )


def _rule(row: ScoreRule) -> Rule:
    return Rule(
        key=row.key,
        axis=row.axis,
        condition=row.condition,
        points=row.points,
        per_rule_cap=row.per_rule_cap,
        per_day_cap=row.per_day_cap,
        decay=windowed(decay_from_json(row.decay), row.window_days),
        group=row.group,
    )
