"""The real thing for browser tests: what `./run` starts, in a directory and on a port of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from embedded.instance import Instance
from embedded.places import ROOT, throw_away_directory
from embedded.processes import wait_until

# The servers of the other tests, and their settings, must not leak into the stack.
NOT_INHERITED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_ROLE",
    "SECRET_KEY",
)
READY_WITHIN_SECONDS = 300
# Runs each piece of code that arrives as a line, and answers with what it printed and how it failed.
LISTEN = """
import contextlib, io, json, sys, traceback
for line in sys.stdin:
    said, problem = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {})
    except Exception:
        problem = traceback.format_exc()
    print(json.dumps([said.getvalue(), problem]), flush=True)
"""


@dataclass
class Stack:
    """A running instance."""

    base_url: str
    environment: dict[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    shell: subprocess.Popen[str] | None = field(default=None, repr=False)

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Standard output of `./run manage …` against this instance."""
        command = [sys.executable, "-P", "-m", "embedded", "manage", *arguments]
        answer = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True)
        if check and answer.returncode != 0:
            raise AssertionError(f"manage {' '.join(arguments)} failed:\n{answer.stdout}{answer.stderr}")
        return answer.stdout

    def run(self, code: str) -> str:
        """What a piece of code prints in the product's shell, which is opened once: opening it takes longest."""
        self.shell = self.shell or self._opened_shell()
        assert self.shell.stdin and self.shell.stdout
        self.shell.stdin.write(json.dumps(code) + "\n")
        self.shell.stdin.flush()
        said, problem = json.loads(self.shell.stdout.readline())
        assert not problem, problem
        return str(said)

    def _opened_shell(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-m", "embedded", "manage", "shell", "-v", "0", "-c", LISTEN]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def close_shell(self) -> None:
        """It ends with its input."""
        if self.shell:
            self.shell.communicate(timeout=20)
            self.shell = None


def inherited_environment() -> dict[str, str]:
    """The variables of this process without the servers and settings of the other tests."""
    return {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}


@contextmanager
def started_stack(**variables: str) -> Iterator[Stack]:
    """Start `python -m embedded up`, wait until it is ready, stop it with the signal of Ctrl-C."""
    environment = inherited_environment()
    environment |= {"APP_ENV": "development", "PORT": str(free_port()), "PYTHONPATH": str(ROOT)}
    with _directory(variables) as directory, tempfile.TemporaryFile("w+") as output:
        environment |= {**variables, "APP_STATE_DIR": str(directory)}
        command = [sys.executable, "-P", "-m", "embedded", "up"]
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)
        try:
            stack = Stack(_address_when_ready(process, directory, output), environment, process)
            yield stack
            stack.close_shell()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(40)


@contextmanager
def _directory(variables: dict[str, str]) -> Iterator[Path]:
    """The state directory that the test names, else one for this stack alone."""
    if "APP_STATE_DIR" in variables:
        yield Path(variables["APP_STATE_DIR"])
        return
    directory = throw_away_directory()
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


def _address_when_ready(process: subprocess.Popen[bytes], directory: Path, output) -> str:
    def said() -> str:
        output.seek(0)
        return output.read()

    wait_until(lambda: "Ready." in said() or process.poll() is not None, seconds=READY_WITHIN_SECONDS, step=0.2)
    if "Ready." not in said():
        raise AssertionError(f"The stack did not start:\n{said()}")
    running = Instance.running(directory)
    assert running is not None
    return running.url


def free_port() -> int:
    """A port that the system gives; asked for by number, it stays ours."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
