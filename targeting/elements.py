"""The eight element groups of an ideal customer: which attribute belongs to which, and what each one feeds."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from targeting.models import Element

Text = str | Promise

# Attributes that are not about the company as such.
_ELEMENT_OF = {
    "lead.source": Element.TRIGGER,
    "lead.job_title": Element.ORGANISATION,
    "lead.department": Element.ORGANISATION,
    "deal.product": Element.PROBLEM,
}
# What to write, and who uses it.
HINTS: dict[str, Text] = {
    Element.FIRM: _lazy("業種、従業員数、売上、地域や拠点の数、上場・グループ、成長の段階"),
    Element.ORGANISATION: _lazy(
        "専任の部署や人数、稟議の経路、承認する人の職位。購買関与者の設計と決定の段階の資料に使います"
    ),
    Element.TOOLS: _lazy("使っている道具、必要な連携、デジタル化の度合い。技術評価者への資料に使います"),
    Element.PROBLEM: _lazy("困りごとを、重い順に一行ずつ。メッセージとコンテンツの題材になります"),
    Element.TRIGGER: _lazy("法改正、責任者の交代、拠点の追加、契約の満了など。連絡とコンテンツの時期に使います"),
    Element.BUDGET: _lazy("予算の幅、予算を決める月、検討の長さ。連絡とコンテンツの時期に使います"),
    Element.ECONOMICS: _lazy("LTV、粗利、解約の心配、追加の余地。会社のランク分けの考え方に使います"),
    Element.EXCLUSION: _lazy("狙わない相手とその理由。条件は上の「除外」で決めます"),
}
WITH_MONTHS = (Element.TRIGGER, Element.BUDGET)


def element_of(attribute: str, is_exclusion: bool = False) -> Element:
    """The group an attribute belongs to unless its rule says otherwise."""
    if is_exclusion:
        return Element.EXCLUSION
    return _ELEMENT_OF.get(attribute, Element.FIRM)
