"""`./run bench [--leads N] [--activities N] [--runs N] [--json FILE]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    options = read_arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # What is measured is done here and now; nothing is left to a worker.
    os.environ["BENCH"] = "1"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    from bench.suite import run

    report = run(leads=options.leads, activities=options.activities, runs=options.runs, parts=options.only)
    if options.json:
        Path(options.json).write_text(report.as_json())
    over = [figure.name for figure in report.figures if not figure.holds]
    print("every limit holds" if not over else f"over the limit: {', '.join(over)}")
    return 1 if over else 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--leads", type=int, default=200_000)
    parser.add_argument("--activities", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--only", nargs="+", choices=("scoring", "pages", "records"), default=("scoring", "pages", "records")
    )
    parser.add_argument("--json", metavar="FILE", help="also write the figures as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
