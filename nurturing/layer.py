"""Layer 4 as the frame reports it: name, question, steps, contents, a summary line and the joints that do not hold."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from nurturing import content
from nurturing.calc.conditions import ConditionError
from nurturing.calc.decay import DecayError
from nurturing.models import HandOff, MqlRule, ReturnDestination, ReturnReason, ScoreRule, Sla
from nurturing.selectors.attributes import ScoredAttribute, scored_attributes
from nurturing.selectors.design_pages import untracked_rules
from nurturing.selectors.icp_changes import icp_change_lines
from nurturing.selectors.previews import rule_preview
from nurturing.selectors.rule_models import model_of
from nurturing.services.following import follow_icp
from nurturing.wording import condition_in_words, decay_in_words, sla_sentence
from strategy import layers
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.actuals import ENOUGH
from workspaces.calc.display import format_day, format_number, format_rate
from workspaces.templatetags.formats import language

POINTS = (
    "threshold",
    "fit_cap",
    "engagement_cap",
    "fit_minimum",
    "engagement_minimum",
    "rules.*.points",
    "rules.*.per_rule_cap",
    "rules.*.per_day_cap",
    "groups.*.cap",
)
MOST_UNTRACKED = 3  # more are told as one

RULE_LABELS: dict[str, layers.Text] = {
    "threshold": _lazy("しきい値"),
    "comparison": _lazy("しきい値ちょうどの扱い"),
    "fit_cap": _lazy("属性スコアの上限"),
    "engagement_cap": _lazy("行動スコアの上限"),
    "fit_minimum": _lazy("属性スコアの最低点"),
    "engagement_minimum": _lazy("行動スコアの最低点"),
    "fresh_days": _lazy("すぐに引き渡す行動の新しさ（日）"),
    "cool_down_days": _lazy("戻されたあと待つ日数"),
    "rules.*.axis": _lazy("種類"),
    "rules.*.name": _lazy("条件の名前"),
    "rules.*.points": _lazy("点数"),
    "rules.*.reason": _lazy("理由"),
    "rules.*.per_rule_cap": _lazy("この条件の上限"),
    "rules.*.per_day_cap": _lazy("1日の上限"),
    "rules.*.decay": _lazy("時間がたつと"),
    "rules.*.condition": _lazy("条件"),
    "rules.*.window_days": _lazy("数える期間（日）"),
    "rules.*.group": _lazy("グループ"),
    "groups.*.cap": _lazy("グループの上限"),
    "mqls_a_month": _lazy("月あたりのMQL"),
    "daily_load": _lazy("営業1人1日あたり"),
    "missed_wins": _lazy("基準に届かなかった受注"),
    "sql_rate": _lazy("MQLの商談化率"),
}
SLA_LABELS: dict[str, layers.Text] = {
    "lead_class": _lazy("どのリードを"),
    "response_hours": _lazy("いつまでに（営業時間）"),
    "method": _lazy("どうやって"),
    "attempt_count": _lazy("何回"),
    "attempt_days": _lazy("何営業日で"),
    "feedback": _lazy("何を返すか"),
    "review_on": _lazy("見直し日"),
    "is_auto_accept_on": _lazy("自動受領"),
    "auto_accept_hours": _lazy("自動受領までの営業時間"),
    "destinations.*.destination": _lazy("行き先"),
    "destinations.*.days": _lazy("再確認までの日数"),
    "sentence": _lazy("SLA"),
}


def rule_figures(artefact: ArtefactVersion) -> dict[str, Any]:
    """The effect shown at approval: MQLs a month, the load on sales, the wins it would have missed."""
    workspace = artefact.workspace
    rule = MqlRule.objects.for_workspace(workspace).select_related("artefact").get(artefact=artefact)
    try:
        found = rule_preview(workspace, model_of(rule), today=workspace.today())
    except (ConditionError, DecayError):
        return {}
    if not found.has_history:
        return {}
    outcome = found.at(rule.threshold)
    return {
        "mqls_a_month": round(outcome.monthly, 1),
        "daily_load": None if outcome.daily_load is None else round(outcome.daily_load, 2),
        "missed_wins": f"{len(outcome.missed)}/{outcome.wins}",
        "sql_rate": None if outcome.sql_rate is None else round(outcome.sql_rate, 4),
    }


def sla_figures(artefact: ArtefactVersion) -> dict[str, Any]:
    """The sentence the six fields print."""
    sla = Sla.objects.for_workspace(artefact.workspace_id).get(artefact=artefact)
    return {"sentence": sla_sentence(sla)}


def display_rule_value(artefact: ArtefactVersion, path: str, value: Any) -> str | None:
    """Values of the diff as people read them."""
    if path == "comparison" and value in MqlRule.Comparison.values:
        return str(MqlRule.Comparison(value).label)
    if path == "rules.*.axis" and value in ScoreRule.Axis.values:
        return str(ScoreRule.Axis(value).label)
    if path == "rules.*.decay" and value:
        return decay_in_words(json.loads(value))
    if path == "rules.*.condition" and value:
        return condition_in_words(json.loads(value), _attributes_of(artefact))
    if path == "sql_rate" and value is not None:
        return format_rate(value)
    if path in ("mqls_a_month", "daily_load") and value is not None:
        places = 0 if path == "mqls_a_month" else 1
        return _("%(count)s件") % {"count": format_number(value, places)}
    if path in POINTS and isinstance(value, (int, float)):
        return _("%(points)s点") % {"points": _plain(value)}
    if path in ("fresh_days", "cool_down_days", "rules.*.window_days") and value is not None:
        return _("%(days)d日") % {"days": value}
    return None


def destination_title(artefact: ArtefactVersion, table: str, row: str) -> str:
    """A destination is called by the reason for which a lead comes back."""
    return str(ReturnReason(row).label) if table == "destinations" and row in ReturnReason.values else row


def display_sla_value(artefact: ArtefactVersion, path: str, value: Any) -> str | None:
    if path == "destinations.*.destination":
        known = value in ReturnDestination.Destination.values
        return str(ReturnDestination.Destination(value).label) if known else _("（なし）")
    if path == "destinations.*.key" and value in ReturnReason.values:
        return str(ReturnReason(value).label)
    if path == "is_auto_accept_on":
        return _("する") if value else _("しない")
    if path == "review_on" and value:
        return format_day(dt.date.fromisoformat(str(value)), "table", language())
    if path in ("response_hours", "auto_accept_hours") and value is not None:
        return _plain(float(value))
    if path == "destinations.*.days" and value is not None:
        return _("%(days)d日") % {"days": value}
    return None


def _attributes_of(artefact: ArtefactVersion) -> list[ScoredAttribute]:
    """The attributes of the workspace, looked up once for all conditions of a version."""
    known: list[ScoredAttribute] | None = artefact.__dict__.get("scored_attributes")
    if known is None:
        known = artefact.__dict__["scored_attributes"] = scored_attributes(artefact.workspace)
    return known


def _plain(value: float) -> str:
    return format_number(value, 0 if float(value).is_integer() else 1)


def summary(strategy: Strategy) -> str:
    """「60点でMQL・条件24・初回対応4営業時間」, or what is still to be done."""
    artefact = latest_artefact(strategy, ArtefactKind.MQL_RULE)
    rule = MqlRule.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact).first() if artefact else None
    if artefact is None or rule is None:
        return _("営業に渡す基準と、渡したあとの約束を決めます")
    sla_artefact = latest_artefact(strategy, ArtefactKind.SLA)
    sla = (
        Sla.objects.for_workspace(strategy.workspace_id).filter(artefact=sla_artefact).first() if sla_artefact else None
    )
    conditions = ScoreRule.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact).count()
    words = _("MQL基準 v%(number)d・%(threshold)s点・条件%(count)d") % {
        "number": artefact.number,
        "threshold": format_number(rule.threshold, 0 if rule.threshold.is_integer() else 1),
        "count": conditions,
    }
    if sla is None:
        return words
    hours = format_number(sla.response_hours, 0 if sla.response_hours == int(sla.response_hours) else 1)
    return _("%(rule)s／初回対応 %(hours)s営業時間") % {"rule": words, "hours": hours}


def has_evidence(strategy: Strategy) -> bool:
    """The threshold was once seen against the records."""
    versions = ArtefactVersion.objects.for_workspace(strategy.workspace_id).filter(
        strategy=strategy, kind=ArtefactKind.MQL_RULE
    )
    return versions.filter(figures__has_key="mqls_a_month").exists()


def is_verified(strategy: Strategy) -> bool:
    """Sales have answered enough of what the agreed rule handed over."""
    artefact = latest_artefact(strategy, ArtefactKind.MQL_RULE)
    if artefact is None or artefact.agreed_at is None or artefact.live_from is None:
        return False
    answered = HandOff.objects.for_workspace(strategy.workspace_id).filter(
        delivered_at__gte=artefact.live_from, state__in=[HandOff.State.QUALIFIED, HandOff.State.RETURNED]
    )
    return answered.count() >= ENOUGH


def broken_links(strategy: Strategy) -> list[layers.BrokenLink]:
    """SLA fields left open, return reasons that lead nowhere, conditions nobody records or the ICP does not share."""
    return [*_open_sla_fields(strategy), *_lost_reasons(strategy), *_untracked(strategy), *_other_than_icp(strategy)]


def _open_sla_fields(strategy: Strategy) -> list[layers.BrokenLink]:
    artefact = latest_artefact(strategy, ArtefactKind.SLA)
    sla = Sla.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact).first() if artefact else None
    if sla is None:
        return []
    return [
        layers.BrokenLink(
            from_label=_("MQLの引き渡し"),
            to_label=_("営業の対応"),
            sentence=_("SLAの「%(field)s」が空欄です") % {"field": label},
            action_label=_("入力する"),
            url=_url(strategy, "nurturing:sla", f"field-{name}"),
        )
        for name, label in content.missing_sla_fields(sla).items()
    ]


def _lost_reasons(strategy: Strategy) -> list[layers.BrokenLink]:
    artefact = latest_artefact(strategy, ArtefactKind.SLA)
    if artefact is None:
        return []
    return [
        layers.BrokenLink(
            from_label=_("戻した理由「%(reason)s」") % {"reason": ReturnReason(reason).label},
            to_label=_("行き先"),
            sentence=_("この理由で戻されたリードの行き先がありません"),
            action_label=_("行き先を決める"),
            url=_url(strategy, "nurturing:sla", f"field-to-{reason}"),
        )
        for reason in content.lost_reasons(artefact)
    ]


def _untracked(strategy: Strategy) -> list[layers.BrokenLink]:
    artefact = latest_artefact(strategy, ArtefactKind.MQL_RULE)
    if artefact is None:
        return []
    rules = list(ScoreRule.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact).exclude(points=0))
    rules += ScoreRule.objects.for_workspace(strategy.workspace_id).filter(
        artefact=artefact, points=0, axis=ScoreRule.Axis.DIRECT
    )
    missing = untracked_rules(strategy.workspace, rules)
    named = [(rule, missing[rule.key]) for rule in rules if rule.key in missing]
    if len(named) <= MOST_UNTRACKED:
        return [_untracked_link(strategy, rule, names) for rule, names in named]
    rule, names = named[0]
    several = _("%(name)sほか%(count)d種類") % {"name": names, "count": len(named) - 1}
    return [_untracked_link(strategy, rule, several)]


def _untracked_link(strategy: Strategy, rule: ScoreRule, names: str) -> layers.BrokenLink:
    return layers.BrokenLink(
        from_label=_("行動「%(names)s」") % {"names": names},
        to_label=_("MQL基準の条件「%(rule)s」") % {"rule": rule.name},
        sentence=_("配点されていますが、計測されていない行動です"),
        action_label=_("条件を見直す"),
        url=_url(strategy, "nurturing:scoring", f"rule-{rule.pk}"),
    )


def _other_than_icp(strategy: Strategy) -> list[layers.BrokenLink]:
    artefact = latest_artefact(strategy, ArtefactKind.MQL_RULE)
    lines = icp_change_lines(artefact) if artefact else []
    return [
        layers.BrokenLink(
            from_label=_("ICP"),
            to_label=_("MQL基準の条件「%(rule)s」") % {"rule": lines[0].name},
            sentence=ngettext(
                "ICPの条件が変わり、採点とちがっています",
                "ICPの条件が変わり、%(count)d件の条件が採点とちがっています",
                len(lines),
            )
            % {"count": len(lines)},
            action_label=_("ICPの条件を取り込む"),
            url=_url(strategy, "nurturing:scoring", "icp-changes"),
        )
        for _first in lines[:1]
    ]


def _url(strategy: Strategy, name: str, field: str) -> str:
    address = reverse(name, kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})
    return f"{address}#{field}"


def register_layer() -> None:
    """Tell the frame about Layer 4; called once, when the app starts."""
    layers.register(
        layers.LayerReport(
            number=4,
            name=_lazy("リード育成・商談化設計"),
            question=_lazy("どう育て、どの時点で営業に渡すか"),
            steps=(
                layers.Step(
                    _lazy("ライフサイクルステージ"), "nurturing:stages", ArtefactKind.MQL_RULE, scope="opportunity"
                ),
                layers.Step(_lazy("MQL基準"), "nurturing:scoring", ArtefactKind.MQL_RULE, scope="opportunity"),
                layers.Step(_lazy("SLA"), "nurturing:sla", ArtefactKind.SLA, scope="opportunity"),
            ),
            kinds=(ArtefactKind.MQL_RULE, ArtefactKind.SLA),
            summary=summary,
            has_evidence=has_evidence,
            is_verified=is_verified,
            broken_links=broken_links,
        ),
        layers.ContentAdapter(
            kind=ArtefactKind.MQL_RULE,
            create=content.create_rule,
            copy=content.copy_rule,
            snapshot=content.rule_snapshot,
            figures=rule_figures,
            problems=content.rule_problems,
            labels=RULE_LABELS,
            display=display_rule_value,
            follow={ArtefactKind.ICP: follow_icp},
        ),
        layers.ContentAdapter(
            kind=ArtefactKind.SLA,
            create=content.create_sla,
            copy=content.copy_sla,
            snapshot=content.sla_snapshot,
            figures=sla_figures,
            problems=content.sla_problems,
            labels=SLA_LABELS,
            display=display_sla_value,
            title=destination_title,
        ),
    )
