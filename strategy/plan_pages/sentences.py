"""What a detailed plan says in words: its input errors, its lead times, its limits, its probability, its landing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from strategy import sentences
from strategy.calc.plan.feedback import Feedback
from strategy.calc.plan.gates import Gate
from strategy.calc.plan.inverse import Reached, SolvedRate
from strategy.calc.plan.timeline import YearFlow
from strategy.calc.plan.uncertainty import Outlook
from strategy.calc.plan.values import PlanProblem
from workspaces.calc.display import format_count, format_exact_money, format_money, format_number, format_rate


def problem_sentence(problem: PlanProblem) -> str:
    """Cause and remedy of one error of a plan's document."""
    texts = {
        "missing": _("入力してください"),
        "not_a_number": _("数字で入力してください（入力された値：%(value)s）"),
        "not_positive": _("0より大きい数で入力してください"),
        "negative": _("0以上の数で入力してください（入力された値：%(value)s）"),
        "above_one": _("1以下の割合で入力してください（入力された値：%(value)s）"),
        "range_order": _("小さいほうの値が大きいほうの値を超えています"),
        "outside_range": _("値が幅の外にあります。幅の中に入るようにしてください"),
        "unknown_field": _("「%(value)s」という項目はありません。綴りを確かめてください"),
        "unknown_key": _("「%(value)s」という率はこの計画にありません"),
        "bad_chain": _("ステージはリードで始まり受注で終わるように並べてください"),
        "twelve_weights": _("月の重みは12個入力してください"),
        "weights_not_positive": _("月の重みは、合計が0より大きくなるように入力してください"),
        "shares_not_one": _("割合の合計が%(value)sです。100%%になるようにしてください"),
        "bad_lag": _("リードタイムは、月数（0以上の整数）と割合の組で入力してください"),
        "lag_too_long": _("リードタイムは60か月までで入力してください"),
        "duplicate_key": _("「%(value)s」が2つあります。別の名前にしてください"),
        "too_many": _("%(value)sまでにしてください"),
        "nothing_new": _("更新と追加販売だけで売上目標に届くため、新規に必要な売上がありません"),
        "not_an_object": _("項目名と値の組で入力してください"),
        "not_a_list": _("一覧で入力してください"),
        "bad_choice": _("「%(value)s」は選べません"),
    }
    return texts.get(problem.code, "%(value)s") % {"value": problem.value}


def gate_sentence(gate: Gate, currency: str) -> str:
    """One limit in one plain sentence; what is missing is said with what would fit."""
    if gate.status == "unknown":
        return _unknown_gate(gate)
    values = _gate_values(gate, currency)
    texts = {
        "market": {
            "ok": _("必要な会社数は%(needed)s社で、対象の会社%(available)s社の範囲に収まります"),
            "tight": _("必要な会社数は%(needed)s社で、対象の会社%(available)s社のほとんどに接触する計画です"),
            "short": _(
                "少なくとも%(needed)s社が必要ですが、対象の会社は%(available)s社しかありません。この計画は実現できません"
            ),
        },
        "sales": {
            "ok": _("営業の対応は月%(needed)s件で、対応できる月%(available)s件の範囲に収まります"),
            "tight": _("営業の対応は月%(needed)s件で、対応できる月%(available)s件の上限に近い計画です"),
            "short": _(
                "営業の対応が月%(needed)s件必要ですが、対応できるのは月%(available)s件です。目標の%(share)sまでなら対応できます"
            ),
        },
        "budget": {
            "ok": _("費用は%(needed)sで、予算%(available)sの範囲に収まります"),
            "tight": _("費用は%(needed)sで、予算%(available)sの上限に近い計画です"),
            "short": _("費用が%(needed)s必要ですが、予算は%(available)sです。%(missing)s不足します"),
        },
        "traffic": {
            "ok": _("サイト訪問は月%(needed)s回必要で、いまの月%(available)s回の範囲に収まります"),
            "tight": _("サイト訪問は月%(needed)s回必要で、いまの月%(available)s回の上限に近い計画です"),
            "short": _(
                "サイト訪問が月%(needed)s回必要ですが、いまは月%(available)s回です。訪問を増やすか、フォームを通らない施策を増やしてください"
            ),
        },
        "content": {
            "ok": _("%(channel)sに必要なコンテンツ%(needed)s本はそろっています（いま%(available)s本）"),
            "tight": _("%(channel)sに必要なコンテンツ%(needed)s本は、いまの%(available)s本でほぼ使い切ります"),
            "short": _(
                "%(channel)sにコンテンツが%(needed)s本必要ですが、いまは%(available)s本です。あと%(missing)s本つくってください"
            ),
        },
    }
    return texts[gate.gate][gate.status] % values


def _unknown_gate(gate: Gate) -> str:
    texts = {
        "market": _("対象となる会社の数が未入力のため、市場の大きさは確かめていません"),
        "sales": _("営業の人数と対応できる件数が未入力のため、営業の対応力は確かめていません"),
        "budget": _("チャネルの費用か予算が未入力のため、予算は確かめていません"),
        "traffic": _("いまのサイト訪問数が未入力のため、訪問数は確かめていません"),
        "content": _("チャネルごとのコンテンツ数が未入力のため、コンテンツの数は確かめていません"),
    }
    return texts[gate.gate]


def _gate_values(gate: Gate, currency: str) -> dict[str, str]:
    assert gate.needed is not None and gate.available is not None  # unknown has been answered before
    is_money = gate.gate == "budget"

    def figure(value: Fraction) -> str:
        return format_money(value, currency, sentences.language()) if is_money else format_count(value)

    return {
        "needed": figure(gate.needed),
        "available": figure(gate.available),
        "missing": figure(gate.needed - gate.available),
        "share": format_rate(gate.largest_share, 0) if gate.largest_share is not None else "",
        "channel": str(gate.details.get("channel", "")),
    }


