"""`./run manage icp_evidence WORKSPACE [--attribute NAME …] [--bands NAME=1,500,1000] [--split-at DATE] [--unit …] --json`."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy.selectors import current_strategy
from targeting.calc.analysis import Options
from targeting.calc.bands import ascending
from targeting.selectors import evidence_for
from targeting.selectors.analyser_settings import options_of, settings_of
from targeting.selectors.attributes import Attribute, attribute_named, attributes_for
from targeting.selectors.evidence import WonEvidence, as_json
from targeting.selectors.units import WON, UnknownOutcome
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Which attribute values go with winning: counts, win rates, and a verdict corrected for all comparisons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace")
        parser.add_argument("--attribute", action="append", default=[], metavar="NAME", help="only these; may repeat")
        parser.add_argument(
            "--bands", action="append", default=[], metavar="NAME=1,500,1000", help="each number begins a band"
        )
        parser.add_argument("--split-at", metavar="DATE", help="first day of the later half; default: half the cases")
        parser.add_argument("--minimum", type=int, metavar="N", help="fewest cases of a value that is tested (20)")
        parser.add_argument("--unit", choices=["deal", "lead"], help="default: the closed deal if any deal was lost")
        parser.add_argument("--outcome", default=WON, help="won, opportunity, or the key of a yes/no custom field")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"no workspace {options['workspace']!r}")
        asked = _options(workspace, options)
        try:
            won = evidence_for(workspace, unit=options["unit"], outcome=options["outcome"], options=asked)
        except UnknownOutcome:
            raise CommandError(
                f"{options['outcome']!r} is no outcome of this unit: won, opportunity (by lead) or a custom field"
            ) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_json(won), ensure_ascii=False))
        else:
            self._print_table(won)

    def _print_table(self, won: WonEvidence) -> None:
        evidence = won.evidence
        self.stdout.write(f"by {won.unit.key}: {evidence.won} of {evidence.n} {won.unit.outcome}")
        for row in evidence.rows:
            if row.verdict in ("strong", "weak"):
                later = {True: ", later half too", False: ", not in the later half", None: ""}[row.holds_later]
                self.stdout.write(
                    f"{row.verdict:7} {row.attribute.key} = {row.value or '(blank)'}: {row.won} of {row.n}{later}"
                )
        for left_out in won.analysis.excluded:
            leak = left_out.leak
            against = "" if leak.there is None else f" / {leak.there:.1%}"
            self.stdout.write(f"excluded {left_out.attribute.key}: {leak.reason} ({leak.here:.1%}{against})")


def _options(workspace: Workspace, given: dict[str, Any]) -> Options:
    """The settings of the current strategy, overruled by what was asked for here."""
    strategy = current_strategy(workspace)
    saved = options_of(settings_of(strategy)) if strategy else Options()
    attributes = attributes_for(workspace)
    asked = frozenset(_named(attributes, name).key for name in given["attribute"])
    bands = dict(_bands(attributes, text) for text in given["bands"])
    minimum = given["minimum"]
    if minimum is not None and minimum < 1:
        raise CommandError("--minimum is at least 1")
    return replace(
        saved,
        attributes=asked or None,
        bands={**saved.bands, **bands},
        split_at=_day(given["split_at"]) if given["split_at"] else saved.split_at,
        minimum_cases=minimum or saved.minimum_cases,
    )


def _named(attributes: list[Attribute], name: str) -> Attribute:
    found = attribute_named(attributes, name)
    if found is None:
        raise CommandError(f"{name!r} names no single attribute; there are: {', '.join(a.key for a in attributes)}")
    return found


def _bands(attributes: list[Attribute], text: str) -> tuple[str, tuple[Decimal, ...]]:
    name, _equals, numbers = text.partition("=")
    attribute = _named(attributes, name)
    if attribute.kind != "number":
        raise CommandError(f"{attribute.key} is no number and has no bands")
    try:
        edges = tuple(Decimal(number.strip()) for number in numbers.split(","))
    except InvalidOperation:
        raise CommandError(f"--bands {text}: numbers with commas between them, as in {name}=1,500,1000") from None
    if not ascending(edges):
        raise CommandError(f"--bands {text}: the numbers must rise")
    return attribute.key, edges


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--split-at {text}: a date as in 2026-04-01") from None
