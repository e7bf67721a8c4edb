"""The contents of the artefacts 「MQL基準」 and 「営業SLA」 as the frame sees them: defaults, copies, snapshots, problems."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.forms.models import model_to_dict
from django.utils import translation
from django.utils.translation import gettext as _

from crm.calc.periods import add_months
from nurturing import defaults
from nurturing.models import MqlRule, ReturnDestination, ReturnReason, ScoreRule, Sla
from nurturing.services.following import follow_icp
from strategy.models import ArtefactVersion

AXES = [ScoreRule.Axis.FIT, ScoreRule.Axis.ENGAGEMENT, ScoreRule.Axis.DIRECT, ScoreRule.Axis.DISQUALIFIER]
RULE_FIELDS = (
    "threshold",
    "comparison",
    "fit_cap",
    "engagement_cap",
    "fit_minimum",
    "engagement_minimum",
    "fresh_days",
    "cool_down_days",
)
COPIED_FIELDS = (*RULE_FIELDS, "group_caps", "icp_seen")
SCORE_FIELDS = (
    "axis",
    "position",
    "key",
    "name",
    "condition",
    "points",
    "per_rule_cap",
    "per_day_cap",
    "decay",
    "window_days",
    "group",
    "reason",
)
SLA_FIELDS = (
    "lead_class",
    "response_hours",
    "method",
    "attempt_count",
    "attempt_days",
    "feedback",
    "review_on",
    "is_auto_accept_on",
    "auto_accept_hours",
)
DESTINATION_FIELDS = ("reason", "destination", "revisit_days")


def create_rule(artefact: ArtefactVersion) -> None:
    """The shipped conditions in the workspace's language; what the ICP asks takes the place of the examples."""
    with translation.override(artefact.workspace.language):
        MqlRule.objects.create(workspace_id=artefact.workspace_id, artefact=artefact, threshold=defaults.THRESHOLD)
        ScoreRule.objects.bulk_create(_shipped_rules(artefact))
    follow_icp(artefact)


def _shipped_rules(artefact: ArtefactVersion) -> Iterator[ScoreRule]:
    places: Counter[str] = Counter()
    for rule in defaults.RULES:
        places[rule.axis] += 1
        yield ScoreRule(
            workspace_id=artefact.workspace_id,
            artefact=artefact,
            axis=rule.axis,
            position=places[rule.axis],
            key=rule.key,
            name=str(rule.name),
            condition=rule.condition,
            points=rule.points,
            per_rule_cap=rule.cap,
            decay=rule.decay,
            reason=str(rule.reason),
        )


