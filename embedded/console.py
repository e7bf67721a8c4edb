"""What the launcher says. On standard error, so that a command's own output stays clean."""

from __future__ import annotations

import sys
import time

_started_at = time.monotonic()


def say(text: str) -> None:
    """One line with the seconds since the start."""
    print(f"[{time.monotonic() - _started_at:5.1f}s] {text}", file=sys.stderr, flush=True)
