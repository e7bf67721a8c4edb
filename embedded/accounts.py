"""Who runs the servers, and what that account can reach."""

from __future__ import annotations

import contextlib
import functools
import os
import pwd
import stat
import subprocess
from pathlib import Path
from typing import Any

from embedded import EmbeddedError

# An account must have a passwd entry: PostgreSQL fails with an arbitrary number ("could not look up effective user ID").
CANDIDATES = ("postgres", "nobody")


@functools.cache
def service_account() -> pwd.struct_passwd | None:
    """The account to run servers as; None means the current one. PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            if _can_become(account):
                return account
    raise EmbeddedError(
        "Running as root, and there is no unprivileged account (postgres or nobody) to run PostgreSQL as; "
        "set DATABASE_URL and REDIS_URL to use other servers."
    )


def _can_become(account: pwd.struct_passwd) -> bool:
    """Some containers forbid changing the user."""
    try:
        return subprocess.run(["/bin/sh", "-c", "true"], cwd="/", **run_as(account)).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def run_as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Keyword arguments for subprocess that switch to the account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def give_to(path: Path, account: pwd.struct_passwd | None) -> None:
    """Hand a file or directory to the account."""
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)


def reachable(path: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether the account may walk to the path."""
    if account is None:
        return True
    resolved = path.resolve()
    return all(_may_enter(step, account) for step in [resolved, *resolved.parents] if step.exists())


def _may_enter(path: Path, account: pwd.struct_passwd) -> bool:
    status = path.stat()
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    return bool(status.st_mode & stat.S_IXOTH)
