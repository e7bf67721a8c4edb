"""Who gets the next lead: active members with the role sales, in turn."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max

from nurturing.calc.handoffs import take_turns
from nurturing.models import HandOff
from nurturing.selectors.sellers import sales_people
from workspaces.models import Workspace


class Turns:
    """Hands out people in turn; a lead whose owner sells keeps its owner. Nobody sells: nobody (None)."""

    def __init__(self, workspace: Workspace) -> None:
        people = sales_people(workspace)
        last = (
            HandOff.objects.for_workspace(workspace)
            .filter(assigned_to__in=people)
            .values_list("assigned_to")
            .annotate(latest=Max("delivered_at"))
        )
        self._people = set(people)
        self._turns: Iterator[int] = take_turns(people, dict(last))

    def next_for(self, owner_id: int | None) -> int | None:
        """Whose lead this becomes."""
        if owner_id in self._people:
            return owner_id
        return next(self._turns, None)
