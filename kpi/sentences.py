"""The sentences a dashboard says: what happened, why, what next. Words and formats only; the figures come ready."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.utils.translation import gettext as _

from kpi.selectors.causes import AVERAGE, Causes, Part
from kpi.selectors.funnel import Bottleneck
from kpi.units import COUNT_UNIT, span_title
from strategy.sentences import language, rate_name, stage_name
from workspaces.calc import display

# What usually helps where a step is weak.
REMEDIES = {
    "lead": lambda: _("リードの獲得が足りません。チャネル・訴求・フォームを見直します"),
    "lead_to_mql": lambda: _("流入元ごとのICPとの一致、育成、MQL基準を見直します"),
    "mql_to_sql": lambda: _("MQLの定義、初回対応の速さ、引き渡しの情報を営業と見直します"),
    "mql_to_opportunity": lambda: _("MQLの定義、初回対応の速さ、引き渡しの情報を営業と見直します"),
    "sql_to_opportunity": lambda: _("ヒアリングの質と、検討・決定段階の資料を見直します"),
    "sql_to_won": lambda: _("提案・価格・意思決定者への働きかけ・競合対策を見直します"),
    "opportunity_to_won": lambda: _("提案・価格・意思決定者への働きかけ・競合対策を見直します"),
    AVERAGE: lambda: _("値引きと提案の範囲、狙う企業の規模を見直します"),
}


def money(amount: display.Number | None, currency: str, *, is_signed: bool = False) -> str:
    return display.format_money(amount, currency, language(), is_signed=is_signed)


def factor_name(key: str, stages: tuple[str, ...]) -> str:
    """The words of a factor of the revenue: リード, リード→MQL率, 平均受注単価."""
    if key == AVERAGE:
        return _("平均受注単価")
    return rate_name(key) if "_to_" in key else stage_name(key, stages)


def headline(causes: Causes | None, stages: tuple[str, ...]) -> str:
    """「売上は計画比 −14.4% です。主因はリード→MQL率です」."""
    if causes is None:
        return _("目標がまだないため、実績だけを表示しています")
    change = display.format_rate(causes.difference / causes.target, is_signed=True)
    if causes.main is None or causes.difference >= 0:
        return _("売上は計画比 %(change)s です") % {"change": change}
    return _("売上は計画比 %(change)s です。主因は%(cause)sです") % {
        "change": change,
        "cause": factor_name(causes.main.key, stages),
    }


def fact(causes: Causes | None, currency: str) -> str:
    """「売上は7,530万円で、計画8,800万円に1,270万円届いていません」."""
    if causes is None:
        return _("計画がないため、差はまだ計算できません")
    values = {
        "actual": money(causes.actual, currency),
        "target": money(causes.target, currency),
        "gap": money(abs(causes.difference), currency),
    }
    if causes.difference < 0:
        return _("売上は%(actual)sで、計画%(target)sに%(gap)s届いていません") % values
    if causes.difference > 0:
        return _("売上は%(actual)sで、計画%(target)sを%(gap)s上回っています") % values
    return _("売上は%(actual)sで、計画どおりです") % values


def cause(causes: Causes | None, stages: tuple[str, ...], currency: str) -> str:
    """「リード→MQL率が14.1%（計画20.0%）です。売上への影響は−2,848万円です」."""
    if causes is None:
        return _("目標と実績がそろうと、差の原因を示します")
    part = causes.main
    if part is None:
        unsure = any(each.amount < 0 for each in causes.parts)
        return (
            _("件数が少なく、主因はまだ言えません（データ不足）") if unsure else _("計画を下回っている段階はありません")
        )
    return _("%(name)sが%(actual)s（計画%(target)s）です。売上への影響は%(effect)sです") % {
        "name": factor_name(part.key, stages),
        "actual": factor_value(part, part.actual, currency),
        "target": factor_value(part, part.base, currency),
        "effect": money(part.amount, currency, is_signed=True),
    }


def factor_value(part: Part, value: Fraction, currency: str) -> str:
    """A factor's value in its own unit: 14.1%, 204万円, 3,248件."""
    if part.key == AVERAGE:
        return money(value, currency)
    if "_to_" in part.key:
        return display.format_rate(value)
    return display.format_count(value, COUNT_UNIT, language())


