"""Who may enter which page: one module per app, one `Row` per URL name and method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

EVERYBODY = frozenset({"administrator", "marketer", "manager", "sales_manager", "sales", "executive", "viewer"})
EDITORS = frozenset({"administrator", "marketer", "manager", "sales_manager"})
RECORD_EDITORS = EDITORS | {"sales"}
APPROVERS = EVERYBODY - {"viewer"}
HANDOFF_WORKERS = frozenset({"administrator", "manager", "sales_manager", "sales"})
ADMINISTRATORS = frozenset({"administrator"})


@dataclass(frozen=True)
class Row:
    """A page and who may enter. `kwargs` gets the test's world (`World`) and returns URL arguments without the slug.

    Allowed members must get a status below 400 or one of 400, 409, 422 (the door let them in, the body was empty);
    the others 403; the stranger 404; the anonymous a redirect to sign-in.
    """

    name: str
    allowed: frozenset[str]
    method: str = "get"
    kwargs: Callable[[Any], dict[str, Any]] = field(default=lambda world: {})
    data: dict[str, Any] = field(default_factory=dict)
