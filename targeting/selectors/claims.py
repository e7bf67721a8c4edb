"""Hypotheses whose day of verification has passed, gathered by the step on which they are verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from strategy.models import ArtefactVersion
from targeting.models import BuyingRole, BuyingStage, Icp, IcpElement, IcpRule, Message, Persona


@dataclass(frozen=True)
class OverdueClaims:
    """Claims without evidence of one step (`url_name`) past their day: how many, since when, and the place of the oldest
    on its page (`anchor`; `icp_number` of an element group).
    """

    url_name: str
    count: int
    since: dt.date
    anchor: str
    icp_number: int = 1


def overdue_icps(artefact: ArtefactVersion, *, today: dt.date) -> list[Icp]:
    """The ICPs past their day of verification that are a hypothesis as a whole or in some condition."""
    icps = Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, verify_on__lt=today)
    rules = IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact) if icps else []
    doubtful = {rule.icp_number for rule in rules if rule.is_hypothesis}
    return [icp for icp in icps if icp.is_hypothesis or icp.number in doubtful]


def overdue_claims(artefact: ArtefactVersion, *, today: dt.date) -> list[OverdueClaims]:
    """The overdue hypotheses of a version by step, in the order of the steps; conditions are judged with their ICP."""
    found = []
    for url_name, model, proof in (
        ("targeting:icp", IcpElement, "evidence"),
        ("targeting:committee", BuyingRole, "evidence"),
        ("targeting:journey", BuyingStage, "evidence"),
        ("targeting:messages", Message, "proof"),
        ("targeting:personas", Persona, "evidence"),
    ):
        rows = list(_overdue(model, artefact, proof, today))
        if rows:
            anchor = _anchor(rows[0], is_frozen=artefact.is_frozen)
            number = getattr(rows[0], "icp_number", 1)
            found.append(OverdueClaims(url_name, len(rows), rows[0].verify_on, anchor, number))
    return found


def _overdue(model: type[Any], artefact: ArtefactVersion, proof: str, today: dt.date) -> Iterator[Any]:
    """Oldest first; of texts that may be blank only those somebody wrote."""
    rows: QuerySet[Any] = model.objects.for_workspace(artefact.workspace_id).filter(
        artefact=artefact, verify_on__lt=today, **{proof: ""}
    )
    if model in (IcpElement, Message):
        rows = rows.exclude(text="")
    yield from rows.order_by("verify_on", "pk")


def _anchor(row: Any, *, is_frozen: bool) -> str:
    """Where evidence is typed; on a page that is only read, where the claim stands."""
    if isinstance(row, IcpElement):
        return f"element-{row.element}" if is_frozen else f"id_element-{row.element}-evidence"
    if isinstance(row, Message):
        cell = f"{row.role_key}-{row.stage_key}"
        return f"says-{cell}" if is_frozen else f"id_cell-{cell}-proof"
    return f"row-{row.pk}" if is_frozen else f"id_rows-{row.pk}-evidence"