def remedy(key: str) -> str:
    """What to look at where a step is weak."""
    return REMEDIES[key]() if key in REMEDIES else _("この段階の内訳を見て、施策を決めます")


def next_step(causes: Causes | None, *, has_plan: bool) -> str:
    if not has_plan:
        return _("売上目標と転換率を入れて、計画をつくります")
    if causes is None or causes.main is None:
        return _("いまの施策を続け、次の月も同じ指標を確認します")
    return remedy(causes.main.key)


def landing_headline(expected: Fraction | None, target: Fraction | None, currency: str) -> str:
    """「着地見込みは1.37億円、目標に2,309万円不足」."""
    if expected is None or target is None:
        return _("累計売上の推移")
    values = {"expected": money(expected, currency), "gap": money(abs(target - expected), currency)}
    if expected < target:
        return _("着地見込みは%(expected)s、目標に%(gap)s不足") % values
    return _("着地見込みは%(expected)s、目標に届く見込み") % values


def as_of(until: dt.date, computed_at: dt.datetime | None, zone: dt.tzinfo) -> str:
    """「10/31 まで・11/20 06:10 時点」."""
    day = display.format_day(until, "compact", language())
    if computed_at is None:
        return _("%(day)sまで") % {"day": day}
    local = computed_at.astimezone(zone)
    moment = f"{display.format_day(local.date(), 'compact', language())} {local:%H:%M}"
    return _("%(day)sまで・%(moment)s時点") % {"day": day, "moment": moment}


def bottleneck_sentence(bottleneck: Bottleneck) -> str:
    """「リード→MQL率を計画に戻すと受注は週+0.5件（1.2→1.7件）」, or why nothing is named."""
    verdict = bottleneck.verdict
    if verdict is None:
        if not bottleneck.bases or not bottleneck.has_enough:
            return _("件数が少なく、詰まっている段階はまだ言えません（データ不足）")
        return _("計画をはっきり下回っている段階はありません")
    name = rate_name(verdict.step.key)
    kind = bottleneck.bases[verdict.step.key].reference_kind
    if bottleneck.wins_now is None or bottleneck.wins_then is None:
        return _("詰まっているのは%(name)sです") % {"name": name}
    values = {
        "name": name,
        "more": display.format_number(bottleneck.wins_then - bottleneck.wins_now, 1, is_signed=True),
        "now": display.format_number(bottleneck.wins_now, 1),
        "then": display.format_number(bottleneck.wins_then, 1),
    }
    if kind == "own":
        return _("%(name)sを直近6か月の水準に戻すと受注は週%(more)s件（%(now)s→%(then)s件）") % values
    return _("%(name)sを計画に戻すと受注は週%(more)s件（%(now)s→%(then)s件）") % values


def bottleneck_base(bottleneck: Bottleneck) -> list[str]:
    """Which people the sentence is about, and what its effect is measured by, in words."""
    verdict = bottleneck.verdict
    base = bottleneck.bases.get(verdict.step.key) if verdict else None
    if base is None:
        return []
    people = _("直近%(days)d日に段階へ入り、進むのに十分な%(lag)d日以上がたった%(n)s件のうち%(k)s件") % {
        "days": bottleneck.window_days,
        "lag": base.lag_days,
        "n": display.format_count(base.n),
        "k": display.format_count(base.k),
    }
    effect = bottleneck.effect_base
    if effect is None or bottleneck.wins_now is None or verdict is None:
        return [people]
    rate = effect.rates.get(verdict.step.key) or verdict.step.rate
    measured = _("受注への影響は%(span)sの受注（週%(wins)s件）と率（%(rate)s）から計算") % {
        "span": span_title(effect.span),
        "wins": display.format_number(effect.wins_a_week, 1),
        "rate": display.format_rate(rate),
    }
    return [people, measured]
