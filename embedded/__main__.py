"""`python -m embedded COMMAND`: what `./run` hands over to."""

from __future__ import annotations

import io
import sys

from embedded import EmbeddedError


def main() -> int:
    """Exit code of the command."""
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        # A terminal that cannot show Japanese names gets question marks instead of an error.
        stream.reconfigure(errors="replace")
    command, *arguments = sys.argv[1:] or ["up"]
    try:
        return _run(command, arguments)
    except EmbeddedError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: str, arguments: list[str]) -> int:
    from embedded import commands

    if command == "up":
        from embedded.up import run_site

        return run_site()
    if command == "lint":
        from embedded.lint import run_lint

        return run_lint()
    return {"test": commands.run_tests, "manage": commands.run_manage, "bench": commands.run_bench}[command](arguments)


if __name__ == "__main__":
    sys.exit(main())
