"""One recompute per workspace at a time, across all workers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection

_RECOMPUTE = 7301  # the namespace of our advisory locks


@contextlib.contextmanager
def recompute_lock(workspace_id: int) -> Iterator[bool]:
    """Hold the workspace's lock while inside; yields False when another session holds it.

    The lock belongs to the database session: it falls by itself when a worker dies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_RECOMPUTE, workspace_id])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_RECOMPUTE, workspace_id])


def is_being_recomputed(workspace_id: int) -> bool:
    """Whether a worker holds the workspace's lock at this moment."""
    with recompute_lock(workspace_id) as free:
        return not free
