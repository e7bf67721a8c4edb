"""A plan's document (JSON) as `PlanInput`: what the file of the command and the body of the API have in common.

The least is what the back-calculation takes: revenue_target, marketing_share, average_deal_size, rates. Everything named
at the top is the default of every segment. Source: docs/calculations.md 「詳しい計画」.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from strategy.calc.funnel import DEFAULT_STAGES
from strategy.calc.plan.inputs import Limits, MonthActual, PlanInput, Questions, Scenario, Segment
from strategy.calc.plan.merging import differences, grown, merged
from strategy.calc.plan.segments import CHANNEL_FIELDS, SEGMENT_FIELDS, read_segments
from strategy.calc.plan.values import PlanInputError, PlanProblem, Reader, exact_number, join
from strategy.calc.plan_checks import rate_keys

__all__ = ["CHANNEL_FIELDS", "PlanInputError", "PlanProblem", "read_plan"]

MOST_YEARS, MOST_SCENARIOS, MOST_DRAWS, DEFAULT_DRAWS = 5, 4, 100_000, 10_000
OWN_FIELDS = (
    "currency", "starts_on", "stages", "segments", "years", "limits", "scenarios", "questions", "actuals",
    "monte_carlo", "target_roi",
)  # fmt: skip
YEAR_FIELDS = ("growth", "segments", *SEGMENT_FIELDS)
LIMIT_FIELDS = (
    "icp_companies", "leads_per_company", "sales_reps", "attempts_per_mql", "attempts_per_rep_month",
    "mqls_per_rep_month", "budget", "visits_per_month", "visit_to_lead_rate",
)  # fmt: skip


def read_plan(document: object) -> PlanInput:
    """The plan of a document. Raises PlanInputError with everything that is wrong in it."""
    reader = Reader()
    body = reader.mapping(document, "", (*OWN_FIELDS, *SEGMENT_FIELDS))
    stages = _stages(reader, body)
    years = _years(reader, body, stages)
    monte_carlo = reader.mapping(body.get("monte_carlo"), "monte_carlo", ("draws", "seed"))
    plan = PlanInput(
        years=years,
        stages=stages,
        currency=str(body.get("currency") or "JPY"),
        first_month=str(body.get("starts_on") or "")[:7],
        limits=_limits(reader, body.get("limits")),
        scenarios=_scenarios(reader, body, stages),
        questions=_questions(reader, body.get("questions"), stages),
        actuals=_actuals(reader, body.get("actuals"), stages),
        draws=_whole(reader, monte_carlo.get("draws"), "monte_carlo.draws", default=DEFAULT_DRAWS, most=MOST_DRAWS),
        seed=_whole(reader, monte_carlo.get("seed"), "monte_carlo.seed", default=1, most=2**32 - 1),
        target_roi=reader.number(body.get("target_roi"), "target_roi"),
    )
    if reader.problems:
        raise PlanInputError(reader.problems)
    return plan


def _stages(reader: Reader, body: Mapping[str, Any]) -> tuple[str, ...]:
    stages = tuple(str(one) for one in reader.rows(body.get("stages"), "stages")) or DEFAULT_STAGES
    if len(stages) < 2 or stages[0] != "lead" or stages[-1] != "won" or len(set(stages)) != len(stages):
        reader.note("stages", "bad_chain")
        return DEFAULT_STAGES
    return stages


def _years(reader: Reader, body: Mapping[str, Any], stages: tuple[str, ...]) -> tuple[tuple[Segment, ...], ...]:
    """Year 1 is the document; each further year is the year before, grown, with its own overrides."""
    wanted = body.get("years")
    changes: list[Any] = (
        [{}] * wanted if isinstance(wanted, int) and wanted > 0 else reader.rows(wanted, "years") or [{}]
    )
    if len(changes) > MOST_YEARS:
        reader.note("years", "too_many", MOST_YEARS)
        changes = changes[:MOST_YEARS]
    found, current = [], dict(body)
    for index, change in enumerate(changes):
        path = f"years.{index}"
        own = reader.mapping(change, path, YEAR_FIELDS)
        growth = exact_number(own.get("growth", 0))
        if growth is None or growth <= -1:
            reader.note(join(path, "growth"), "not_a_number", own.get("growth"))
            growth = Fraction(0)
        current = merged(grown(current, 1 + growth), {name: one for name, one in own.items() if name != "growth"})
        before = len(reader.problems)
        found.append(read_segments(reader, current, stages, "" if index == 0 and not own else path))
        if len(reader.problems) > before:
            break  # the years after it would only repeat what is wrong
    return tuple(found)


def _scenarios(reader: Reader, body: Mapping[str, Any], stages: tuple[str, ...]) -> tuple[Scenario, ...]:
    if reader.problems:
        return ()
    rows = reader.rows(body.get("scenarios"), "scenarios")
    if len(rows) > MOST_SCENARIOS:
        reader.note("scenarios", "too_many", MOST_SCENARIOS)
    found = []
    for index, row in enumerate(rows[:MOST_SCENARIOS]):
        path = f"scenarios.{index}"
        own = reader.mapping(row, path, ("name", "overrides", "is_agreed"))
        if not own.get("name"):
            reader.note(join(path, "name"), "missing")
        overrides = reader.mapping(own.get("overrides"), join(path, "overrides"), ("segments", *SEGMENT_FIELDS))
        inner = Reader()
        other = merged(body, overrides)
        years = _years(inner, other, stages)
        reader.problems += [
            PlanProblem(join(path, "overrides", one.path), one.code, one.value) for one in inner.problems
        ]
        found.append(Scenario(str(own.get("name", "")), differences(body, other), years, bool(own.get("is_agreed"))))
    return tuple(found)


def _limits(reader: Reader, value: object) -> Limits:
    named = reader.mapping(value, "limits", LIMIT_FIELDS)
    numbers = {
        name: reader.number(named[name], f"limits.{name}") for name in LIMIT_FIELDS if named.get(name) is not None
    }
    for name in ("leads_per_company", "visit_to_lead_rate"):
        if numbers.get(name) == 0:
            reader.note(f"limits.{name}", "not_positive", 0)
            numbers.pop(name)
    return Limits(**{name: number for name, number in numbers.items() if number is not None})


def _questions(reader: Reader, value: object, stages: tuple[str, ...]) -> Questions:
    named = reader.mapping(value, "questions", ("leads", "budget", "mqls_per_month", "solve"))
    solve = reader.mapping(named.get("solve"), "questions.solve", ("rate", "leads"))
    key = str(solve.get("rate") or "")
    if solve and key not in rate_keys(stages):
        reader.note("questions.solve.rate", "unknown_key", key)
        key = ""
    return Questions(
        leads=reader.number(named.get("leads"), "questions.leads"),
        budget=reader.number(named.get("budget"), "questions.budget"),
        mqls_per_month=reader.number(named.get("mqls_per_month"), "questions.mqls_per_month"),
        solve_rate=key,
        solve_leads=reader.number(solve.get("leads"), "questions.solve.leads", may_be_zero=False),
    )


def _actuals(reader: Reader, value: object, stages: tuple[str, ...]) -> tuple[MonthActual, ...]:
    rows = value.get("months") if isinstance(value, Mapping) else value
    found = []
    for index, row in enumerate(reader.rows(rows, "actuals")):
        path = f"actuals.{index}"
        own = reader.mapping(row, path, ("month", "revenue", *stages))
        month = exact_number(own.get("month", index + 1))
        if month is None or month.denominator != 1 or not 1 <= month <= 12:
            reader.note(join(path, "month"), "not_a_number", own.get("month"))
            continue
        counts = {stage: reader.number(own.get(stage), join(path, stage), default=Fraction(0)) for stage in stages}
        revenue = reader.number(own.get("revenue"), join(path, "revenue"), default=Fraction(0))
        found.append(
            MonthActual(int(month), {key: one or Fraction(0) for key, one in counts.items()}, revenue or Fraction(0))
        )
    return tuple(found)


def _whole(reader: Reader, value: object, path: str, *, default: int, most: int) -> int:
    if value is None:
        return default
    number = exact_number(value)
    if number is None or number.denominator != 1 or not 0 <= number <= most:
        reader.note(path, "not_a_number" if number is None else "too_many", most)
        return default
    return int(number)
