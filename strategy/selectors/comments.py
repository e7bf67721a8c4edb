"""The talk beside the fields of a version, and the fields one can talk about."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from strategy import layers
from strategy.models import ArtefactVersion
from strategy.models.agreement import FieldComment
from strategy.selectors.addresses import step_url
from strategy.selectors.changes import content_changes

SEPARATOR = "|"


@dataclass(frozen=True)
class Thread:
    """A first comment with its answers and the field it is about."""

    first: FieldComment
    label: str
    answers: list[FieldComment]
    version: int = 0  # number of the earlier version it was begun on; 0: this one

    @property
    def is_settled(self) -> bool:
        return self.first.resolved_at is not None


def threads_of(artefact: ArtefactVersion) -> list[Thread]:
    """Open threads first, each in the order in which it began; what is unsettled on earlier versions comes along."""
    rows = FieldComment.objects.for_workspace(artefact.workspace_id).filter(
        artefact__strategy=artefact.strategy_id, artefact__kind=artefact.kind, artefact__number__lte=artefact.number
    )
    comments = list(rows.select_related("author", "resolved_by", "artefact"))
    threads = [
        Thread(
            first=one,
            label=_label(artefact, one),
            answers=[answer for answer in comments if answer.thread_id == one.pk],
            version=0 if one.artefact_id == artefact.pk else one.artefact.number,
        )
        for one in comments
        if one.thread_id is None and (one.artefact_id == artefact.pk or one.resolved_at is None)
    ]
    return sorted(threads, key=lambda thread: thread.is_settled)


def fields_to_talk_about(artefact: ArtefactVersion) -> list[tuple[str, str]]:
    """(value, label) of the whole version, every single field, and every row of its tables."""
    found = {"": _("全体")}
    for line in content_changes(artefact, None):
        path = line.table if line.row else line.path
        found.setdefault(f"{path}{SEPARATOR}{line.row}", line.row or line.name)
    return list(found.items())


def talk_url(artefact: ArtefactVersion) -> str:
    """The step that edits the kind of a version, with its talk open."""
    return f"{step_url(artefact)}?comments=1#comments"


def _label(artefact: ArtefactVersion, comment: FieldComment) -> str:
    if comment.row or not comment.path:
        return comment.row or _("全体")
    label = layers.adapter_for(artefact.kind).labels.get(comment.path, "")
    return str(label) or _("全体")
