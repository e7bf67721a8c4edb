"""The members of the sample company who act in its story."""

from __future__ import annotations

from dataclasses import dataclass

from workspaces.models import User


@dataclass(frozen=True)
class People:
    """Who hands over, who sells, who decides."""

    marketer: User
    sellers: list[User]
    executive: User
    manager: User
