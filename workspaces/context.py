from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def workspace_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may rely on: the product's name and, behind the door, workspace and membership."""
    return {
        "product_name": settings.PRODUCT_NAME,
        "workspace": getattr(request, "workspace", None),
        "membership": getattr(request, "membership", None),
    }
