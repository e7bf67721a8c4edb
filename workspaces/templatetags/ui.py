"""Small pieces of markup that every page uses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField, Field
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from workspaces.icons import ICONS

register = template.Library()

STATUS_LABELS = {
    "not_started": (_lazy("未着手"), "info"),
    "editing": (_lazy("入力中"), "info"),
    "draft": (_lazy("下書き"), "plain"),
    "in_review": (_lazy("合意待ち"), "warn"),
    "sent_back": (_lazy("差し戻し"), "bad"),
    "needs_review": (_lazy("要見直し"), "warn"),
    "agreed": (_lazy("合意済み"), "done"),
    "superseded": (_lazy("旧版"), "plain"),
    "trial": (_lazy("試験運用"), "warn"),
    "left_out": (_lazy("担当外"), "plain"),
}
SIGNAL_LABELS = {
    "good": _lazy("順調"),
    "watch": _lazy("注意"),
    "act": _lazy("要対応"),
    "hold": _lazy("データ不足"),
    "ramp": _lazy("立ち上がり中"),
    "paused": _lazy("期限停止中"),
}
_OPEN_CIRCLE = '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
_SHAPES = {
    "good": '<circle class="s-good" cx="6" cy="6" r="5"/>',
    "watch": '<path class="s-watch" d="M6 1 11 6 6 11 1 6z"/>',
    "act": '<path class="s-act" d="M1.5 1.5h9v9h-9z"/>',
    "paused": '<path class="s-hold" d="M2.5 2H5v8H2.5zM7 2h2.5v8H7z"/>',
}


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An icon that takes the text's colour; it is decoration, so the text beside it must say the same."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 20 20" fill="none" stroke="currentColor" '
        'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{1}</svg>',
        size,
        mark_safe(ICONS[name]),  # noqa: S308 - a constant of ours
    )


@register.simple_tag
def status_tag(status: str, extra: str = "") -> SafeString:
    """The status word of a layer, step or artefact: `{% status_tag "in_review" %}`, `{% status_tag "editing" "1/3" %}`."""
    label, tone = STATUS_LABELS[status]
    text = f"{label} {extra}" if extra else label
    return format_html('<span class="tag tag--{}">{}</span>', tone, text)


@register.simple_tag
def signal(key: str, label: str = "") -> SafeString:
    """A shape with its word, never colour alone: `{% signal "act" %}`."""
    return format_html(
        '<span class="sig sig--{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        key,
        mark_safe(_SHAPES.get(key, _OPEN_CIRCLE)),  # noqa: S308 - a constant of ours
        label or SIGNAL_LABELS[key],
    )


@register.simple_tag
def control(field: BoundField, hint: str = "", **attributes: str) -> SafeString:
    """The input of a field, tied to its hint and error for screen readers: `{% control field hint=hint class="input" %}`."""
    attrs: dict[str, str | bool] = {**attributes}
    if field.field.widget.attrs.get("placeholder"):
        attrs.setdefault("placeholder", "")  # a placeholder vanishes when it is needed; the label says it
    if not field.use_fieldset:
        described = [f"{field.auto_id}_helptext"] if hint or field.help_text else []
        described += [f"{field.auto_id}_error"] if field.errors else []
        if described:
            attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def field_errors(field: BoundField) -> list[str]:
    """The errors of a field, each naming it: an empty field says what to enter instead of 「この項目は必須です。」."""
    return [_error_text(field, error) for error in field.errors.as_data()] if field.errors else []


def _error_text(field: BoundField, error: ValidationError) -> str:
    standard = Field.default_error_messages["required"]
    if error.code == "required" and error.message == standard:
        is_choice = hasattr(field.field.widget, "choices")
        sentence = _("%(label)sを選んでください") if is_choice else _("%(label)sを入力してください")
        return sentence % {"label": field.label}
    return " ".join(str(message) for message in error.messages).removesuffix("。")


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's own query string with some parameters changed; None or blank removes one."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = str(value)
    encoded = urlencode([(key, item) for key, values in parameters.lists() for item in values])
    return f"?{encoded}" if encoded else "?"


@register.filter
def get_item(mapping: Any, key: Any) -> Any:
    """A value of a dictionary by a variable key."""
    return mapping.get(key) if hasattr(mapping, "get") else None
