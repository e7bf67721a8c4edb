"""The port of the site: the one asked for, or the next free one when nobody asked."""

from __future__ import annotations

import contextlib
import os
import socket

from embedded import EmbeddedError
from embedded.console import say

USUAL = 8000


def choose_port() -> int:
    """PORT= given and taken is an error; the usual port taken moves on to the next free one, said in one line."""
    asked = os.environ.get("PORT")
    if asked:
        return _asked_port(asked)
    for port in range(USUAL, USUAL + 50):
        if is_free(port):
            if port != USUAL:
                say(f"Port {USUAL} is taken, so this runs on port {port}.")
            return port
    raise EmbeddedError(f"No port from {USUAL} to {USUAL + 49} is free; name one with PORT=.")


def _asked_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise EmbeddedError(f"PORT={text} is not a port number.")
    port = int(text)
    if not is_free(port):
        raise EmbeddedError(
            f"Port {port} is taken; name another with PORT=, or leave PORT out to take the next free one."
        )
    return port


def is_free(port: int) -> bool:
    """Whether a web server could listen there on this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False
