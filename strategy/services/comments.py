"""Talk beside a field: a comment, its answers, who is named in it, and when it is settled."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _

from strategy.models import ArtefactVersion
from strategy.models.agreement import FieldComment
from workspaces import audit
from workspaces.models import Membership, User
from workspaces.services.notices import notify

_MENTION = re.compile(r"[@＠]([^\s@＠、。,.:：]+)")


class WordsNeeded(Exception):
    """A comment needs words."""


@transaction.atomic
def comment(
    *,
    artefact: ArtefactVersion,
    actor: User,
    text: str,
    url: str,
    path: str = "",
    row: str = "",
    thread: FieldComment | None = None,
) -> FieldComment:
    """Say something about a field of a version (the whole of it when `path` is empty), or answer in a thread.

    Who is named with @ and whoever spoke in the thread before is told; an answer opens a settled thread again.
    `url` is where the thread stands. Raises WordsNeeded.
    """
    if not text.strip():
        raise WordsNeeded
    if thread is not None:
        path, row = thread.path, thread.row
        FieldComment.objects.for_workspace(artefact.workspace_id).filter(pk=thread.pk).update(
            resolved_at=None, resolved_by=None
        )
    made = FieldComment.objects.create(
        workspace=artefact.workspace,
        artefact=artefact,
        path=path,
        row=row,
        thread=thread,
        text=text.strip(),
        author=actor,
    )
    _tell(made, thread or made, url)
    audit.record(workspace=artefact.workspace, actor=actor, action="comment.add", obj=made, label=str(artefact))
    return made


@transaction.atomic
def settle(*, thread: FieldComment, actor: User, now: dt.datetime) -> FieldComment:
    """解決にする."""
    thread.resolved_by, thread.resolved_at = actor, now
    thread.save(update_fields=["resolved_by", "resolved_at"])
    audit.record(
        workspace=thread.workspace, actor=actor, action="comment.settle", obj=thread, label=str(thread.artefact)
    )
    return thread


@transaction.atomic
def open_again(*, thread: FieldComment, actor: User) -> FieldComment:
    thread.resolved_by, thread.resolved_at = None, None
    thread.save(update_fields=["resolved_by", "resolved_at"])
    audit.record(workspace=thread.workspace, actor=actor, action="comment.open", obj=thread, label=str(thread.artefact))
    return thread


def mentioned(text: str, people: list[User]) -> list[User]:
    """The people a text names: by full name, family name or the part of their address before the @. What is written on
    after a name in one word (an honorific) does no harm; where somebody bears the whole word as a name, only they are
    meant.
    """
    found: dict[int, User] = {}
    for word in (_folded(name) for name in _MENTION.findall(text)):
        whole = [person for person in people if word in _names_of(person)]
        meant = whole or [person for person in people if word.startswith(tuple(_names_of(person)))]
        found |= {person.pk: person for person in meant}
    return list(found.values())


def _names_of(person: User) -> set[str]:
    own = {person.short_name, person.full_name, person.email.partition("@")[0]}
    return {_folded(name) for name in own if name}


def _folded(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()


def _tell(made: FieldComment, thread: FieldComment, url: str) -> None:
    members = Membership.objects.active().filter(workspace=made.workspace_id).select_related("user")
    people = [member.user for member in members]
    talkers = {thread.author_id, *thread.answers.values_list("author_id", flat=True)}
    named = mentioned(made.text, people)
    told = [person for person in people if person in named or person.pk in talkers]

    def text() -> str:
        return _("%(person)sさんが「%(name)s」にコメントしました：%(text)s") % {
            "person": made.author.short_name,
            "name": made.artefact,
            "text": made.text,
        }

    address = f"{url}#thread-{thread.pk}"
    notify(workspace=made.workspace, people=[one for one in told if one != made.author], text=text, url=address)
