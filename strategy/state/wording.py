"""The sentences of the diagnosis."""

from __future__ import annotations

from django.utils.translation import gettext as _

from strategy.selectors.assessments import Basis, Diagnosis
from strategy.sentences import language
from workspaces.calc.display import format_money, format_number


def reason_sentence(diagnosis: Diagnosis, currency: str) -> str:
    """Why this layer is the one to begin with; empty while nothing is known."""
    recommendation = diagnosis.recommendation
    if recommendation is None:
        return ""
    if diagnosis.basis == Basis.FIVE:
        return reason_of_five(recommendation.layer)
    result = diagnosis.layer(recommendation.layer)
    if not result.score.gap or result.score.score is None:
        return _("どの層も目標のレベル3に届いています。Layer 5で数字を見ながら直し続けましょう")
    told = {"score": format_number(result.score.score, 1), "money": ""}
    if not result.lost:
        return _("平均レベルが%(score)sで、目標の3からの遠さと売上への影響を合わせて、もっとも大きい層です") % told
    told["money"] = format_money(result.lost, currency, language())
    return _("平均レベルが%(score)sで、計画に対して%(money)sがこの層の受け持つ段階で失われています") % told


def reason_of_five(layer: int) -> str:
    """Why the five answers of the start page lead to this layer."""
    reasons = {
        1: _("数字は出ました。経営・営業と分担を決めると、下の層の判断がそろいます"),
        2: _("誰に届けるかが決まらないまま施策を増やすと、商談につながらないリードが増えます"),
        3: _("届ける場所が段階ごとにそろわないと、集めたリードが途中で止まります"),
        4: _("渡す基準が営業とずれていると、集めたリードが商談になりません"),
        5: _("上の4層が言葉になっています。数字で直し続ける仕組みをつくりましょう"),
    }
    return reasons[layer]


def basis_sentence(diagnosis: Diagnosis) -> str:
    """What the layer was found by and what would make it surer; empty once the thirty questions say it."""
    if diagnosis.recommendation is None:
        return ""
    if diagnosis.basis == Basis.FIVE:
        return _("はじめの5つの質問の答えからです。5層の質問に答えると、より確かになります")
    if diagnosis.basis == Basis.RECORDS:
        return _("いまは記録だけから出しています。質問に答えると、より確かになります")
    return ""


def waiting_sentence(diagnosis: Diagnosis) -> str:
    """Which layers must be looked at before one can be named; empty when one is."""
    if diagnosis.recommendation is not None:
        return ""
    names = _("・").join(f"Layer {number}" for number in diagnosis.unknown_layers)
    return _("%(layers)sの質問に1つでも答えると、最初に取り組む層とその理由が出ます") % {"layers": names}


def first_sentence(diagnosis: Diagnosis) -> str:
    """Which layers above need their simple version before; empty when none does."""
    recommendation = diagnosis.recommendation
    if recommendation is None or not recommendation.first:
        return ""
    names = _("・").join(f"Layer {number}" for number in recommendation.first)
    return _("その前に%(layers)sを簡易版（まずここまで）にします。目安は2週間以内です") % {"layers": names}
