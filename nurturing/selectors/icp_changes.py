"""Where the MQL rule and the ICP it rests on say different things, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nurturing.selectors.attributes import ScoredAttribute, scored_attributes
from nurturing.services.following import IcpChange, pending_icp_changes
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
            was=_asked(change, change.was, attributes) or _("条件なし"),
            now=_asked(change, change.now, attributes) or _("ICPから外れています"),
        )
        for change in changes
    ]


def _asked(change: IcpChange, condition: dict[str, Any] | None, attributes: Iterable[ScoredAttribute]) -> str:
    """A condition in words; of an exclusion that it keeps a lead out."""
    if condition is None:
        return ""
    said = condition_in_words(condition, attributes)
    return _("%(condition)sなら対象外") % {"condition": said} if change.is_exclusion else said
