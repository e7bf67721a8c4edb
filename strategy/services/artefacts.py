"""Drafting: the first versions of a strategy, copy-on-edit of an agreed version, and saves that never overwrite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from strategy import layers
from strategy.models import Approval, ArtefactStatus, ArtefactVersion, Strategy
from strategy.services import contents
from strategy.services.following import follow_change
from strategy.services.versions import point_draft_to
from workspaces import audit
from workspaces.models import User
from workspaces.signals import workspace_changed

RULE_KINDS = frozenset({"icp", "mql_rule", "sla"})


class StaleDraft(Exception):
    """Somebody saved the draft since this form was opened: nothing is written, both values are shown."""

    def __init__(self, *, current_token: int, updated_by: User | None, updated_at: dt.datetime) -> None:
        super().__init__(f"the draft is at save {current_token}")
        self.current_token = current_token
        self.updated_by = updated_by
        self.updated_at = updated_at


class NotEditable(Exception):
    """The version is in review, agreed or superseded; a revision has to be started first."""


def create_first_drafts(*, strategy: Strategy, actor: User | None) -> list[ArtefactVersion]:
    """Version 1 of every registered kind, filled with the shipped defaults, in the order of the layers.

    Whoever asks for them settles them, once he has put in what he knows better.
    """
    drafts = []
    for kind in contents.registered_kinds():
        drafts.append(_new_version(strategy=strategy, kind=kind, number=1, actor=actor))
        layers.adapter_for(kind).create(drafts[-1])
    return drafts


@transaction.atomic
def start_draft(*, strategy: Strategy, kind: str, actor: User | None) -> ArtefactVersion:
    """The open draft of a kind; where the newest version is agreed, its contents are copied into the next number.

    Returns the version that is already open (draft or in review) if there is one.
    """
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    newest = (
        ArtefactVersion.objects.for_workspace(strategy.workspace_id)
        .filter(strategy=strategy, kind=kind)
        .order_by("-number")
        .first()
    )
    if newest is not None and not newest.is_frozen:
        return newest
    draft = _new_version(strategy=strategy, kind=kind, number=(newest.number + 1 if newest else 1), actor=actor)
    adapter = layers.adapter_for(kind)
    if newest is None:
        adapter.create(draft)
    else:
        adapter.copy(newest, draft)
        draft.review_on = newest.review_on
    settle(draft)
    point_draft_to(strategy=strategy, artefact=draft)
    audit.record(
        workspace=strategy.workspace,
        actor=actor,
        action="artefact.revise",
        obj=draft,
        before={"number": newest.number if newest else None},
        after={"number": draft.number},
    )
    return draft


@transaction.atomic
def save_draft(
    *, artefact: ArtefactVersion, token: int, actor: User | None, change: Callable[[], Any]
) -> ArtefactVersion:
    """Run `change` on the contents of a draft and count the save.

    `token` is the save count the form was opened with. Raises StaleDraft when somebody saved in between and
    NotEditable when the version is no draft (any more); nothing is written then.
    """
    locked = ArtefactVersion.objects.select_for_update(of=("self",)).get(pk=artefact.pk)
    if not locked.is_editable or is_running(locked):
        raise NotEditable
    if locked.token != token:
        raise StaleDraft(current_token=locked.token, updated_by=locked.updated_by, updated_at=locked.updated_at)
    before = contents.snapshot_of(locked)
    change()
    after = contents.snapshot_of(_reread(locked))
    if before == after and locked.is_touched:
        return locked
    _count_save(locked, actor=actor, snapshot=after)
    if before != after:
        withdraw_approvals(locked)
        audit.record(
            workspace=locked.workspace, actor=actor, action="artefact.edit", obj=locked, before=before, after=after
        )
        follow_change(locked, actor=actor)
    announce(locked)
    return locked


def is_running(artefact: ArtefactVersion, now: dt.datetime | None = None) -> bool:
    """Whether this version works at this moment: what runs as a trial is not edited under the leads it judges."""
    now = now or timezone.now()
    if artefact.live_from is None or artefact.live_from > now:
        return False
    return artefact.live_until is None or artefact.live_until > now


def withdraw_approvals(artefact: ArtefactVersion, *, parties: Iterable[str] | None = None) -> None:
    """Approvals count only for the contents they were given to (of these parties, of all when None)."""
    rows = Approval.objects.for_workspace(artefact.workspace_id).filter(
        artefact=artefact, is_withdrawn=False, decision=Approval.Decision.APPROVED
    )
    if parties is not None:
        rows = rows.filter(party__in=list(parties))
    rows.update(is_withdrawn=True)


def announce(artefact: ArtefactVersion) -> None:
    """Tell the later layers that a plan or a rule has changed."""
    workspace_changed.send(
        sender=ArtefactVersion,
        workspace_id=artefact.workspace_id,
        what={"rule" if artefact.kind in RULE_KINDS else "plan"},
    )


def _new_version(*, strategy: Strategy, kind: str, number: int, actor: User | None) -> ArtefactVersion:
    return ArtefactVersion.objects.create(
        workspace=strategy.workspace,
        strategy=strategy,
        kind=kind,
        number=number,
        status=ArtefactStatus.DRAFT,
        created_by=actor,
        updated_by=actor,
    )


def settle(*drafts: ArtefactVersion) -> None:
    """Note the hash of fresh contents and what they were built on.

    Several drafts are of one strategy and in the order of the layers; what they share is read once.
    """
    known: dict[str, Any] = {}
    for draft in drafts:
        draft.content_hash = contents.hash_of(contents.snapshot_of(draft))
        draft.based_on = contents.captured_grounds(draft.strategy, draft.kind, known)
        draft.save(update_fields=["content_hash", "based_on", "review_on"])


def _reread(artefact: ArtefactVersion) -> ArtefactVersion:
    """A fresh instance, so that contents cached on the old one are not mistaken for the saved ones."""
    return ArtefactVersion.objects.select_related("strategy", "workspace").get(pk=artefact.pk)


def _count_save(artefact: ArtefactVersion, *, actor: User | None, snapshot: dict[str, Any]) -> None:
    artefact.token += 1
    artefact.is_touched = True
    artefact.updated_by = actor
    artefact.updated_at = timezone.now()
    artefact.content_hash = contents.hash_of(snapshot)
    artefact.save(update_fields=["token", "is_touched", "updated_by", "updated_at", "content_hash"])
