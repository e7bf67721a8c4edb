"""The database and the broker: those the environment names, else our own."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from embedded.places import socket_directory
from embedded.postgres import Postgres
from embedded.valkey import Valkey

Server = Postgres | Valkey
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass
class Servers:
    """Running servers: the addresses for the product's environment, and the ones that we started."""

    environment: dict[str, str] = field(default_factory=dict)
    own: list[Server] = field(default_factory=list)


@contextlib.contextmanager
def running_servers(base: Path, *, throw_away: bool = False) -> Iterator[Servers]:
    """Start what the environment does not name; stop it in reverse order."""
    servers = Servers({name: os.environ[name] for name in ADDRESSES if os.environ.get(name)})
    try:
        for kind, variable in ((Postgres, "DATABASE_URL"), (Valkey, "REDIS_URL")):
            if variable not in servers.environment:
                server = kind(base, throw_away=throw_away)
                servers.own.append(server)
                server.start()
                servers.environment.update(server.environment)
        yield servers
    finally:
        for server in reversed(servers.own):
            server.stop()
        if servers.own:
            shutil.rmtree(socket_directory(base), ignore_errors=True)
