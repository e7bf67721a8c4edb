"""Which strategy is current, and which version of a kind is open, newest, agreed or in force."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from strategy.models import ArtefactStatus, ArtefactVersion, Strategy
from workspaces.models import Workspace

OPEN = (ArtefactStatus.DRAFT, ArtefactStatus.IN_REVIEW)


def current_strategy(workspace: Workspace) -> Strategy | None:
    """The strategy that targets come from, None before the first one."""
    return Strategy.objects.for_workspace(workspace).filter(is_current=True).first()


def open_artefact(strategy: Strategy, kind: str) -> ArtefactVersion | None:
    """The version somebody is working on (draft or in review)."""
    return _of_kind(strategy, kind).filter(status__in=OPEN).first()


def latest_artefact(strategy: Strategy, kind: str) -> ArtefactVersion | None:
    """What the pages of a kind show: the open version, else the newest agreed one."""
    return _of_kind(strategy, kind).exclude(status=ArtefactStatus.SUPERSEDED).order_by("-number").first()


def agreed_artefact(strategy: Strategy, kind: str) -> ArtefactVersion | None:
    """The version that the parties have agreed, None before the first agreement."""
    return _of_kind(strategy, kind).filter(status=ArtefactStatus.AGREED).order_by("-number").first()


def live_artefact(workspace: Workspace, kind: str, now: dt.datetime) -> ArtefactVersion | None:
    """The version that works at this moment (agreed and switched on, or running as a trial)."""
    return (
        ArtefactVersion.objects.for_workspace(workspace)
        .filter(kind=kind)
        .live_at(now)
        .select_related("strategy")
        .order_by("-live_from", "-id")
        .first()
    )


def _of_kind(strategy: Strategy, kind: str) -> QuerySet[ArtefactVersion]:
    return (
        ArtefactVersion.objects.for_workspace(strategy.workspace_id)
        .filter(strategy=strategy, kind=kind)
        .select_related("strategy", "updated_by")
    )
