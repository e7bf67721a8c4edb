"""How the suite's files are handed out to several processes: the browser's first and together, all others file by file."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

# One running instance serves all of these; they take longest, so they begin.
BROWSER = "tests/e2e/"
# Files that take long as a whole, longest first; whoever is free takes the next one, and short ones fill the end.
LONG = (
    "tests/embedded/test_up.py",
    "tests/test_access.py",
    "tests/kpi/test_demo",
    "tests/kpi/",
    "tests/targeting/",
    "tests/strategy/",
    "tests/channels/",
)


def turn(path: str) -> int:
    """The place of a file in the order in which work is handed out."""
    first = (BROWSER, *LONG)
    return next((place for place, start in enumerate(first) if path.startswith(start)), len(first))


class FileByFile(LoadScopeScheduling):
    """A file stays in one process, since its tests may share what is made once for the file."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FileByFile:
    """Asked by the process that hands out the work."""
    return FileByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long ones first, in every worker the same; a single process keeps its order."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn(item.nodeid))
