"""Computing plans anew in the worker, and keeping what changed and why; the proposal to plan with measured rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from strategy.calc.funnel import BackCalculation, rate_keys
from strategy.models import ArtefactKind, ArtefactVersion, Goal, PlanReading, Strategy
from strategy.selectors.actuals import ActualRate, actual_rates
from strategy.selectors.artefacts import latest_artefact
from strategy.selectors.plans import calculation_of, leads_asker
from strategy.services.artefacts import save_draft, start_draft
from strategy.services.goals import GoalEntry, plain, write_goal
from workspaces.calc.display import as_fraction, round_half_up
from workspaces.models import User, Workspace

Cause = PlanReading.Cause
PLACES = 12  # of a figure in a reading; enough to tell any two plans apart


def renew_readings(workspace: Workspace, *, now: dt.datetime) -> list[PlanReading]:
    """Compute every strategy's newest goal anew; a reading is kept only where something says something else."""
    today = workspace.local_date(now)
    strategies = Strategy.objects.for_workspace(workspace).select_related("workspace")
    found = [_renew(strategy, today, now) for strategy in strategies]
    return [reading for reading in found if reading is not None]


def _renew(strategy: Strategy, today: dt.date, now: dt.datetime) -> PlanReading | None:
    artefact = latest_artefact(strategy, ArtefactKind.GOAL)
    goal = Goal.objects.filter(artefact=artefact).first() if artefact else None
    calculation = calculation_of(goal) if goal else None
    if artefact is None or goal is None or calculation is None:
        return None
    actuals = actual_rates(strategy, goal.stages, today)
    figures = _figures(goal, calculation, actuals)
    last_day = today.replace(day=1) - dt.timedelta(days=1)
    before = PlanReading.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy).first()
    changes = changes_between(before.figures, figures) if before else []
    if before is not None and not changes:
        return None
    return PlanReading.objects.create(
        workspace_id=strategy.workspace_id,
        strategy=strategy,
        cause=_cause(before, figures, last_day),
        goal_number=artefact.number,
        taken_at=now,
        as_of=last_day,
        figures=figures,
        changes=changes,
    )


def _cause(before: PlanReading | None, figures: dict[str, Any], last_day: dt.date) -> str:
    """An edited input explains everything; else the month that closed; else records that came."""
    if before is None:
        return Cause.FIRST
    if _inputs(before.figures) != _inputs(figures):
        return Cause.INPUT
    return Cause.MONTH if before.as_of < last_day else Cause.RECORDS


def _inputs(figures: dict[str, Any]) -> Any:
    planned = {key: rate["planned"] for key, rate in figures.get("rates", {}).items()}
    return figures.get("lead"), figures.get("won"), planned


def _figures(goal: Goal, calculation: BackCalculation, actuals: dict[str, ActualRate]) -> dict[str, Any]:
    rates = {}
    for key in rate_keys(goal.stages):
        actual = actuals.get(key)
        rates[key] = {"planned": str(goal.rates[key])} | (
            {"measured": _text(actual.value), "k": actual.k, "n": actual.n} if actual else {}
        )
    measured = (
        leads_asker(goal)({key: actual.value for key, actual in actuals.items() if actual.value}) if actuals else None
    )
    return {
        "lead": _text(calculation.need("lead").exact),
        "won": _text(calculation.need("won").exact),
        "rates": rates,
    } | ({"measured_lead": _text(measured)} if measured is not None else {})


def _text(value: Fraction) -> str:
    return plain(round_half_up(value, PLACES))


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """What two readings say differently, wins and leads first, then each rate planned and measured."""
    found = [
        {"what": name, "before": before.get(name), "after": after.get(name)}
        for name in ("won", "lead", "measured_lead")
        if before.get(name) != after.get(name)
    ]
    old, new = before.get("rates", {}), after.get("rates", {})
    for key in new:
        for kind in ("planned", "measured"):
            was, now = old.get(key, {}).get(kind), new[key].get(kind)
            if was != now:
                found.append({"what": key, "kind": kind, "before": was, "after": now})
    return found


def propose_measured(*, strategy: Strategy, actor: User | None, today: dt.date) -> ArtefactVersion | None:
    """Begin (or take) the draft of the goal and put the measured rates into it, each with where it comes from.

    None when no rate rests on enough records, or all are planned as measured. Raises NotEditable while the goal is in
    review. The agreed version stays as it is: the draft is a proposal until the parties agree.
    """
    latest = latest_artefact(strategy, ArtefactKind.GOAL)
    goal = Goal.objects.filter(artefact=latest).first() if latest else None
    taken = differing(goal, actual_rates(strategy, goal.stages, today)) if goal else {}
    if not taken:
        return None
    draft = start_draft(strategy=strategy, kind=ArtefactKind.GOAL, actor=actor)
    entry = GoalEntry(
        rates={key: printed(actual) for key, actual in taken.items()},
        provenance={key: actual.as_provenance() for key, actual in taken.items()},
    )
    return save_draft(artefact=draft, token=draft.token, actor=actor, change=lambda: write_goal(draft, entry))


def differing(goal: Goal, actuals: dict[str, ActualRate]) -> dict[str, ActualRate]:
    """The measured rates that print another figure than the goal plans with."""
    return {
        key: actual
        for key, actual in actuals.items()
        if goal.rates.get(key) and as_fraction(printed(actual)) != as_fraction(Decimal(str(goal.rates[key])))
    }


def printed(actual: ActualRate) -> Decimal:
    """A measured rate as pages print it (14.1 %): what is proposed is what was read."""
    return round_half_up(actual.value, 3)
