"""Keeps the processes of the site alive: restarts what dies, a few times, and stops everything in reverse order."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from embedded import EmbeddedError
from embedded.console import say
from embedded.places import ROOT
from embedded.processes import die_with_parent, stop

MOST_RESTARTS = 3
WITHIN_SECONDS = 300.0
LOOK_EVERY_SECONDS = 0.5


class Part(Protocol):
    """Anything the supervisor watches: a server or a process of the product."""

    name: str
    log: Path
    process: subprocess.Popen[bytes] | None

    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Child:
    """A process of the product, in a session of its own so that Ctrl-C reaches only the supervisor."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def stop(self) -> None:
        stop(self.process, signal.SIGTERM, seconds=12)

    def ask_to_stop(self) -> None:
        """Let it begin while others are still being waited for."""
        if self.process and self.process.poll() is None:
            self.process.terminate()


@dataclass
class RestartBudget:
    """At most so many restarts of one part within the window; then something is wrong that a restart does not mend."""

    most: int = MOST_RESTARTS
    within_seconds: float = WITHIN_SECONDS
    clock: Callable[[], float] = time.monotonic
    _moments: deque[float] = field(default_factory=deque)

    def spend(self) -> bool:
        """Whether one more restart is within the budget."""
        now = self.clock()
        while self._moments and now - self._moments[0] > self.within_seconds:
            self._moments.popleft()
        if len(self._moments) >= self.most:
            return False
        self._moments.append(now)
        return True


class Supervisor:
    """Watches parts in the order in which they were started."""

    def __init__(
        self, parts: Sequence[Part], *, on_change: Callable[[], None], budget: Callable[[], RestartBudget]
    ) -> None:
        self.parts = list(parts)
        self.on_change = on_change
        self.budgets = {part.name: budget() for part in self.parts}

    def watch(self, asked_to_stop: threading.Event) -> None:
        """Returns when asked to stop; raises when a part keeps dying."""
        while not asked_to_stop.wait(LOOK_EVERY_SECONDS):
            for part in self.parts:
                if part.process is None or part.process.poll() is not None:
                    self._restart(part)

    def _restart(self, part: Part) -> None:
        code = part.process.returncode if part.process else None
        if not self.budgets[part.name].spend():
            raise EmbeddedError(
                f"{part.name} stopped {MOST_RESTARTS + 1} times within {WITHIN_SECONDS / 60:.0f} minutes; "
                f"everything is stopped. Its log: {part.log}"
            )
        say(f"{part.name} stopped unexpectedly ({_reason(code)}), starting it again. Its log: {part.log}")
        part.start()
        self.on_change()


def _reason(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def stop_all(children: Sequence[Child]) -> None:
    """Everybody is asked at once, last started first, then waited for in the same order."""
    for child in reversed(children):
        child.ask_to_stop()
    for child in reversed(children):
        child.stop()
