"""What is on somebody's name, as each app lists and moves its own: a page about people reads this list.

Each app registers in `apps.py`:

    duties.register(DutySource(key="kpi", label=_lazy("KPI"), find=…, move=…))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from workspaces.models import User, Workspace


@dataclass(frozen=True)
class Duty:
    """One thing on a person's name: what it is, a detail, where it is looked at. `stuck` says why it cannot move now."""

    key: str
    source: str
    label: str
    detail: str = ""
    url: str = ""
    stuck: str = ""


@dataclass(frozen=True)
class DutySource:
    """One kind of duty. `find(workspace, person)` lists them; `move(workspace, person, successor, actor, keys)` gives
    those of these keys to somebody else and returns how many moved; `suits(workspace, successor)` says who may take them.
    """

    key: str
    label: str | Promise
    find: Callable[[Workspace, User], list[Duty]]
    move: Callable[[Workspace, User, User, User, list[str]], int]
    suits: Callable[[Workspace, User], bool] = lambda workspace, person: True


_sources: dict[str, DutySource] = {}


def register(source: DutySource) -> None:
    """Add a kind of duty; called once, when its app starts."""
    _sources[source.key] = source


_prints: list[Callable[[Workspace, int], str]] = []


def register_print(address: Callable[[Workspace, int], str]) -> None:
    """Name the page that prints a member's part: from workspace and membership id to its address ("" without one)."""
    _prints.append(address)


def print_address(workspace: Workspace, membership_id: int) -> str:
    return next((found for address in _prints if (found := address(workspace, membership_id))), "")


def sources() -> list[DutySource]:
    return list(_sources.values())


def duties_of(workspace: Workspace, person: User) -> list[Duty]:
    """Everything on a person's name in a workspace, in the order of the apps."""
    return [duty for source in _sources.values() for duty in source.find(workspace, person)]
