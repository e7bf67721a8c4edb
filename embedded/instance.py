"""One instance per state directory: who runs it, where it answers, and who else is using its servers.

Locks are taken with flock: the kernel releases them even after kill -9, so they are never stale.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from embedded.processes import describe


@dataclass
class Instance:
    """What the running instance says of itself in `instance.json`."""

    pid: int
    url: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    children: list[int] = field(default_factory=list)

    @classmethod
    def read(cls, base: Path) -> Instance | None:
        """The last record; None when there is none or it is unreadable."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            return cls(**json.loads(_record(base).read_text()))
        return None

    @classmethod
    def running(cls, base: Path) -> Instance | None:
        """The record of a living process that has servers to offer."""
        instance = cls.read(base)
        return instance if instance and instance.environment and describe(instance.pid) else None

    def write(self, base: Path) -> None:
        """Replace the record in one step: a reader never sees half of it."""
        aside = _record(base).with_suffix(".new")
        aside.write_text(json.dumps(asdict(self)))
        aside.chmod(0o600)
        aside.rename(_record(base))

    @staticmethod
    def erase(base: Path) -> None:
        _record(base).unlink(missing_ok=True)


def _record(base: Path) -> Path:
    return base / "instance.json"


@contextlib.contextmanager
def sole_instance(base: Path, *, wait: bool = False) -> Iterator[bool]:
    """Hold the state directory; yields False when another process holds it (with `wait`, waits for its turn)."""
    with _locked(base / "instance.lock", fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB)) as taken:
        yield taken


@contextlib.contextmanager
def using_servers(base: Path) -> Iterator[None]:
    """Keep the servers of the instance alive while this process uses them."""
    with _locked(base / "users.lock", fcntl.LOCK_SH):
        yield


@contextlib.contextmanager
def nobody_using_servers(base: Path) -> Iterator[None]:
    """Wait until no other process uses the servers, and let nobody begin."""
    with _locked(base / "users.lock", fcntl.LOCK_EX):
        yield


@contextlib.contextmanager
def _locked(path: Path, operation: int) -> Iterator[bool]:
    with _open(path) as file:
        try:
            fcntl.flock(file, operation)
        except BlockingIOError:
            yield False
            return
        yield True


def _open(path: Path) -> IO[bytes]:
    return open(path, "ab")


def secret_key(base: Path) -> str:
    """A signing key made once for this state directory, so that sign-ins outlive a restart."""
    path = base / "secret-key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
