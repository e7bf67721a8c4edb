"""`./run manage backcalc …`: from a revenue target to the leads it needs, on the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from strategy.calc.funnel import DEFAULT_STAGES, BackCalculation, Plan, PlanError, as_json, back_calculate
from strategy.layer import issue_sentence
from strategy.sentences import forward_sentence, goal_sentence, stage_name
from workspaces.calc.display import currency_digits
from workspaces.calc.numbers_text import NumberTextError, read_number


class Command(BaseCommand):
    help = "From a revenue target to the wins, SQLs, MQLs and leads it needs, in exact fractions."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--revenue-target", required=True, help="of the business: 1000000000")
        parser.add_argument("--marketing-share", required=True, help="a fraction: 0.4")
        parser.add_argument("--average-deal-size", required=True, help="5000000")
        parser.add_argument("--rate", action="append", default=[], metavar="FROM_to_TO=RATE", help="lead_to_mql=0.2")
        parser.add_argument("--stages", default=",".join(DEFAULT_STAGES), help="in order, lead first, won last")
        parser.add_argument("--weights", help="twelve numbers, the first month of the fiscal year first: 7,7,8,…")
        parser.add_argument("--currency", default="JPY")
        parser.add_argument("--json", action="store_true", help="one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = self._plan(options)
        try:
            result = back_calculate(plan)
        except PlanError as problem:
            raise CommandError(" ".join(issue_sentence(issue, plan) for issue in problem.issues)) from problem
        if options["json"]:
            document = as_json(result, minor_digits=currency_digits(options["currency"]))
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            self._print(result, options["currency"])

    def _plan(self, options: dict[str, Any]) -> Plan:
        weights = options["weights"]
        return Plan(
            revenue_target=number("--revenue-target", options["revenue_target"]),
            marketing_share=number("--marketing-share", options["marketing_share"]),
            average_deal_size=number("--average-deal-size", options["average_deal_size"]),
            rates=dict(rate(text) for text in options["rate"]),
            stages=tuple(options["stages"].split(",")),
            month_weights=tuple(number("--weights", part) for part in weights.split(",")) if weights else (1,) * 12,
        )

    def _print(self, result: BackCalculation, currency: str) -> None:
        for need in result.stages:
            name = stage_name(need.stage, result.plan.stages)
            values = {"name": name, "figure": f"{need.display:,}", "exact": need.exact, "ceiling": f"{need.ceiling:,}"}
            self.stdout.write(_("%(name)s: %(figure)s（正確な値 %(exact)s、切り上げ %(ceiling)s）") % values)
        self.stdout.write(goal_sentence(result))
        self.stdout.write(forward_sentence(result, currency))


def rate(text: str) -> tuple[str, Decimal]:
    """`lead_to_mql=0.2` as key and fraction."""
    key, sign, value = text.partition("=")
    if not sign:
        raise CommandError(f"--rate {text}: write it as lead_to_mql=0.2")
    return key.strip(), number(f"--rate {key}", value)


def number(name: str, text: str) -> Decimal:
    """A number of the command line. A percent sign would be read as nothing, so it is refused."""
    if "%" in text or "％" in text:
        raise CommandError(f"{name} {text}: write a fraction, such as 0.2 for 20 %")
    try:
        return read_number(text)
    except NumberTextError as problem:
        raise CommandError(f"{name} {text}: not a number") from problem
