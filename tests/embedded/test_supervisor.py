"""Restarting what dies, but not for ever."""

from __future__ import annotations

import sys
import threading

import pytest

from embedded import EmbeddedError
from embedded.supervisor import Child, RestartBudget, Supervisor, stop_all


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("embedded.supervisor.LOOK_EVERY_SECONDS", 0.02)


def child(tmp_path, name, program):
    return Child(name, [sys.executable, "-S", "-c", program], {}, tmp_path / f"{name}.log")


def test_three_restarts_within_the_window_and_no_fourth():
    now = [0.0]
    budget = RestartBudget(clock=lambda: now[0])
    assert [budget.spend() for _ in range(4)] == [True, True, True, False]
    now[0] = 301
    assert budget.spend()


def test_a_part_that_keeps_dying_stops_everything_and_names_its_log(tmp_path, impatient):
    dying = child(tmp_path, "worker", "raise SystemExit(3)")
    changes = []
    dying.start()
    with pytest.raises(EmbeddedError, match="worker stopped 4 times within 5 minutes.*worker.log"):
        Supervisor([dying], on_change=lambda: changes.append(1), budget=RestartBudget).watch(threading.Event())
    assert len(changes) == 3


def test_others_live_on_while_one_is_restarted(tmp_path, impatient):
    steady, killed = (child(tmp_path, name, "import time; time.sleep(60)") for name in ("web", "beat"))
    asked_to_stop = threading.Event()
    for part in (steady, killed):
        part.start()
    first, steady_pid = killed.process.pid, steady.process.pid
    killed.process.kill()
    supervisor = Supervisor([steady, killed], on_change=asked_to_stop.set, budget=RestartBudget)
    supervisor.watch(asked_to_stop)
    assert killed.process.pid != first and killed.process.poll() is None
    assert steady.process.pid == steady_pid
    stop_all([steady, killed])
    assert steady.process.poll() is not None and killed.process.poll() is not None
