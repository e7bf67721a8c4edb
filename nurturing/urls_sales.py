"""Addresses of the hand-off list and of the leads."""

from django.urls import URLPattern

sales_patterns: list[URLPattern] = []
