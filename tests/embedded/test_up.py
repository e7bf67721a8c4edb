"""`./run` as a person meets it: started, started twice, parts killed, all of it killed, started again, stopped.

Starting takes longest, so one instance lives through all of this, in the order of the file.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.instance import Instance
from embedded.places import ROOT, throw_away_directory
from embedded.processes import describe, send, wait_until
from tests.e2e.stack import Stack, started_stack


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The state directory of both starts."""
    directory = throw_away_directory()
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def stack(home: Path) -> Iterator[Stack]:
    with started_stack(DEMO="no", APP_STATE_DIR=str(home)) as stack:
        yield stack


@pytest.fixture(scope="module")
def killed_stack(stack: Stack, home: Path) -> Stack:
    """Every process of it killed at once; whoever asks for it ends the first start for all tests that follow."""
    recorded = Instance.running(home)
    victims = [stack.process.pid, *children(stack)]
    for victim in victims:
        send(victim, signal.SIGKILL)
    stack.process.wait(10)
    assert recorded and recorded.pid == stack.process.pid
    return stack


@pytest.fixture(scope="module")
def second_stack(killed_stack: Stack, home: Path) -> Iterator[Stack]:
    """Another start over what was left behind, on the same port."""
    with started_stack(DEMO="no", APP_STATE_DIR=str(home), PORT=killed_stack.environment["PORT"]) as again:
        yield again


def is_healthy(stack) -> bool:
    try:
        with urllib.request.urlopen(f"{stack.base_url}/healthz", timeout=5) as answer:
            return json.load(answer)["ok"]
    except OSError:
        return False


def child_of(stack, what: str) -> int:
    """The process of one part, found by its command line."""
    return next(pid for pid in children(stack) if what in describe(pid))


def children(stack) -> list[int]:
    parent = stack.process.pid
    listing = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in listing.splitlines() if int(line.split()[1]) == parent]


def launcher(stack, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "embedded", command],
        env={**stack.environment, **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_a_second_start_says_where_the_first_one_answers(stack):
    second = launcher(stack, "up")
    assert second.returncode == 1
    assert second.stderr.strip() == f"Already running at {stack.base_url} (process {stack.process.pid})."


def test_another_checkout_on_a_taken_port_gets_one_sentence(stack, base):
    other = launcher(stack, "up", APP_STATE_DIR=str(base))
    assert other.returncode == 1
    assert other.stderr.startswith(f"Port {stack.base_url.rpartition(':')[2]} is taken;")
    assert other.stderr.count("\n") == 1


def test_the_product_runs_as_a_role_that_owns_nothing(stack):
    with urllib.request.urlopen(f"{stack.base_url}/readyz") as answer:
        assert json.load(answer) == {"ok": True, "separate_roles": True}


@pytest.mark.parametrize("what", ["gunicorn config.wsgi", "-A config worker", "bin/postgres", "valkey-server"])
def test_a_killed_part_is_started_again(stack, what):
    killed = child_of(stack, what)
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: any(pid != killed and what in describe(pid) for pid in children(stack)), seconds=20)
    assert wait_until(lambda: is_healthy(stack), seconds=90, step=0.2)


def test_kill_9_of_everything_and_another_start(killed_stack, second_stack):
    assert second_stack.process.pid != killed_stack.process.pid
    assert second_stack.base_url == killed_stack.base_url
    assert is_healthy(second_stack)


def test_ctrl_c_stops_everything(second_stack):
    parts = children(second_stack)
    second_stack.process.send_signal(signal.SIGINT)
    assert second_stack.process.wait(30) == 0
    assert len(parts) == 5
    assert wait_until(lambda: not any(describe(pid) for pid in parts), seconds=5)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{second_stack.base_url}/healthz", timeout=2)