def copy_rule(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """The threshold and every condition of one version into another."""
    rule = MqlRule.objects.for_workspace(source.workspace_id).get(artefact=source)
    MqlRule.objects.create(workspace_id=target.workspace_id, artefact=target, **_values(rule, COPIED_FIELDS))
    rows = ScoreRule.objects.for_workspace(source.workspace_id).filter(artefact=source)
    ScoreRule.objects.bulk_create(
        ScoreRule(workspace_id=target.workspace_id, artefact=target, **_values(row, SCORE_FIELDS)) for row in rows
    )


def rule_snapshot(artefact: ArtefactVersion) -> dict[str, Any]:
    """Threshold, caps and conditions by key. A condition and its decay are one value each, as canonical JSON.

    The order of the conditions is left out: it changes how they read, not what they say.
    """
    rule = MqlRule.objects.for_workspace(artefact.workspace_id).get(artefact=artefact)
    rows = ScoreRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    # As the page reads: attributes, behaviour, MQL at once, excluded.
    ordered = sorted(rows, key=lambda row: (AXES.index(ScoreRule.Axis(row.axis)), row.key))
    groups = [{"name": name, "cap": cap} for name, cap in sorted(rule.group_caps.items())]
    rules = [_row_snapshot(row) for row in ordered]
    # What is rarely used stands only where it is, so that versions from before it keep their hash.
    return {**model_to_dict(rule, fields=RULE_FIELDS), "rules": rules} | ({"groups": groups} if groups else {})


def _row_snapshot(row: ScoreRule) -> dict[str, Any]:
    has_points = row.axis in (ScoreRule.Axis.FIT, ScoreRule.Axis.ENGAGEMENT)
    return {
        "key": row.key,
        "name": row.name,
        "axis": row.axis,
        "condition": json.dumps(row.condition, sort_keys=True, ensure_ascii=False),
        "points": row.points if has_points else None,
        "per_rule_cap": row.per_rule_cap,
        "per_day_cap": row.per_day_cap,
        "decay": json.dumps(row.decay, sort_keys=True) if row.decay else "",
        "reason": row.reason,
        **{name: value for name in ("window_days", "group") if (value := getattr(row, name))},
    }


def rule_problems(artefact: ArtefactVersion) -> list[str]:
    """What keeps an MQL rule from being agreed."""
    rule = MqlRule.objects.for_workspace(artefact.workspace_id).get(artefact=artefact)
    rows = ScoreRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    problems = []
    if not rows.exclude(axis=ScoreRule.Axis.DISQUALIFIER).exists():
        problems.append(_("採点する条件がありません"))
    if rule.threshold > rule.fit_cap + rule.engagement_cap:
        problems.append(_("しきい値が上限の合計を超えているため、誰もMQLになりません"))
    return problems


def create_sla(artefact: ArtefactVersion) -> None:
    """The shipped six fields and one destination per return reason."""
    with translation.override(artefact.workspace.language):
        Sla.objects.create(
            workspace_id=artefact.workspace_id,
            artefact=artefact,
            lead_class=str(defaults.SLA_LEADS),
            response_hours=defaults.RESPONSE_HOURS,
            method=str(defaults.SLA_METHOD),
            attempt_count=defaults.ATTEMPT_COUNT,
            attempt_days=defaults.ATTEMPT_DAYS,
            feedback=str(defaults.SLA_FEEDBACK),
            review_on=add_months(artefact.workspace.local_date(artefact.created_at), defaults.REVIEW_AFTER_MONTHS),
        )
    ReturnDestination.objects.bulk_create(
        ReturnDestination(
            workspace_id=artefact.workspace_id,
            artefact=artefact,
            reason=reason,
            destination=destination,
            revisit_days=days,
        )
        for reason, (destination, days) in defaults.DESTINATIONS.items()
    )


def copy_sla(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """Every field and destination of one version into another."""
    sla = Sla.objects.for_workspace(source.workspace_id).get(artefact=source)
    Sla.objects.create(workspace_id=target.workspace_id, artefact=target, **_values(sla, SLA_FIELDS))
    rows = ReturnDestination.objects.for_workspace(source.workspace_id).filter(artefact=source)
    ReturnDestination.objects.bulk_create(
        ReturnDestination(workspace_id=target.workspace_id, artefact=target, **_values(row, DESTINATION_FIELDS))
        for row in rows
    )


def sla_snapshot(artefact: ArtefactVersion) -> dict[str, Any]:
    """The six fields, and the destinations by reason (its key: a snapshot says the same in every language)."""
    sla = Sla.objects.for_workspace(artefact.workspace_id).get(artefact=artefact)
    rows = ReturnDestination.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    destinations = [
        {
            "key": row.reason,
            "destination": row.destination,
            "days": row.revisit_days,
        }
        for row in rows
    ]
    return {**model_to_dict(sla, fields=SLA_FIELDS), "destinations": destinations}


def sla_problems(artefact: ArtefactVersion) -> list[str]:
    """What keeps an SLA from being agreed: a field left open, a reason that leads nowhere."""
    sla = Sla.objects.for_workspace(artefact.workspace_id).get(artefact=artefact)
    problems = [_("SLAの「%(field)s」が空欄です") % {"field": label} for label in missing_sla_fields(sla).values()]
    lost = lost_reasons(artefact)
    if lost:
        names = "、".join(str(ReturnReason(reason).label) for reason in lost)
        problems.append(_("行き先のない戻す理由があります: %(names)s") % {"names": names})
    return problems


def missing_sla_fields(sla: Sla) -> dict[str, str]:
    """The fields of the sentence that are still blank, with their labels."""
    labels = {
        "lead_class": _("どのリードを"),
        "method": _("どうやって"),
        "feedback": _("何を返すか"),
        "review_on": _("見直し日"),
    }
    return {name: label for name, label in labels.items() if not getattr(sla, name)}


def lost_reasons(artefact: ArtefactVersion) -> list[str]:
    """Return reasons without a destination."""
    rows = ReturnDestination.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    found = {row.reason for row in rows if row.destination}
    return [reason for reason in ReturnReason.values if reason not in found]


def _values(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in fields}
