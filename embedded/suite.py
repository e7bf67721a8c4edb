"""In how many processes `./run test` runs, depending on what it is asked for."""

from __future__ import annotations

import os

# Asked for one of these, somebody looks at single tests: one process, its output as it comes, nothing to wait for.
CLOSE_LOOK = (
    *("-k", "-m", "-n", "-p", "-s", "-x", "--capture", "--co", "--ff", "--lf", "--failed", "--last-failed"),
    *("--maxfail", "--numprocesses", "--pdb", "--stepwise", "--sw", "--trace"),
)
# Each process has a database and perhaps a browser of its own; more of them than this wait for one PostgreSQL.
MOST = 4


def process_arguments(arguments: list[str], cores: int | None = None) -> list[str]:
    """Arguments for pytest: one process per core when the whole suite is asked for, none otherwise.

    `tests/processes.py` hands the files out, in its own order.
    """
    processes = min(MOST, cores or usable_cores())
    if processes < 2 or not is_whole_suite(arguments):
        return []
    return ["--numprocesses", str(processes), "--dist", "loadscope", "--no-loadscope-reorder"]


def is_whole_suite(arguments: list[str]) -> bool:
    """Whether no file and no test is named, and nothing that wants to look closely."""
    return all(argument.startswith("-") and not argument.startswith(CLOSE_LOOK) for argument in arguments)


def usable_cores() -> int:
    """Those that the system gives to this process, where it says so (Linux)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
