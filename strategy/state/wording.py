"""The sentences of the diagnosis."""

from __future__ import annotations

from django.utils.translation import gettext as _

from strategy.selectors.assessments import Diagnosis
from strategy.sentences import language
from workspaces.calc.display import format_money, format_number


def reason_sentence(diagnosis: Diagnosis, currency: str) -> str:
    """Why this layer is the one to begin with; empty while nothing is known."""
    recommendation = diagnosis.recommendation
    if recommendation is None:
        return ""
    result = diagnosis.layer(recommendation.layer)
    if not result.score.gap or result.score.score is None:
        return _("どの層も目標のレベル3に届いています。Layer 5で数字を見ながら直し続けましょう")
    told = {"score": format_number(result.score.score, 1), "money": ""}
    if not result.lost:
        return _("平均レベルが%(score)sで、目標の3からの遠さと売上への影響を合わせて、もっとも大きい層です") % told
    told["money"] = format_money(result.lost, currency, language())
    return _("平均レベルが%(score)sで、計画に対して%(money)sがこの層の受け持つ段階で失われています") % told


def first_sentence(diagnosis: Diagnosis) -> str:
    """Which layers above need their simple version before; empty when none does."""
    recommendation = diagnosis.recommendation
    if recommendation is None or not recommendation.first:
        return ""
    names = _("・").join(f"Layer {number}" for number in recommendation.first)
    return _("その前に%(layers)sを簡易版（まずここまで）にします。目安は2週間以内です") % {"layers": names}
