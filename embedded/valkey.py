"""An own Valkey (Redis protocol) in a directory, spoken to through a Unix socket in a private directory."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
from pathlib import Path

from embedded import EmbeddedError
from embedded.accounts import run_as, service_account
from embedded.binaries import valkey_program
from embedded.places import log_directory, private_directory, socket_directory
from embedded.processes import die_with_parent, stop, wait_until

# Queued tasks survive a kill -9, but for those of the last second.
DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec")
THROW_AWAY = ("--appendonly", "no")


class Valkey:
    """One broker."""

    name = "valkey"

    def __init__(self, base: Path, *, throw_away: bool = False) -> None:
        self.throw_away = throw_away
        self.process: subprocess.Popen[bytes] | None = None
        self.program = valkey_program(base)
        self.data = private_directory(base / "valkey")
        self.socket = socket_directory(base) / "valkey.sock"
        self.log = log_directory(base) / "valkey.log"

    def start(self) -> None:
        """Start and wait until it answers."""
        self._clear_left_overs()
        self._spawn()
        if not wait_until(lambda: self._answers() or self._has_ended(), seconds=30) or self._has_ended():
            raise EmbeddedError(f"The broker did not start, see {self.log}:\n{self._end_of_log()}")

    def _clear_left_overs(self) -> None:
        """We hold the instance lock: a server that answers here is left over from an earlier run."""
        if self._ask("PING"):
            self._ask("SHUTDOWN", seconds=10)
            wait_until(lambda: not self._ask("PING"), seconds=10)
        self.socket.unlink(missing_ok=True)

    def _spawn(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.data)]
        options += ["--maxmemory-policy", "noeviction", "--save", "", *(THROW_AWAY if self.throw_away else DURABLE)]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(self.program), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
                **run_as(service_account()),
            )

    def _ask(self, word: str, *, seconds: float = 1.0) -> bytes:
        """The answer to a one-word command, empty when nobody answers."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(seconds)
            line.connect(str(self.socket))
            line.sendall(b"*1\r\n$%d\r\n%s\r\n" % (len(word), word.encode()))
            return line.recv(64)
        return b""

    def _answers(self) -> bool:
        return self._ask("PING").startswith(b"+PONG")

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-800:]

    def stop(self) -> None:
        """Write everything and end."""
        stop(self.process, signal.SIGTERM, seconds=15)

    @property
    def environment(self) -> dict[str, str]:
        """What the product needs to know."""
        return {"REDIS_URL": f"unix://{self.socket}"}
