"""Progress that others can see while the import's one transaction is still open: written through a connection of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg2
from django.db import connection

from crm.models import ImportRun

# Reading and staging take about this part of the whole; matching and writing the rest.
STAGING_SHARE = 0.5


class Progress:
    """Tells how many rows are done; this one tells nobody."""

    def staged(self, rows: int, total: int) -> None:
        """So many of about `total` rows are read."""

    def written(self, rows: int) -> None:
        """All rows are written (and not committed yet)."""


class RunProgress(Progress):
    """Writes the progress of an import run, in transactions of its own."""

    def __init__(self, run: ImportRun, link: Any) -> None:
        self.run_id, self.link = run.pk, link

    def staged(self, rows: int, total: int) -> None:
        self._write(int(rows * STAGING_SHARE), max(total, rows))

    def written(self, rows: int) -> None:
        self._write(rows, rows)

    def _write(self, done: int, total: int) -> None:
        # A broken progress line must not break the import.
        with contextlib.suppress(psycopg2.Error), self.link.cursor() as cursor:
            cursor.execute(
                "UPDATE crm_importrun SET rows_done = %s, rows_total = %s WHERE id = %s", [done, total, self.run_id]
            )


@contextlib.contextmanager
def progress_of(run: ImportRun) -> Iterator[Progress]:
    """The visible progress of a run, for as long as the block lasts."""
    parameters = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    link = psycopg2.connect(**{name: value for name, value in parameters.items() if name in CONNECTION_PARAMETERS})
    link.autocommit = True
    try:
        yield RunProgress(run, link)
    finally:
        link.close()


CONNECTION_PARAMETERS = {"dbname", "user", "password", "host", "port", "sslmode", "client_encoding"}
