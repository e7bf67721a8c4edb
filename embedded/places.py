"""Where things lie: the state directory, short private directories for sockets, and room for throw-away servers."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from embedded import EmbeddedError
from embedded.accounts import give_to, reachable, service_account

ROOT = Path(__file__).resolve().parent.parent
NAME = "michisuji"
# A socket's path may have 108 bytes on Linux and 104 on macOS; the rest is for the directory and file names below.
LONGEST_TEMPORARY_DIRECTORY = 40
LEFT_OVER_AFTER_SECONDS = 86400


def digest(text: str) -> str:
    """A short name for a long path."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:10]


def wanted_state_directory() -> Path:
    """Where the person wants data and logs: APP_STATE_DIR, else var/ in the checkout."""
    return Path(os.environ.get("APP_STATE_DIR") or ROOT / "var").absolute()


def state_directory() -> Path:
    """Where data and logs lie: the wanted place, else one below /var/lib that root's service account can reach."""
    wanted = wanted_state_directory()
    wanted.mkdir(parents=True, exist_ok=True)
    if reachable(wanted, service_account()):
        return wanted
    other = Path("/var/lib") / f"{NAME}-{digest(str(wanted))}"
    other.mkdir(exist_ok=True)
    other.chmod(0o755)  # whatever the umask
    return other


def log_directory(base: Path) -> Path:
    """One log file per process."""
    directory = base / "log"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    return directory


def private_directory(path: Path) -> Path:
    """A directory that only the service account can enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    give_to(path, service_account())
    path.chmod(0o700)
    return path


def socket_directory(base: Path) -> Path:
    """A short private directory for the sockets of the servers in `base`; its mode is the access control."""
    account = service_account()
    owner = account.pw_uid if account else os.getuid()
    directory = _temporary_directory() / f"{NAME}-{owner}-{digest(str(base))}"
    try:
        directory.mkdir(mode=0o700)
        directory.chmod(0o700)
        give_to(directory, account)
    except FileExistsError:
        _check_private(directory, owner)
    return directory


def _check_private(directory: Path, owner: int) -> None:
    """Somebody else may have made it first, in a directory where everybody can write."""
    status = directory.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner or status.st_mode & 0o077:
        raise EmbeddedError(f"{directory} exists and is not private to the account that runs the servers; remove it.")


def _temporary_directory() -> Path:
    base = Path(tempfile.gettempdir())
    if len(os.fsencode(base)) <= LONGEST_TEMPORARY_DIRECTORY and reachable(base, service_account()):
        return base
    return Path("/tmp")


def throw_away_directory() -> Path:
    """An empty directory for servers that live as long as a test run; clears those of test runs killed days ago."""
    for left_over in _temporary_directory().glob(f"{NAME}-test-*"):
        if time.time() - left_over.stat().st_mtime > LEFT_OVER_AFTER_SECONDS:
            shutil.rmtree(left_over, ignore_errors=True)
    directory = Path(tempfile.mkdtemp(prefix=f"{NAME}-test-", dir=_temporary_directory()))
    directory.chmod(0o755 if service_account() else 0o700)
    return directory
