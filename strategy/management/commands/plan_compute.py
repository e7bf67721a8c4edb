"""`./run manage plan_compute FILE.json`: a detailed plan from a file, on the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from strategy.calc.plan.computing import PlanResult, compute_plan
from strategy.calc.plan.document import as_document
from strategy.calc.plan.reading import PlanInputError, read_plan
from strategy.plan_pages.sentences import (
    feedback_sentences,
    flow_sentences,
    gate_sentence,
    outlook_sentence,
    problem_sentence,
)
from strategy.sentences import stage_name


class Command(BaseCommand):
    help = (
        "Chain, months, money, levers, probability and limits of a plan with segments and channels, from a JSON file."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the plan; - reads standard input (fields: docs/calculations.md)")
        parser.add_argument("--json", action="store_true", help="one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = read_plan(_document(options["file"]))
        except PlanInputError as error:
            lines = [f"{one.path or '.'}: {problem_sentence(one)}" for one in error.problems]
            raise CommandError("\n".join(lines)) from error
        result = compute_plan(plan)
        if options["json"]:
            self.stdout.write(json.dumps(as_document(result), ensure_ascii=False))
        else:
            self._print(result)

    def _print(self, result: PlanResult) -> None:
        first, plan = result.first, result.plan
        for stage in reversed(plan.stages):
            self.stdout.write(f"{stage_name(stage, plan.stages)}: {first.printed[stage].total:,}")
        lines = flow_sentences(first.flow, first.counts["won"], plan.currency)
        lines.append(outlook_sentence(result.outlook, plan.currency))
        lines += [gate_sentence(gate, plan.currency) for gate in result.gates if gate.status != "unknown"]
        if result.feedback is not None:
            lines += feedback_sentences(result.feedback, plan.currency)
        self.stdout.write("\n".join(lines))


def _document(name: str) -> Any:
    """The JSON of a file; numbers stay the decimals that were typed."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(_("%(file)sを読み込めません") % {"file": name}) from problem
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except ValueError as problem:
        raise CommandError(
            _("%(file)sはJSONとして読めません：%(problem)s") % {"file": name, "problem": problem}
        ) from problem


def _no_constant(name: str) -> None:
    raise ValueError(name)
