from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpi.demo.loading import LoadedDemo, NotInProduction, SlugInUse, load_demo
from workspaces.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD


class Command(BaseCommand):
    help = "Loads the sample company, in place of one that is there already, and prints its sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=_date, default=None, metavar="YYYY-MM-DD", help="default: today")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            loaded = load_demo(as_of=options["as_of"])
        except NotInProduction:
            raise CommandError(
                "The sample company has known passwords; it is never loaded where APP_ENV=production."
            ) from None
        except SlugInUse:
            raise CommandError(
                "There is a workspace `demo` that is not the sample company; it stays as it is."
            ) from None
        seconds = round(time.monotonic() - began, 1)
        self.stdout.write(_as_json(loaded, seconds) if options["json"] else _as_text(loaded, seconds))


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2026-11-20") from None


def _as_json(loaded: LoadedDemo, seconds: float) -> str:
    answer = {
        "workspace": loaded.workspace.slug,
        "as_of": loaded.as_of.isoformat(),
        "seconds": seconds,
        "counts": loaded.counts,
        "password": DEMO_PASSWORD,
        "accounts": [{"email": email, "name": name, "role": role} for email, name, role, _side in DEMO_ACCOUNTS],
    }
    return json.dumps(answer, ensure_ascii=False)


def _as_text(loaded: LoadedDemo, seconds: float) -> str:
    lines = [f"{loaded.workspace.name}: {loaded.as_of.isoformat()}, {seconds} s", f"password of each: {DEMO_PASSWORD}"]
    return "\n".join(lines + [f"  {email:<24} {role:<14} {name}" for email, name, role, _side in DEMO_ACCOUNTS])
