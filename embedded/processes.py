"""Processes: children that die with their parent, and left-overs of an earlier run."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
HAS_PROC = Path("/proc/self/stat").exists()


def die_with_parent(on_death: signal.Signals) -> Callable[[], None] | None:
    """A preexec function: the kernel signals the child when this process ends, even by kill -9. Linux only.

    subprocess runs it after changing the user, which would otherwise clear the setting.
    """
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def hook() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(on_death))
        if os.getppid() != parent:
            os._exit(1)

    return hook


def describe(pid: int) -> str:
    """State letter and command line of a process; empty if it is gone. Slim images have no ps, macOS has no /proc."""
    if HAS_PROC:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
        return f"{state} {line}"
    listing = subprocess.run(["ps", "-o", "stat=,args=", "-p", str(pid)], stdout=subprocess.PIPE, text=True)
    return listing.stdout.strip()


def is_running(pid: int, *, naming: str) -> bool:
    """Whether the process lives (a zombie does not) and its command line holds the text."""
    line = describe(pid)
    return bool(line) and not line.startswith("Z") and naming in line


def group_members(group: int, *, naming: str) -> list[int]:
    """Living processes of a group whose command line holds the text; the group's first process may be gone."""
    return [pid for pid in _pids_of_group(group) if is_running(pid, naming=naming)]


def _pids_of_group(group: int) -> list[int]:
    if HAS_PROC:
        return [pid for pid in _all_pids() if _group_of(pid) == group]
    listing = subprocess.run(["ps", "-axo", "pid=,pgid="], stdout=subprocess.PIPE, text=True).stdout
    pairs = (line.split() for line in listing.splitlines())
    return [int(pid) for pid, its_group in pairs if int(its_group) == group]


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")] if HAS_PROC else []


def _group_of(pid: int) -> int | None:
    with contextlib.suppress(OSError):
        return os.getpgid(pid)
    return None


def working_in(directory: Path) -> list[int]:
    """Processes whose working directory is this one (Linux): what is left of a killed PostgreSQL."""
    return [pid for pid in _all_pids() if _working_directory(pid) == str(directory)]


def _working_directory(pid: int) -> str:
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{pid}/cwd")
    return ""


def send(pid: int, number: signal.Signals) -> None:
    """Signal a process that may have gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def send_to_group(pid: int, number: signal.Signals) -> None:
    """Signal a process and its children, which may have gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def wait_until(condition: Callable[[], bool], *, seconds: float, step: float = 0.02) -> bool:
    """Ask until it is so; False when the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


def stop(process: subprocess.Popen[bytes] | None, number: signal.Signals, *, seconds: float) -> None:
    """Ask a child to stop, and end it with its own children when it does not."""
    if process is None or process.poll() is not None:
        return
    send(process.pid, number)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        send_to_group(process.pid, signal.SIGKILL)
        process.wait(10)
