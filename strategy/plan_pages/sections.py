"""What each part of 詳細設定 holds while it is closed: the defaults in force, or what has been set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strategy import sentences
from strategy.calc.plan.inputs import Lag
from strategy.calc.plan.lags import mean_lag, total_lag
from strategy.calc.plan.values import Reader
from strategy.models import Goal
from strategy.selectors.plan_details import detail_of_goal
from workspaces.calc.display import format_money, format_number, format_rate


@dataclass(frozen=True)
class Section:
    """A part of the page in one sentence; one in which something has been set stands open."""

    sentence: str
    is_set: bool


def door_sentence(goal: Goal) -> str:
    """All parts in one sentence, for the door on the page of the back-calculation."""
    sections = section_sentences(goal)
    always = ("lags", "ranges", "limits")
    shown = [section.sentence for name, section in sections.items() if section.is_set or name in always]
    months = _("12か月に等しく分割") if len(set(goal.month_weights)) == 1 else _("月ごとに違う重み")
    return _("・").join([months, *shown])


def section_sentences(goal: Goal) -> dict[str, Section]:
    """Per part of 詳細設定, in the order of the page."""
    detail = detail_of_goal(goal)
    said = {
        "split": _split(detail, goal.workspace.currency),
        "segments": _count(detail, "segments", _("区分なし")),
        "channels": _count(detail, "channels", _("チャネル別の率なし")),
        "lags": _lags(detail),
        "ranges": _count(detail, "ranges", _("前提の幅なし")),
        "money": _money(detail, goal.workspace.currency),
        "years": _years(detail),
        "limits": _count(detail, "limits", _("上限なし")),
        "scenarios": _count(detail, "scenarios", _("シナリオなし")),
    }
    return {name: Section(sentence, is_set) for name, (sentence, is_set) in said.items()}


def _count(detail: Mapping[str, Any], name: str, none: str) -> tuple[str, bool]:
    n = len(detail.get(name, []))
    texts = {
        "segments": ngettext("区分%(n)s件", "区分%(n)s件", n),
        "channels": ngettext("チャネル%(n)s件", "チャネル%(n)s件", n),
        "ranges": ngettext("幅つきの前提%(n)s件", "幅つきの前提%(n)s件", n),
        "limits": ngettext("上限%(n)s件", "上限%(n)s件", n),
        "scenarios": ngettext("シナリオ%(n)s件", "シナリオ%(n)s件", n),
    }
    return (texts[name] % {"n": n}, True) if n else (none, False)


def _split(detail: Mapping[str, Any], currency: str) -> tuple[str, bool]:
    parts = []
    existing = detail.get("split", {}).get("existing_revenue")
    if existing:
        amount = format_money(Decimal(existing), currency, sentences.language())
        parts.append(_("既存顧客%(amount)s") % {"amount": amount})
    if detail.get("share_of") == "won":
        parts.append(_("マーケの割合は受注件数で数える"))
    return (_("・").join(parts), True) if parts else (_("売上目標はすべて新規"), False)


def _lags(detail: Mapping[str, Any]) -> tuple[str, bool]:
    if detail.get("lags"):
        lag: Lag = Reader().lag(detail["lags"], "", ["lead_to_won"])
        months = format_number(mean_lag(total_lag(lag.steps)), 1).removesuffix(".0")
        return _("リードタイムあり（平均%(months)sか月）") % {"months": months}, True
    if detail.get("lead_season"):
        return _("リードの季節の重みあり"), True
    return _("リードタイムなし（リードは受注と同じ月）"), False


def _money(detail: Mapping[str, Any], currency: str) -> tuple[str, bool]:
    parts = []
    if detail.get("cost_per_lead"):
        amount = format_money(Decimal(detail["cost_per_lead"]), currency, sentences.language())
        parts.append(_("CPL %(amount)s") % {"amount": amount})
    for name, text in (("gross_margin", _("粗利率 %(rate)s")), ("annual_churn", _("解約率 %(rate)s"))):
        if detail.get(name):
            parts.append(text % {"rate": format_rate(Fraction(detail[name]))})
    return (_("・").join(parts), True) if parts else (_("費用と粗利は未設定"), False)


def _years(detail: Mapping[str, Any]) -> tuple[str, bool]:
    n = len(detail.get("years", []))
    return (_("%(n)s年の計画") % {"n": n + 1}, True) if n else (_("1年の計画"), False)
