"""Servers and directories of these tests' own, apart from those that the suite runs on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.places import socket_directory, throw_away_directory


@pytest.fixture
def base() -> Iterator[Path]:
    """A state directory that the servers' account can reach."""
    directory = throw_away_directory()
    yield directory
    shutil.rmtree(socket_directory(directory), ignore_errors=True)
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_servers_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite's own servers are named in the environment; the launcher under test must not take them."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORT", "APP_STATE_DIR"):
        monkeypatch.delenv(name, raising=False)
