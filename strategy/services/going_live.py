"""Putting an MQL rule or an SLA to work: agreed by マーケ and 営業, or as a labelled trial by an administrator."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from strategy.dependencies import GOES_LIVE
from strategy.models import Approval, ArtefactStatus, ArtefactVersion, Party
from strategy.services import contents
from strategy.services.artefacts import announce, is_running
from workspaces import audit
from workspaces.models import User

NEEDED = (Party.MARKETING, Party.SALES)


class AwaitingParties(Exception):
    """Going live needs マーケ and 営業; `parties` are those who have not agreed yet."""

    def __init__(self, parties: list[Party]) -> None:
        super().__init__(", ".join(parties))
        self.parties = parties


class CannotRun(Exception):
    """This kind or this version does not go live (a draft only runs as a trial, an old version not at all)."""


def awaited_parties(artefact: ArtefactVersion) -> list[Party]:
    """Which of マーケ and 営業 have not agreed this version; empty for an agreed one, both for a draft."""
    if artefact.is_frozen:
        return []
    if artefact.is_editable:
        return list(NEEDED)
    rows = Approval.objects.for_workspace(artefact.workspace_id).filter(
        artefact=artefact, is_withdrawn=False, decision=Approval.Decision.APPROVED
    )
    agreed = set(rows.values_list("party", flat=True))
    return [party for party in NEEDED if party not in agreed]


@transaction.atomic
def go_live(*, artefact: ArtefactVersion, actor: User | None, now: dt.datetime | None = None) -> ArtefactVersion:
    """Let this version judge leads from now on; the one before stops at the same moment.

    Raises AwaitingParties while マーケ or 営業 has not agreed it, CannotRun for another kind or a superseded version.
    """
    now = now or timezone.now()
    locked = _locked(artefact)
    if locked.kind not in GOES_LIVE or locked.status == ArtefactStatus.SUPERSEDED:
        raise CannotRun
    awaited = awaited_parties(locked)
    if awaited:
        raise AwaitingParties(awaited)
    _run(locked, now=now, is_trial=False)
    audit.record(workspace=locked.workspace, actor=actor, action="artefact.go_live", obj=locked)
    announce(locked)
    return locked


@transaction.atomic
def start_trial(*, artefact: ArtefactVersion, actor: User | None, now: dt.datetime | None = None) -> ArtefactVersion:
    """試験運用 before the agreement; the caller has checked that the person is an administrator.

    The contents stand still while it runs. Raises CannotRun for another kind or a superseded version.
    """
    now = now or timezone.now()
    locked = _locked(artefact)
    if locked.kind not in GOES_LIVE or locked.status == ArtefactStatus.SUPERSEDED:
        raise CannotRun
    if not locked.is_frozen:
        locked.figures = contents.figures_of(locked)
        locked.content_hash = contents.hash_of(contents.snapshot_of(locked))
    _run(locked, now=now, is_trial=not locked.is_frozen)
    audit.record(workspace=locked.workspace, actor=actor, action="artefact.start_trial", obj=locked)
    announce(locked)
    return locked


@transaction.atomic
def stop_trial(*, artefact: ArtefactVersion, actor: User | None, now: dt.datetime | None = None) -> ArtefactVersion:
    """End a trial; what worked before works again."""
    locked = _locked(artefact)
    stop_running(locked, now=now or timezone.now())
    audit.record(workspace=locked.workspace, actor=actor, action="artefact.stop_trial", obj=locked)
    announce(locked)
    return locked


def stop_running(artefact: ArtefactVersion, *, now: dt.datetime) -> None:
    """Take a version out of force, and bring back the one that it had replaced."""
    if not is_running(artefact, now):
        return
    began = artefact.live_from
    artefact.live_until = now
    artefact.is_trial = False
    artefact.save(update_fields=["live_until", "is_trial"])
    _others(artefact).filter(live_until=began, status__in=[ArtefactStatus.AGREED, ArtefactStatus.SUPERSEDED]).update(
        live_until=None
    )


def _run(artefact: ArtefactVersion, *, now: dt.datetime, is_trial: bool) -> None:
    if not is_running(artefact, now):
        _others(artefact).live_at(now).update(live_until=now)
        artefact.live_from = now
        artefact.live_until = None
    artefact.is_trial = is_trial
    artefact.save(update_fields=["live_from", "live_until", "is_trial", "figures", "content_hash"])


def _others(artefact: ArtefactVersion):  # type: ignore[no-untyped-def]
    return (
        ArtefactVersion.objects.for_workspace(artefact.workspace_id).filter(kind=artefact.kind).exclude(pk=artefact.pk)
    )


def _locked(artefact: ArtefactVersion) -> ArtefactVersion:
    return ArtefactVersion.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=artefact.pk)
