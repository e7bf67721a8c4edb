"""What the analyser found, as sentences without a statistical word."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targeting.calc import economics, leakage
from targeting.calc.evidence import EvidenceRow
from targeting.calc.leakage import Leak
from targeting.calc.robustness import MixCheck
from targeting.wording import value_in_words
from workspaces.calc.display import format_number, format_points, format_rate


def finding_sentence(row: EvidenceRow, *, overall: float | None, currency: str) -> str:
    """One line on a judged value: how far it differs, what came of the wins, whether it holds."""
    parts = [_difference(row, overall), _stability(row), _mix(row.mix, currency)]
    return _("。").join(part for part in parts if part)


def _difference(row: EvidenceRow, overall: float | None) -> str:
    outcomes = row.outcomes
    if row.advice == economics.WINS_BUT_CHURNS:
        return _("受注しやすいが解約が多い（解約 %(rate)s）") % {"rate": format_rate(outcomes.churn_rate)}
    if row.advice == economics.WINS_BUT_LOW_VALUE:
        return _("受注しやすいがLTVは低い")
    if row.advice == economics.LOSES_BUT_STAYS:
        return _("受注しにくいが解約は少ない（解約 %(rate)s）") % {"rate": format_rate(outcomes.churn_rate)}
    if row.advice == economics.LOSES_BUT_VALUABLE:
        return _("受注しにくいがLTVは高い")
    if row.advice == economics.CHURNS:
        return _("受注率に差はないが解約が多い（解約 %(rate)s）") % {"rate": format_rate(outcomes.churn_rate)}
    if overall is None or row.win_rate is None or row.verdict not in ("strong", "weak"):
        return ""
    return _with_worth(row, format_points(abs(row.win_rate - overall), (get_language() or "ja")[:2]).lstrip("+"))


def _with_worth(row: EvidenceRow, points: str) -> str:
    """The difference of the win rate, and what speaks the same way."""
    values = {"points": points}
    if row.verdict == "weak":
        if row.outcomes.churn == economics.HIGH:
            return _("受注率が全体より%(points)s低く、解約も多い") % values
        return _("受注率が全体より%(points)s低い") % values
    if row.outcomes.churn == economics.LOW and row.outcomes.value == economics.HIGH:
        return _("受注率が全体より%(points)s高く、解約が少なく、LTVも高い") % values
    if row.outcomes.churn == economics.LOW:
        return _("受注率が全体より%(points)s高く、解約も少ない") % values
    if row.outcomes.value == economics.HIGH:
        return _("受注率が全体より%(points)s高く、LTVも高い") % values
    return _("受注率が全体より%(points)s高い") % values


def _stability(row: EvidenceRow) -> str:
    if row.holds_later is None:
        return ""
    return _("直近でも同じ傾向") if row.holds_later else _("直近では見られない")


def _mix(mix: MixCheck | None, currency: str) -> str:
    if mix is None or mix.survives is not False:
        return ""
    return _("%(segment)sの中だけで比べると差は見られない") % {"segment": segment_in_words(mix, currency)}


def segment_in_words(mix: MixCheck, currency: str) -> str:
    """The segment a finding was looked for in: 地域「愛知県」, or the records in which its own attribute is filled."""
    attribute = mix.column.attribute
    if mix.place is None:
        return _("%(attribute)sが入力された記録") % {"attribute": attribute.label}
    value = value_in_words(attribute, mix.column.values[mix.place], mix.column.bands[mix.place], currency)
    return _("%(attribute)s「%(value)s」") % {"attribute": attribute.label, "value": value}


def mix_sentence(mix: MixCheck, currency: str) -> str:
    """What is left of a finding inside the largest other segment, with the two rates compared there."""
    place, there = segment_in_words(mix, currency), mix.cell
    rates = _("この値 %(rate)s（%(won)s/%(n)s）、ほか %(rest)s（%(rest_won)s/%(rest_n)s）") % {
        "rate": format_rate(there.rate),
        "won": format_number(there.won),
        "n": format_number(there.n),
        "rest": format_rate(there.rest_rate),
        "rest_won": format_number(there.rest_won),
        "rest_n": format_number(there.rest_n),
    }
    return _MIX_WORDS[mix.survives] % {"segment": place, "rates": rates}


_MIX_WORDS: dict[bool | None, Any] = {
    True: _lazy("%(segment)sの中でも差は残る: %(rates)s"),
    False: _lazy("%(segment)sの中では差は見られない: %(rates)s"),
    None: _lazy("%(segment)sの中はデータ不足: %(rates)s"),
}


def leak_sentence(leak: Leak) -> str:
    """Why a field is not compared, with the numbers that gave it away."""
    values = {"here": format_rate(leak.here), "there": format_rate(leak.there)}
    if leak.reason == leakage.WHEN_CLOSED:
        return (
            _("決着した商談の%(here)sに入っていて、進行中の商談では%(there)sです。決着のあとに入力する項目とみられます")
            % values
        )
    if leak.reason == leakage.WHEN_WON:
        return _("受注の%(here)sに入っていて、それ以外では%(there)sです。受注のあとに入力する項目とみられます") % values
    if leak.reason == leakage.WHEN_NOT_WON:
        return (
            _("受注しなかった記録の%(here)sに入っていて、受注では%(there)sです。結果のあとに入力する項目とみられます")
            % values
        )
    return _("この項目だけで受注・失注の%(here)sが説明できます。結果そのものを書いた項目とみられます") % values
