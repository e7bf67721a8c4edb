"""The one word that says what evidence found."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy

register = template.Library()

VERDICTS = {
    "strong": (_lazy("受注しやすい"), "info"),
    "weak": (_lazy("受注しにくい"), "warn"),
    "none": (_lazy("差は見られない"), "plain"),
    "insufficient": (_lazy("データ不足"), "plain"),
}


@register.simple_tag
def verdict(key: str) -> SafeString:
    """The verdict as a tag: `{% verdict "strong" %}`."""
    word, tone = VERDICTS[key]
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)
