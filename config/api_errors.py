"""The one shape of an API error: {"error": {"code", "message", "fields": {name: [message]}}}."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    response = drf_exception_handler(error, context)
    if response is None:
        return None
    fields: dict[str, list[str]] = {}
    code = getattr(error, "default_code", "error")
    message = str(getattr(error, "detail", error))
    if isinstance(error, ValidationError):
        code, fields = "invalid", _fields(error.detail)
        message = next((texts[0] for texts in fields.values() if texts), str(error.default_detail))
    elif isinstance(error, APIException):
        code = error.get_codes() if isinstance(error.get_codes(), str) else code
    response.data = {"error": {"code": code, "message": message, "fields": fields}}
    return response


def _fields(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Flatten nested messages: {"rates": {"lead_to_mql": […]}} → {"rates.lead_to_mql": […]}."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for name, value in detail.items():
            flat.update(_fields(value, f"{prefix}.{name}" if prefix else str(name)))
        return flat
    if isinstance(detail, list) and any(isinstance(item, (dict, list)) for item in detail):
        flat = {}
        for index, value in enumerate(detail):
            flat.update(_fields(value, f"{prefix}.{index}" if prefix else str(index)))
        return flat
    return {prefix or "non_field_errors": [str(item) for item in (detail if isinstance(detail, list) else [detail])]}
