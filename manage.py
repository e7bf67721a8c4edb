#!/usr/bin/env python3
"""Django's command line. On a machine with nothing installed, use `./run manage`."""

import os
import sys

# These change tables, so they run as the role that owns them; every other command runs as a role that owns nothing.
OWNER_COMMANDS = {"migrate", "prepare_site"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if OWNER_COMMANDS.intersection(sys.argv[1:2]):
        os.environ["DATABASE_ROLE"] = "owner"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
