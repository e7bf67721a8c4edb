"""Hand-offs and leads in words for templates: `{% load handoff_words %}`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from crm.models import Activity, Consent, Lead, StageEvent
from nurturing import presenting_handoffs as words
from nurturing.models import HandOff
from nurturing.selectors.desk import DeskRow
from workspaces.calc import display
from workspaces.templatetags.ui import signal

register = template.Library()


@register.filter
def points(value: Any) -> str:
    """78, 62.5"""
    return words.points(None if value in ("", None) else value)


@register.filter
def signed_points(value: float) -> str:
    """+20, −7.5, 0"""
    figure = display.format_number(value, 1, is_signed=True)
    return figure.rstrip("0").rstrip(".")


@register.filter
def points_now(handoff: HandOff) -> str:
    """The score of the lead as it stands, or as it was handed over where there is no rule in force."""
    score = getattr(handoff.journey, "score", None)
    return words.points(score.total if score else handoff.total)


@register.filter
def person(lead: Lead) -> str:
    return words.person(lead)


@register.filter
def company_of(lead: Lead) -> str:
    return words.company_name(lead)


@register.filter
def reasons_line(handoff: HandOff) -> str:
    return words.reasons_in_one_line(handoff)


@register.filter
def reason_words(row: dict[str, Any]) -> str:
    return words.reason(row)


@register.filter
def activity_words(row: Activity) -> str:
    return words.activity(row)


@register.filter
def consent_words(row: Consent) -> str:
    return words.consent(row)


@register.filter
def event_words(row: StageEvent) -> str:
    return words.event(row)


@register.filter
def event_note(row: StageEvent) -> str:
    return words.event_note(row)


@register.filter
def destination_words(handoff: HandOff) -> str:
    return words.destination(handoff)


@register.simple_tag
def timer(row: DeskRow) -> SafeString:
    """The clock of a hand-off as shape and words: ■ 42分超過, ◆ 残り48分, ● 残り2時間; the page's script lets it go on."""
    shown = signal(row.clock.step if row.clock else "good", words.timer(row.clock))
    if row.clock is None:
        return shown
    return format_html(
        '<span data-timer="{}">{}</span>', json.dumps(words.running_timer(row.handoff, row.clock)), shown
    )


@register.simple_tag(takes_context=True)
def when(context: template.Context, value: dt.datetime | None) -> str:
    """今日 11:30 in the workspace's time; the page gives `now`."""
    return words.when(value, context["workspace"], context["now"]) if value else ""
