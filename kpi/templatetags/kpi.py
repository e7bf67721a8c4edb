"""Words that the pages of the last layer need."""

from __future__ import annotations

from django import template

from strategy.sentences import rate_name

register = template.Library()


@register.filter
def rate_label(key: str) -> str:
    """`lead_to_mql` → リード→MQL率"""
    return rate_name(key)
