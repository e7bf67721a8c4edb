"""Telling people something inside the product: one notice per matter and person, in the person's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.utils import translation

from workspaces.models import Notice, User, Workspace


def notify(
    *, workspace: Workspace, people: Iterable[User], text: Callable[[], str], url: str, key: str = ""
) -> list[Notice]:
    """Tell each of these people once per `key` (every time when it is empty); `text` is called in their language."""
    told = []
    for person in dict.fromkeys(people):
        with translation.override(person.language or workspace.language):
            notice = Notice(workspace=workspace, person=person, text=text()[:400], url=url, key=key)
        told.append(notice)
    return Notice.objects.bulk_create(told, ignore_conflicts=True)


def mark_read(*, workspace: Workspace, person: User, now: dt.datetime, notice_id: int | None = None) -> int:
    """Mark one notice, or all of a person's, as read; returns how many were unread."""
    rows = Notice.objects.for_workspace(workspace).filter(person=person, read_at__isnull=True)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    return rows.update(read_at=now)
