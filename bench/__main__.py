"""`./run bench [--leads N] [--activities N] [--runs N] [--json]`."""

from __future__ import annotations

import argparse
import os
import sys

PARTS = ("plans", "analyser", "records", "scoring", "pages")


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
    over = [figure.name for figure in report.figures if not figure.holds]
    print("every limit holds" if not over else f"over the limit: {', '.join(over)}", file=sys.stderr)
    if options.json:
        print(report.as_json())
    return 1 if over else 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--leads", type=int, default=200_000)
    parser.add_argument("--activities", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON document")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
