"""What the hand-offs of the last 90 days know of the current state, a sentence per item."""

from __future__ import annotations

import datetime as dt
from statistics import median

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from nurturing.models import HandOff, ReturnReason
from nurturing.state import FEWEST, WINDOW, first_response_fact
from strategy.models import Strategy
from strategy.state import known
from workspaces.calc.display import format_count, format_number, format_rate
from workspaces.calendar import calendar_for

SHOWN = 3
MANAGEABLE = 2_000  # answers that are read one by one for their median


def response_known(strategy: Strategy, today: dt.date) -> str:
    """How long half of the answers took, in business hours, and how many hand-offs were answered at all."""
    fact = first_response_fact(strategy, today)
    if fact is None:
        return ""
    calendar = calendar_for(strategy.workspace)
    pairs = _delivered(strategy, today).values_list("delivered_at", "accepted_at", "returned_at")
    minutes = [
        calendar.business_minutes_between(delivered, answered)
        for delivered, accepted, returned in pairs.order_by("-delivered_at")[:MANAGEABLE]
        if (answered := accepted or returned)
    ]
    if not minutes:
        return fact.sentence
    return _("初回対応の中央値 %(hours)s営業時間。%(share)s") % {
        "hours": format_number(median(minutes) / 60, 1),
        "share": fact.sentence,
    }


def follow_up_known(strategy: Strategy, today: dt.date) -> str:
    """How many of the hand-offs that fell due were answered in time."""
    rows = _delivered(strategy, today).filter(due_at__lt=strategy.workspace.local_midnight(today))
    answered = Q(accepted_at__lte=F("due_at")) | Q(returned_at__lte=F("due_at"))
    total, in_time = rows.count(), rows.filter(answered).count()
    if total < FEWEST:
        return ""
    return _("この90日に期限の来た引き渡し%(n)s件のうち、期限内の対応は%(share)sです") % {
        "n": format_count(total),
        "share": format_rate(in_time / total, 0),
    }


def reasons_known(strategy: Strategy, today: dt.date) -> str:
    rows = _delivered(strategy, today).filter(state=HandOff.State.RETURNED).order_by().values("return_reason")
    counted = rows.annotate(n=Count("pk")).order_by("-n", "return_reason")[:SHOWN]
    told = [
        _("%(name)s %(n)s件") % {"name": ReturnReason(row["return_reason"]).label, "n": format_count(row["n"])}
        for row in counted
        if row["return_reason"] in ReturnReason.values
    ]
    return _("戻した理由（この90日）: %(told)s") % {"told": _("、").join(told)} if told else ""


def _delivered(strategy: Strategy, today: dt.date) -> QuerySet[HandOff]:
    since = strategy.workspace.local_midnight(today - WINDOW)
    rows = HandOff.objects.for_workspace(strategy.workspace).filter(delivered_at__gte=since)
    return rows.exclude(state=HandOff.State.WITHDRAWN)


def register_known() -> None:
    """Take part in the current-state analysis; called once, when the app starts."""
    known.register("sales.response", response_known)
    known.register("sales.follow_up", follow_up_known)
    known.register("sales.reasons", reasons_known)
