"""The measured side of a plan in words: what the records say of each rate, how wins spread, what changed and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from strategy import sentences
from strategy.calc.plan.fitting import CloseCurve
from strategy.models import Goal, PlanReading, Strategy
from strategy.selectors.fitting import MeasuredStep, close_curve, measured_steps
from strategy.selectors.plans import leads_asker
from strategy.selectors.velocity import DealVelocity, deal_velocity
from strategy.services.readings import differing
from workspaces.calc.display import as_fraction, format_count, format_money, format_number, format_rate

SHOWN_READINGS = 5
SHOWN_CHANGES = 4


@dataclass(frozen=True)
class MeasuredLine:
    """One rate: what the plan says, what the records say, on how many and until when; the ranges stand in the evidence."""

    key: str
    name: str
    planned: str
    measured: str
    cases: str
    until: str
    age: str
    is_old: bool
    differs: bool
    interval: str
    spread: str
    days: str


def measured_context(strategy: Strategy, goal: Goal, today: dt.date) -> dict[str, Any]:
    """What the page of the back-calculation shows of the records; empty lists while they say too little."""
    steps = measured_steps(strategy, goal.stages, today)
    other = differing(goal, {step.key: step.actual for step in steps})
    leads = leads_asker(goal)({key: actual.value for key, actual in other.items() if actual.value}) if other else None
    curve = close_curve(strategy.workspace, today, fallback_months=goal.sales_cycle_months) if steps else None
    speed = deal_velocity(strategy.workspace, today) if steps else None
    readings = PlanReading.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)[:SHOWN_READINGS]
    return {
        "measured": [_line(step, goal, step.key in other) for step in steps],
        "measured_leads": format_count(leads) if leads is not None else "",
        "curve": curve_lines(curve) if curve else [],
        "curve_sentence": curve_sentence(curve) if curve else "",
        "speed_sentence": speed_sentence(speed, strategy.workspace.currency) if speed else "",
        "readings": [reading_lines(one, goal) for one in readings if one.changes],
    }


def _line(step: MeasuredStep, goal: Goal, differs: bool) -> MeasuredLine:
    low, high = step.actual.interval
    spread = step.spread
    has_range = spread is not None and spread.low is not None and spread.high is not None
    planned = goal.rates.get(step.key)
    return MeasuredLine(
        key=step.key,
        name=sentences.rate_name(step.key),
        planned=format_rate(as_fraction(Decimal(str(planned)))) if planned else "–",
        measured=format_rate(step.actual.value),
        cases=f"{format_count(step.actual.k)}/{format_count(step.actual.n)}",
        until=_("%(first)s〜%(last)s") % {"first": f"{step.actual.first:%Y/%m}", "last": f"{step.actual.last:%Y/%m}"},
        age=_("%(n)dか月前まで") % {"n": step.age_months} if step.age_months else _("先月まで"),
        is_old=step.is_old,
        differs=differs,
        interval=f"{format_rate(as_fraction(low))}〜{format_rate(as_fraction(high))}",
        spread=f"{format_rate(spread.low)}〜{format_rate(spread.high)}" if has_range and spread else "–",
        days=_("%(n)s日") % {"n": format_number(step.median_days)} if step.median_days is not None else "–",
    )


def curve_lines(curve: CloseCurve) -> list[tuple[str, str]]:
    """(months after the lead, share of the wins)."""
    return [(_("%(n)dか月後") % {"n": months}, format_rate(share)) for months, share in sorted(curve.shares.items())]


def curve_sentence(curve: CloseCurve) -> str:
    """Where the curve comes from, or why there is only one lead time."""
    values = {"wins": format_count(curve.n_wins), "leads": format_count(curve.n_leads)}
    if curve.method == "cohort":
        return _("リード%(leads)s件と受注%(wins)s件から、受注までの月数の分かれ方を求めました") % values
    return _("受注がまだ%(wins)s件のため、受注までの月数はひとつの値で代用しています") % values


def speed_sentence(speed: DealVelocity, currency: str) -> str:
    """What the open deals bring a day, with the four figures that say so."""
    language = sentences.language()
    values = {
        "count": format_count(speed.opportunities),
        "rate": format_rate(speed.win_rate),
        "amount": format_money(speed.average_deal, currency, language),
        "months": format_number(speed.cycle_months, 1),
        "day": format_money(speed.per_day, currency, language),
    }
    return (
        _(
            "進行中の商談%(count)s件 × 商談の受注率%(rate)s × 平均受注単価%(amount)s ÷ 検討期間%(months)sか月 ＝ 1日あたり%(day)sの受注"
        )
        % values
    )


def reading_lines(reading: PlanReading, goal: Goal) -> dict[str, Any]:
    """One reading: when, why, and its first changes as sentences."""
    return {
        "at": reading.taken_at,
        "cause": reading.get_cause_display(),
        "changes": [change_sentence(change, goal) for change in reading.changes[:SHOWN_CHANGES]],
    }


def change_sentence(change: dict[str, Any], goal: Goal) -> str:
    """「必要リード 5,333件 → 7,565件」, 「リード→MQL率の実績 14.3% → 14.1%」."""
    what = change["what"]
    names = {
        "won": _("必要な受注"),
        "lead": _("必要リード"),
        "measured_lead": _("実績の率での必要リード"),
    }
    if what in names:
        values = [_count(change[side]) for side in ("before", "after")]
        return _("%(name)s %(before)s → %(after)s") % {"name": names[what], "before": values[0], "after": values[1]}
    name = sentences.rate_name(what)
    label = _("%(name)sの実績") if change.get("kind") == "measured" else _("%(name)s（計画）")
    rates = [_rate(change[side]) for side in ("before", "after")]
    return _("%(name)s %(before)s → %(after)s") % {
        "name": label % {"name": name},
        "before": rates[0],
        "after": rates[1],
    }


def _count(value: Any) -> str:
    number = _decimal(value)
    return "–" if number is None else _("%(count)s件") % {"count": format_count(number)}


def _rate(value: Any) -> str:
    number = _decimal(value)
    return "–" if number is None else format_rate(as_fraction(number))


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None
