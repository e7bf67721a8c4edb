"""Scored conditions, reasons and the SLA in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.utils.translation import gettext as _

from crm.models import ActivityType
from nurturing.calc.conditions import Condition, kind_of
from nurturing.models import ScoreRule, Sla
from nurturing.selectors.attributes import ScoredAttribute
from workspaces.calc.display import format_day, format_number
from workspaces.templatetags.formats import language


def type_label(key: str) -> str:
    """The name of an activity type; one that came with the records keeps the name it has there."""
    return str(ActivityType(key).label) if key in ActivityType.values else key


def type_labels(condition: Condition) -> str:
    """「問い合わせ・デモ依頼」"""
    return joint(type_label(key) for key in listed(condition.get("type", [])))


def condition_in_words(condition: Condition, attributes: Iterable[ScoredAttribute]) -> str:
    """A condition as a phrase: 業種が製造業またはIT, 料金ページの閲覧, 30日以内に3日以上（ページ閲覧）."""
    kind = kind_of(condition)
    if kind == "attribute":
        labels = {attribute.key: str(attribute.label) for attribute in attributes}
        return _attribute_in_words(condition, labels)
    what = _activity_in_words(condition)
    if kind == "frequency":
        return _("%(days)d日以内に%(count)d日以上（%(what)s）") % {
            "days": condition["within_days"],
            "count": condition["at_least"],
            "what": what or _("すべての行動"),
        }
    if kind == "inactivity":
        return _("%(days)d日間反応なし（%(what)s）") % {
            "days": condition["no_activity_days"],
            "what": what or _("すべての行動"),
        }
    return what


def _attribute_in_words(condition: Condition, labels: Mapping[str, str]) -> str:
    label = labels.get(condition["field"], condition["field"])
    return _OPERATORS[condition["op"]]() % {"label": label, "value": value_in_words(condition)}


_OPERATORS = {
    "in": lambda: _("%(label)sが%(value)s"),
    "eq": lambda: _("%(label)sが%(value)s"),
    "not_in": lambda: _("%(label)sが%(value)s以外"),
    "contains_any": lambda: _("%(label)sに%(value)sを含む"),
    "gte": lambda: _("%(label)sが%(value)s以上"),
    "lte": lambda: _("%(label)sが%(value)s以下"),
    "between": lambda: _("%(label)sが%(value)s"),
    "is_blank": lambda: _("%(label)sが空欄"),
    "is_present": lambda: _("%(label)sがわかっている"),
    "email_domain_free": lambda: _("%(label)sがフリーメール"),
    "email_domain_in": lambda: _("%(label)sのドメインが%(value)s"),
}


def value_in_words(condition: Condition) -> str:
    """The values of an attribute condition: 「製造業・IT」, 100〜999."""
    operator, value = condition["op"], cast(Any, condition.get("value"))
    if operator == "between":
        return ("–" if language() == "en" else "〜").join(map(_number, value))
    return joint(_number(item) for item in listed(value)) if value is not None else ""


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, (int, float)):
        return format_number(value, 0 if float(value).is_integer() else 2)
    return str(value)


def _activity_in_words(condition: Condition) -> str:
    parts = [type_labels(condition)] if "type" in condition else []
    for name in ("path", "path_prefix"):
        if name in condition:
            parts.append(_("ページ %(paths)s") % {"paths": joint(listed(condition[name]))})
    if "where" in condition:
        parts.append(_attribute_in_words(condition["where"], {}))
    return " ".join(parts)


def decay_in_words(decay: Mapping[str, Any] | None) -> str:
    """「30日で半分・90日で0」"""
    kind = (decay or {}).get("kind", "none")
    if kind == "step":
        return joint(_step_in_words(int(age), float(factor)) for age, factor in (decay or {})["steps"])
    if kind == "linear":
        return _("%(days)d日かけて0") % {"days": (decay or {})["days"]}
    if kind == "half_life":
        return _("%(days)d日ごとに半分") % {"days": (decay or {})["days"]}
    return _("減らない")


def _step_in_words(age: int, factor: float) -> str:
    if factor == 0:
        return _("%(age)d日で0") % {"age": age}
    if factor == 0.5:
        return _("%(age)d日で半分") % {"age": age}
    return _("%(age)d日で%(percent)s%%") % {"age": age, "percent": format_number(factor * 100)}


def limits_in_words(rule: ScoreRule) -> str:
    """「過去30日で最大20点・グループ「資料」」; blank for a condition without a window and a group."""
    values = {"days": rule.window_days, "points": _number(rule.per_rule_cap), "group": rule.group}
    parts = []
    if rule.window_days and rule.per_rule_cap is not None:
        parts.append(_("過去%(days)d日で最大%(points)s点") % values)
    elif rule.window_days:
        parts.append(_("過去%(days)d日だけ数える") % values)
    if rule.group:
        parts.append(_("グループ「%(group)s」") % values)
    return joint(parts)


def sla_sentence(sla: Sla) -> str:
    """The six fields as one sentence to read out and agree on."""
    hours = format_number(sla.response_hours, 0 if sla.response_hours == int(sla.response_hours) else 1)
    sentence = _(
        "%(leads)sを受け取った営業は、%(hours)s営業時間以内に%(method)sで初回対応し、"
        "%(days)d営業日で%(count)d回まで連絡します。結果として「%(feedback)s」をマーケに返します。"
    ) % {
        "leads": sla.lead_class or "＿＿",
        "hours": hours,
        "method": sla.method or "＿＿",
        "days": sla.attempt_days,
        "count": sla.attempt_count,
        "feedback": sla.feedback or "＿＿",
    }
    if sla.review_on:
        day = format_day(sla.review_on, "prose", language())
        sentence += _("この取り決めは%(day)sに見直します。") % {"day": day}
    return sentence


def joint(parts: Iterable[str]) -> str:
    """「製造業・IT」, “manufacturing, IT”."""
    return (", " if language() == "en" else "・").join(parts)


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
