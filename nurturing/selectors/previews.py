"""What a rule would do: how many MQLs a month, whom it would have missed, how many it fits. For the page that edits it.

Past leads are scored as they stood when sales took over (or stand now): every activity until then, without decay, since
nobody knows today how old an activity was on the day a lead crossed. A rule of thumb for choosing, not a forecast.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, transaction

from crm.calc.periods import add_months
from crm.calc.rates import wilson_interval
from crm.models import Journey, Lead, Stage, StageEvent
from nurturing.calc.decay import NO_DECAY
from nurturing.calc.scoring import Model, Rule
from nurturing.scoring_sql import scoring_query
from nurturing.selectors.sellers import sales_people
from workspaces.calendar import calendar_for
from workspaces.models import Workspace

MONTHS = 12
MOST_LEADS = 10_000  # the newest; the page answers while one types
FEW_LEADS = 50  # below: no statistics, ten example leads instead
TOP = 100  # the histogram's last point
EVER_DAYS = 36_500


@dataclass(frozen=True)
class Win:
    """Somebody who became a customer, with the points they had."""

    lead_id: int
    name: str
    score: float
    is_direct: bool


@dataclass(frozen=True)
class RulePreview:
    """Past leads by whole points (below 0 counts as 0, above 100 as 100).

    `passing` counts those that a threshold decides about: not disqualified, not direct, minimums reached. `direct` are
    MQLs whatever the threshold. Of both, `handled` (by points) and `direct_handled` are those that really became MQL,
    `became_sql` and `direct_became_sql` those that went on to SQL: MQLの商談化率 has one set above and below its line.
    `since` is the first day of the leads looked at.
    """

    leads: int = 0
    months: float = 1
    counts: list[int] = field(default_factory=lambda: [0] * (TOP + 1))
    passing: list[int] = field(default_factory=lambda: [0] * (TOP + 1))
    handled: list[int] = field(default_factory=lambda: [0] * (TOP + 1))
    became_sql: list[int] = field(default_factory=lambda: [0] * (TOP + 1))
    direct: int = 0
    direct_handled: int = 0
    direct_became_sql: int = 0
    disqualified: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    wins: list[Win] = field(default_factory=list)
    matched: dict[str, int] = field(default_factory=dict)
    sellers: int = 0
    business_days: float = 20

    @property
    def has_history(self) -> bool:
        return self.leads >= FEW_LEADS

    def at(self, threshold: float) -> Outcome:
        """What a threshold would mean."""
        first = max(0, min(TOP, int(-(-threshold // 1))))
        mqls = sum(self.passing[first:]) + self.direct
        monthly = mqls / self.months
        handled = sum(self.handled[first:]) + self.direct_handled
        became_sql = sum(self.became_sql[first:]) + self.direct_became_sql
        return Outcome(
            threshold=threshold,
            mqls=mqls,
            below=self.leads - mqls,
            monthly=monthly,
            daily_load=monthly / self.sellers / self.business_days if self.sellers else None,
            missed=[win for win in self.wins if not win.is_direct and win.score < threshold],
            wins=len(self.wins),
            handled=handled,
            became_sql=became_sql,
            interval=wilson_interval(became_sql, handled),
        )


@dataclass(frozen=True)
class Outcome:
    """The consequences of a threshold; `daily_load` per member of sales and business day (None without sales)."""

    threshold: float
    mqls: int
    below: int
    monthly: float
    daily_load: float | None
    missed: list[Win]
    wins: int
    handled: int
    became_sql: int
    interval: tuple[float, float] | None

    @property
    def sql_rate(self) -> float | None:
        return self.became_sql / self.handled if self.handled else None


def rule_preview(workspace: Workspace, model: Model, *, today: dt.date) -> RulePreview:
    """The leads of the last 12 months (at most the newest 10,000) and the customers won since, scored by a model."""
    since = add_months(today, -MONTHS)
    cohort = list(
        Lead.objects.for_workspace(workspace)
        .filter(created_on__gte=since, created_on__lte=today, is_test=False)
        .order_by("-created_on", "-pk")
        .values_list("pk", "created_on")[:MOST_LEADS]
    )
    winners = set(_entered(workspace, Stage.CUSTOMER, since).values_list("journey__lead", flat=True))
    ids = {pk for pk, _day in cohort}
    if not ids | winners:
        return RulePreview()
    rows = _scored(workspace, history_model(model), sorted(ids | winners), today)
    first = min((day for _pk, day in cohort if day), default=today)
    return _collect(workspace, model, rows, cohort=ids, winners=winners, first=first, since=since, today=today)


def history_model(model: Model) -> Model:
    """The same rule for the past: no decay, windows without end, nothing for silence."""
    return replace(model, rules=[_for_history(rule) for rule in model.rules if rule.kind != "inactivity"])


def _for_history(rule: Rule) -> Rule:
    condition = {**rule.condition, "within_days": EVER_DAYS} if rule.kind == "frequency" else rule.condition
    return replace(rule, condition=condition, decay=NO_DECAY)


@transaction.atomic
def _scored(workspace: Workspace, model: Model, lead_ids: list[int], today: dt.date) -> list[tuple[Any, ...]]:
    query = scoring_query(
        model,
        workspace_id=workspace.pk,
        as_of=today,
        zone=workspace.time_zone,
        midnight=workspace.local_midnight,
        lead_ids=lead_ids,
        is_history=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(
            f"SELECT lead_id, fit, engagement, total, is_disqualified, is_direct, matched FROM ({query.sql}) q",
            query.values,
        )
        return cursor.fetchall()


def _collect(
    workspace: Workspace,
    model: Model,
    rows: Sequence[tuple[Any, ...]],
    *,
    cohort: set[int],
    winners: set[int],
    first: dt.date,
    since: dt.date,
    today: dt.date,
) -> RulePreview:
    handled = set(_entered(workspace, Stage.MQL, since).values_list("journey__lead", flat=True))
    became_sql = set(_entered(workspace, Stage.SQL, since).values_list("journey__lead", flat=True))
    names = {lead.pk: _name(lead) for lead in _leads(workspace, winners)}
    preview = RulePreview(
        leads=len(cohort),
        months=max(1.0, ((today - first).days + 1) / 365.25 * 12),
        since=first,
        until=today,
        sellers=len(sales_people(workspace)),
        business_days=_business_days_a_month(workspace, since, today),
    )
    hits: Counter[int] = Counter()
    counted: Counter[str] = Counter()
    for lead_id, fit, engagement, total, is_disqualified, is_direct, matched in rows:
        point = max(0, min(TOP, int(total // 1)))
        if lead_id in winners:
            preview.wins.append(Win(lead_id, names.get(lead_id, ""), total, is_direct))
        if lead_id not in cohort:
            continue
        hits.update(index for index, is_match in enumerate(matched) if is_match)
        preview.counts[point] += 1
        was_handled, went_on = lead_id in handled, lead_id in handled and lead_id in became_sql
        if is_disqualified:
            counted["disqualified"] += 1
        elif is_direct:
            counted.update({"direct": 1, "direct_handled": was_handled, "direct_became_sql": went_on})
        elif model.is_reached(fit, engagement, float("inf")):
            preview.passing[point] += 1
            preview.handled[point] += was_handled
            preview.became_sql[point] += went_on
    preview.wins.sort(key=lambda win: (win.score, win.name))
    return replace(
        preview,
        direct=counted["direct"],
        direct_handled=counted["direct_handled"],
        direct_became_sql=counted["direct_became_sql"],
        disqualified=counted["disqualified"],
        matched=_by_key(model, hits),
    )


def _by_key(model: Model, hits: Counter[int]) -> dict[str, int]:
    """How many leads each condition fits; conditions that say nothing about the past are left out."""
    asked = history_model(model)
    named: list[Any] = [*asked.rules, *asked.disqualifiers, *asked.direct_events]
    keys = [one.key for one in named]
    return {key: hits[index] for index, key in enumerate(keys)}


def _entered(workspace: Workspace, stage: str, since: dt.date) -> Any:
    return StageEvent.objects.for_workspace(workspace).filter(
        kind=StageEvent.Kind.ADVANCE, to_stage=stage, occurred_on__gte=since, journey__lead__is_test=False
    )


def _leads(workspace: Workspace, ids: set[int]) -> Any:
    return Lead.objects.for_workspace(workspace).filter(pk__in=ids).select_related("company")


def _name(lead: Lead) -> str:
    return (lead.company.name if lead.company else lead.company_name) or str(lead)


def _business_days_a_month(workspace: Workspace, since: dt.date, today: dt.date) -> float:
    return calendar_for(workspace).business_days_between(since, today) / MONTHS or 1


def leads_before_sql(workspace: Workspace) -> int:
    """People whom a rule can still make an MQL."""
    return Journey.objects.for_workspace(workspace).filter(stage=Stage.LEAD, is_excluded=False).count()
