"""Why a lead has its score: the ledger line by line, and the strongest reasons in words for a hand-off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crm.models import Lead
from nurturing.calc.scoring import LedgerLine, Model, ScoreResult, score
from nurturing.models import MqlRule, ScoreRule
from nurturing.selectors.facts import facts_of
from nurturing.selectors.in_force import live_rule
from nurturing.selectors.rule_models import model_of, score_rules
from workspaces.models import Workspace

REASONS = 5
TOGETHER = 500  # leads whose facts are in memory at once


@dataclass(frozen=True)
class Line:
    """A ledger line with its rule's name; lines of equal rule, day and value are one line with a count."""

    kind: str
    axis: str
    name: str
    value: float
    count: int = 1
    points: float = 0.0
    factor: float = 1.0
    occurred_on: dt.date | None = None


@dataclass(frozen=True)
class Explanation:
    """A score on a date with its lines; the values of the lines add up to the total."""

    result: ScoreResult
    rule: MqlRule
    lines: tuple[Line, ...]

    @property
    def total(self) -> float:
        return self.result.total


def explain_score(lead: Lead, *, as_of: dt.date, rule: MqlRule | None) -> Explanation | None:
    """Why a lead has its score on a local date, by the rule in force (None: there is none, so no score)."""
    if rule is None:
        return None
    rules = score_rules(rule)
    facts = facts_of(lead.workspace, [lead.pk])[lead.pk]
    result = score(facts, model_of(rule, rules), as_of)
    return Explanation(result, rule, tuple(_merged(result.lines, {row.key: row.name for row in rules})))


def explain_live_score(lead: Lead, *, now: dt.datetime) -> Explanation | None:
    """The same for today and the live rule."""
    workspace = lead.workspace
    return explain_score(lead, as_of=workspace.local_date(now), rule=live_rule(workspace, now))


def strongest_reasons(
    workspace: Workspace, lead_ids: Iterable[int], *, rule: MqlRule | None, now: dt.datetime
) -> dict[int, list[dict[str, Any]]]:
    """The strongest reasons per lead, behaviour first: [{"name", "points", "axis", "count", "days"}].

    `count` is how often something was done, `days` on how many different days.
    """
    if rule is None:
        return {}
    rules = score_rules(rule)
    model, by_key = model_of(rule, rules), {row.key: row for row in rules}
    as_of = workspace.local_date(now)
    reasons: dict[int, list[dict[str, Any]]] = {}
    for some in _batches(list(lead_ids)):
        for lead_id, facts in facts_of(workspace, some).items():
            reasons[lead_id] = reasons_of(score(facts, model, as_of), model, by_key)
    return reasons


def reasons_of(result: ScoreResult, model: Model, by_key: dict[str, ScoreRule]) -> list[dict[str, Any]]:
    """The rules that gave a result its points, direct events first, then behaviour, then attributes, strongest first."""
    groups: dict[str, list[LedgerLine]] = {}
    for line in result.lines:
        if line.rule_key and line.kind != "previous_cycle":
            groups.setdefault(line.rule_key, []).append(line)
    reasons = [_reason(by_key[key], lines) for key, lines in groups.items() if key in by_key]
    useful = [reason for reason in reasons if reason["points"] > 0 or reason["axis"] == ScoreRule.Axis.DIRECT]
    order = [ScoreRule.Axis.DIRECT, ScoreRule.Axis.ENGAGEMENT, ScoreRule.Axis.FIT]
    return sorted(useful, key=lambda reason: (order.index(reason["axis"]), -reason["points"]))[:REASONS]


def _reason(rule: ScoreRule, lines: Sequence[LedgerLine]) -> dict[str, Any]:
    days = {line.occurred_on for line in lines if line.kind == "activity"}
    return {
        "name": rule.name,
        "axis": rule.axis,
        "points": round(sum(line.value for line in lines), 6),
        "count": sum(line.kind == "activity" and line.value > 0 for line in lines),
        "days": len(days),
    }


def _merged(lines: Sequence[LedgerLine], names: dict[str, str]) -> Iterable[Line]:
    counts: dict[LedgerLine, int] = {}
    for line in lines:
        key = LedgerLine(line.kind, line.axis, line.rule_key, line.value, line.points, line.factor, line.occurred_on)
        counts[key] = counts.get(key, 0) + 1
    for line, count in counts.items():
        yield Line(
            kind=line.kind,
            axis=line.axis,
            name=line.rule_key if line.kind == "group_cap" else names.get(line.rule_key, ""),
            value=line.value * count,
            count=count,
            points=line.points,
            factor=line.factor,
            occurred_on=line.occurred_on,
        )


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER))
