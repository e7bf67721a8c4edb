"""The rail: which entries a person sees, growing with what the workspace holds.

Upper layers add what they know by registering a counter or a condition when they start; nothing here imports them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

if TYPE_CHECKING:
    from workspaces.models import Membership, Workspace

Ask = Callable[["Workspace", "Membership"], int]
Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """A place of the rail. `key` is asked among the registered conditions and counters."""

    key: str
    label: Text
    icon: str
    url_names: tuple[str, ...]
    path: str
    right: str | None = None


@dataclass(frozen=True)
class NavItem:
    label: Text
    url: str
    icon: str
    count: int
    is_current: bool


ENTRIES = (
    Entry("home", _lazy("ホーム"), "home", ("kpi:home",), ""),
    Entry("blueprint", _lazy("設計図"), "blueprint", ("strategy:current", "strategy:list"), "s/", "strategy.view"),
    Entry("dashboard", _lazy("ダッシュボード"), "dashboard", ("kpi:dashboard-exec",), "d/", "dashboards.view"),
    Entry("handoffs", _lazy("引き渡し"), "handoff", ("nurturing:inbox",), "inbox/", "handoffs.view"),
    Entry("leads", _lazy("リード"), "people", ("nurturing:lead-list",), "leads/", "records.view"),
    Entry("data", _lazy("データ"), "data", ("crm:data",), "data/", "records.import"),
    Entry("settings", _lazy("設定"), "settings", ("workspaces:settings",), "settings/", "workspace.manage"),
)
# Sales see one page and what stands behind it: no layers, no rule editor, no tree.
SALES_ENTRIES = ("home", "handoffs", "leads")
SHOWS_EVERYTHING = "shows_everything"
DASHBOARD_OF_ROLE = {"marketer": "kpi:dashboard-marketing", "sales": "kpi:dashboard-sales"}

_counters: dict[str, Ask] = {}
_conditions: dict[str, Callable[[Workspace], bool]] = {}


def register_counter(key: str, ask: Ask) -> None:
    """Show a number beside an entry (0 shows none)."""
    _counters[key] = ask


def register_condition(key: str, ask: Callable[[Workspace], bool]) -> None:
    """Show an entry only once the workspace holds what it is about (「すべて表示」 shows it all the same)."""
    _conditions[key] = ask


def navigation(request: HttpRequest) -> list[NavItem]:
    """The entries of the rail for this request's member, in order; empty outside a workspace."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return []
    items = [_item(entry, request, membership) for entry in ENTRIES if _is_shown(entry, request, membership)]
    return [item for item in items if item]


def is_growing(request: HttpRequest) -> bool:
    """Whether entries wait for their first record, rule or member (「すべて表示」 shows them all the same)."""
    membership = getattr(request, "membership", None)
    if membership is None or request.session.get(SHOWS_EVERYTHING):
        return False
    return any(
        _is_allowed(entry, membership) and not _is_filled(entry, membership) and _address(entry, membership)
        for entry in ENTRIES
    )


def _is_shown(entry: Entry, request: HttpRequest, membership: Membership) -> bool:
    if not _is_allowed(entry, membership):
        return False
    return bool(request.session.get(SHOWS_EVERYTHING)) or _is_filled(entry, membership)


def _is_allowed(entry: Entry, membership: Membership) -> bool:
    if membership.role_id == "sales" and entry.key not in SALES_ENTRIES:
        return False
    return not entry.right or membership.may(entry.right)


def _is_filled(entry: Entry, membership: Membership) -> bool:
    condition = _conditions.get(entry.key)
    if condition is None:
        return True
    # The rail stands twice on a page; each condition is asked once.
    answers = membership.workspace.__dict__.setdefault("_rail_answers", {})
    if entry.key not in answers:
        answers[entry.key] = condition(membership.workspace)
    return answers[entry.key]


def _item(entry: Entry, request: HttpRequest, membership: Membership) -> NavItem | None:
    url = _address(entry, membership)
    if url is None:
        return None
    here = request.path.removeprefix(f"/w/{membership.workspace.slug}/")
    is_current = here.startswith(entry.path) if entry.path else here == ""
    ask = _counters.get(entry.key)
    count = ask(membership.workspace, membership) if ask else 0
    return NavItem(entry.label, url, entry.icon, count, is_current)


def _address(entry: Entry, membership: Membership) -> str | None:
    names = entry.url_names
    if entry.key == "dashboard":
        names = (DASHBOARD_OF_ROLE.get(membership.role_id, "kpi:dashboard-exec"), *names)
    for name in names:
        try:
            return reverse(name, kwargs={"slug": membership.workspace.slug})
        except NoReverseMatch:
            continue
    return None