def flow_sentences(flow: YearFlow, wins: Fraction, currency: str) -> list[str]:
    """Carry-in, spill-over and the last useful month, in at most three sentences; nothing for a plan without lead times."""
    if not flow.spill_over:
        return []
    found = [
        _(
            "この年度のリードから年度内に受注になるのは%(wins)s件のうち%(in_year)s件です。残り%(carry)s件は前年度からの持ち越しが必要です"
        )
        % {"wins": format_count(wins), "in_year": format_count(flow.in_year), "carry": format_count(flow.carry_in)}
    ]
    if flow.leads_without_carry_in is not None:
        found.append(
            _("持ち越しがない場合、同じ目標には年間%(leads)sリードが必要です")
            % {"leads": format_count(flow.leads_without_carry_in)}
        )
    found.append(
        _("%(spill)s件（%(revenue)s）は翌期の計上になり、今期に間に合うのは%(month)sか月目までのリードです")
        % {
            "spill": format_count(flow.spill_over),
            "revenue": format_money(flow.spill_over_revenue, currency, sentences.language()),
            "month": flow.last_useful_month,
        }
    )
    if flow.extra_leads:
        found.append(
            _("いま見込んでいる持ち越しでは足りないため、あと%(leads)sリード必要です")
            % {"leads": format_count(flow.extra_leads)}
        )
    return found


def outlook_sentence(outlook: Outlook | None, currency: str) -> str:
    """達成の見込み in one sentence."""
    if outlook is None:
        return _("率や単価に幅を入れると、目標に届く見込みを計算できます")
    low, _middle, high = (format_money(Fraction(one), currency, sentences.language()) for one in outlook.revenue)
    return _(
        "前提がそれぞれの幅の中で動くとき、計画どおりのリードで目標に届く見込みは%(share)sです（売上は10回に8回、%(low)s〜%(high)s）"
    ) % {
        "share": format_rate(outlook.probability, 0),
        "low": low,
        "high": high,
    }


def reached_sentence(kind: str, reached: Reached | None, currency: str, asked: Fraction) -> str:
    """The answer to one question asked backwards."""
    if reached is None:
        return {
            "from_budget": _("チャネルのリード単価を入れると、予算から売上を計算できます"),
            "from_capacity": _("この計画にはMQLの段階がないため計算できません"),
        }.get(kind, "")
    values = {
        "asked": format_count(asked),
        "money": format_money(asked, currency, sentences.language()),
        "leads": format_count(reached.leads),
        "won": format_count(reached.won),
        "revenue": format_exact_money(reached.revenue, currency, sentences.language()),
        "share": format_rate(reached.share, 0),
    }
    texts = {
        "from_leads": _("%(asked)sリードなら、受注%(won)s件、売上%(revenue)s（目標の%(share)s）になります"),
        "from_budget": _(
            "予算%(money)sで獲得できるのは%(leads)sリードで、売上%(revenue)s（目標の%(share)s）になります"
        ),
        "from_capacity": _(
            "営業が月%(asked)s件のMQLに対応できるなら、最大で%(leads)sリード、売上%(revenue)s（目標の%(share)s）の計画になります"
        ),
    }
    return texts[kind] % values


def solved_sentence(solved: SolvedRate) -> str:
    """Which rate it takes; in a plan of several segments by how much every rate of the step has to change."""
    name = sentences.rate_name(solved.key)
    values: dict[str, Any] = {"leads": format_count(solved.leads), "name": name}
    if len(solved.rates) == 1:
        rate = solved.rates[0][3]
        values["rate"] = format_rate(rate)
        if rate > 1:
            return _("%(leads)sリードでは、%(name)sが100%%でも目標に届きません") % values
        return _("%(leads)sリードで目標に届くには、%(name)sが%(rate)s必要です") % values
    values["factor"] = format_number(solved.factor, 2)
    if not solved.is_possible:
        return _("%(leads)sリードでは、%(name)sを%(factor)s倍にする必要があり、100%%を超える区分があります") % values
    return _("%(leads)sリードで目標に届くには、すべての区分の%(name)sを%(factor)s倍にする必要があります") % values


def feedback_sentences(feedback: Feedback, currency: str) -> list[str]:
    """Where the year lands, what the rest takes, and what a new draft would take over."""

    def money(value: Fraction) -> str:
        return format_money(value, currency, sentences.language())

    found = [
        _("%(months)sか月目までの実績から見た着地見込みは%(landing)sです（計画の率なら%(planned)s）")
        % {
            "months": feedback.months,
            "landing": money(feedback.landing_measured.revenue),
            "planned": money(feedback.landing_planned.revenue),
        }
    ]
    if feedback.leads_for_rest is None:
        found.append(_("これから獲得するリードは、検討期間が長いため今期の受注に間に合いません"))
    elif feedback.leads_for_rest:
        found.append(
            _("目標に届くには、残りの期間に%(leads)sリードが必要です")
            % {"leads": format_count(feedback.leads_for_rest)}
        )
    changed = [rate for rate in feedback.rates if rate.key in feedback.proposal]
    if changed:
        parts = [
            _("%(name)s %(before)s→%(after)s（n=%(n)s）")
            % {
                "name": sentences.rate_name(rate.key),
                "before": format_rate(rate.planned),
                "after": format_rate(rate.used),
                "n": format_count(rate.n),
            }
            for rate in changed
        ]
        found.append(
            _("実績の率で下書きをつくり直すと、%(rates)sで、年間の必要リードは%(leads)s件になります")
            % {"rates": _("、").join(parts), "leads": format_count(feedback.leads_after)}
        )
    return found
