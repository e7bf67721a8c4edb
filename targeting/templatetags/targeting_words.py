"""The one word that says what evidence found, and what tier a company is in with the reason."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Lead
from targeting.calc.drift import Verdict
from targeting.months import months_in_words
from targeting.selectors.drift import QuarterlyCheck
from targeting.selectors.lead_messages import message_for_lead, stage_of_lead
from targeting.selectors.tiers import CompanyTier
from workspaces.calc.display import format_number, format_rate

register = template.Library()

VERDICTS = {
    "strong": (_lazy("受注しやすい"), "info"),
    "weak": (_lazy("受注しにくい"), "warn"),
    "none": (_lazy("差は見られない"), "plain"),
    "insufficient": (_lazy("データ不足"), "plain"),
    "excluded": (_lazy("対象外の項目"), "plain"),
}


@register.simple_tag
def verdict(key: str) -> SafeString:
    """The verdict as a tag: `{% verdict "strong" %}`."""
    word, tone = VERDICTS[key]
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)


TIERS = {
    "A": (_lazy("Aランク（理想の顧客像）"), "info"),
    "B": (_lazy("Bランク"), "plain"),
    "C": (_lazy("Cランク"), "plain"),
    "out": (_lazy("対象外"), "warn"),
}


@register.simple_tag
def tier(key: str) -> SafeString:
    """The tier as a tag: `{% tier "A" %}`."""
    word, tone = TIERS[key]
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)


@register.simple_tag
def tier_sentence(found: CompanyTier) -> str:
    """Why a company is in its tier, as one sentence."""
    name = _("「%(name)s」") % {"name": found.icp.name} if found.icp.name else _("ICP")
    if found.excluded_by:
        return _("%(icp)sの除外条件に当てはまるため、対象外です") % {"icp": name}
    values = {"icp": name, "held": found.held, "asked": found.asked}
    if found.tier == "A":
        return _("%(icp)sの条件%(asked)dつすべてに当てはまります") % values
    missed = {**values, "missed": found.missed_in_words}
    if any(one.is_required for one in found.missed):
        return _("%(icp)sの必須の条件に当てはまらないため、対象外です（%(missed)s）") % missed
    if not found.held:
        return _("%(icp)sの条件%(asked)dつに1つも当てはまりません") % values
    if found.tier == "out":
        return _("%(icp)sの条件%(asked)dつのうち%(held)dつしか当てはまりません") % values
    return _("%(icp)sの条件%(asked)dつのうち%(held)dつに当てはまります。外れる条件: %(missed)s") % missed


@register.simple_tag
def drift_sentences(check: QuarterlyCheck) -> list[str]:
    """Did the win rate inside the ICP move, and are newer wins still inside it."""
    drift = check.drift
    recent, before = drift.recent, drift.before
    rates = {
        "rate": format_rate(recent.win_rate),
        "before": format_rate(before.win_rate),
        "n": format_number(recent.n),
    }
    shares = {
        "share": format_rate(recent.share, 0),
        "before": format_rate(before.share, 0),
        "won": format_number(recent.all_won),
    }
    return [_moved(drift.win_rate, rates, _RATE_WORDS), _moved(drift.share, shares, _SHARE_WORDS)]


_RATE_WORDS: dict[Verdict, Any] = {
    "insufficient": _lazy("ICP内の受注率はデータ不足です（直近の四半期 %(n)s件）"),
    "none": _lazy("ICP内の受注率は %(rate)s で、前の1年（%(before)s）から変わったとはいえません"),
    "lower": _lazy("ICP内の受注率が %(before)s から %(rate)s に下がりました。条件を見直してください"),
    "higher": _lazy("ICP内の受注率が %(before)s から %(rate)s に上がりました"),
}
_SHARE_WORDS: dict[Verdict, Any] = {
    "insufficient": _lazy("新しい受注がICPに入っているかは、データ不足です（直近の四半期 受注%(won)s件）"),
    "none": _lazy("新しい受注の%(share)sがICPに入っていて、前の1年（%(before)s）から変わったとはいえません"),
    "lower": _lazy(
        "新しい受注のうちICPに入るのは%(share)sで、前の1年の%(before)sから減りました。ほかの会社が買い始めています"
    ),
    "higher": _lazy("新しい受注の%(share)sがICPに入り、前の1年の%(before)sから増えました"),
}


def _moved(verdict: Verdict, values: dict[str, str], words: dict[Verdict, Any]) -> str:
    return str(words[verdict]) % values


@register.filter
def quoted(values: list[str]) -> str:
    """「製造」、「小売」."""
    return _("、").join(_("「%s」") % value for value in values)


@register.filter
def listed(values: list[str]) -> str:
    """製造業、物流."""
    return _("、").join(values)


@register.filter
def months(numbers: list[int]) -> str:
    """Calendar months in words: `{{ row.months|months }}`."""
    return months_in_words(numbers)


@register.simple_tag
def score_dots(score: Any) -> str:
    """A score of 0–5 as five dots."""
    filled = int(score or 0)
    return "●" * filled + "○" * (5 - filled)


@register.simple_tag
def chosen(field: Any) -> str:
    """The label of the choice a bound field holds."""
    labels = {str(key): str(label) for key, label in field.field.choices}
    return labels.get(str(field.value() or ""), "–")


@register.inclusion_tag("targeting/_lead_message.html")
def lead_message(lead: Lead, lifecycle_stage: str = "") -> dict[str, Any]:
    """What to tell a person, by role and stage: `{% lead_message lead %}`; nothing while the role is unknown."""
    return {"found": message_for_lead(lead, lifecycle_stage or stage_of_lead(lead))}


@register.inclusion_tag("targeting/_lead_message_card.html")
def lead_message_card(lead: Lead, lifecycle_stage: str = "") -> dict[str, Any]:
    """The same as a card of its own: `{% lead_message_card lead journey.stage %}`."""
    return lead_message(lead, lifecycle_stage)
