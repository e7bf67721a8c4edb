"""Where the MQL rule and the ICP it rests on say different things, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from nurturing.selectors.attributes import scored_attributes
from nurturing.services.following import pending_icp_changes
from nurturing.wording import condition_in_words
from strategy.models import ArtefactVersion


@dataclass(frozen=True)
class IcpChangeLine:
    """A condition as it scores now and as the ICP has it."""

    key: str
    name: str
    was: str
    now: str


def icp_change_lines(artefact: ArtefactVersion) -> list[IcpChangeLine]:
    """The undecided differences of a draft; an agreed version has none (it is 要見直し as a whole)."""
    if not artefact.is_editable:
        return []
    changes = pending_icp_changes(artefact)
    attributes = scored_attributes(artefact.workspace) if changes else []
    return [
        IcpChangeLine(
            key=change.key,
            name=change.name,
            was=condition_in_words(change.was, attributes) if change.was else _("条件なし"),
            now=condition_in_words(change.now, attributes) if change.now else _("ICPから外れています"),
        )
        for change in changes
    ]
