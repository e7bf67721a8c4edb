"""ホーム: what a person should do today, in the order of their role; every figure is the one of its own page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.calc.periods import month_of, week_of
from crm.models import Deal, Lead
from kpi.calc.periods import period_key
from kpi.models import DailyFigure
from kpi.selectors.decisions import Decision, agreement_decisions
from kpi.selectors.exec_board import ExecBoard, default_month, exec_board
from kpi.selectors.findings import PatternRow, pattern_board
from kpi.units import period_name
from nurturing.models import Sla
from nurturing.selectors import desk as desks
from nurturing.selectors.rail import has_handoffs
from strategy import layers
from strategy.models import Strategy
from strategy.selectors import current_strategy
from strategy.selectors.assessments import begin_layer
from strategy.selectors.reviews import review_rows, voices
from strategy.selectors.statuses import ArtefactState, StatusTag, artefact_states, layer_status
from workspaces import rights
from workspaces.calc.business_time import BusinessCalendar
from workspaces.calendar import calendar_for
from workspaces.models import Membership, Notice, Workspace
from workspaces.selectors import unread_notices

SHOWN = 4
# Which blocks a role sees, first things first; everybody else sees the last line.
ORDER = {
    "sales": ("handoffs", "pace", "events"),
    "executive": ("approvals", "pace", "events"),
    "viewer": ("pace", "events"),
    "": ("handoffs", "approvals", "design", "patterns", "pace", "events"),
}


@dataclass(frozen=True)
class Desk:
    """The hand-offs that fall due first, of the person or of the team."""

    rows: list[desks.DeskRow]
    overdue: int
    today: int
    total: int
    is_team: bool


@dataclass(frozen=True)
class OpenLayer:
    """A layer on which work is left, in one line."""

    number: int
    name: str
    status: StatusTag
    progress: str
    detail: str
    url: str


@dataclass(frozen=True)
class Event:
    """Something with a date: a review, the day on which an agreement is looked at again."""

    day: dt.date
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Home:
    """The blocks of the page in their order; a block without content says so in one line.

    `pace` waits for the first lead and `desk` for somebody or something to hand over: without records nothing is judged.
    `next_layer` is where the design goes on while there is no daily work yet.
    """

    order: tuple[str, ...]
    strategy: Strategy | None
    is_empty: bool
    next_layer: OpenLayer | None = None
    desk: Desk | None = None
    approvals: list[Decision] = field(default_factory=list)
    design: list[OpenLayer] = field(default_factory=list)
    patterns: list[PatternRow] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    pace: ExecBoard | None = None
    events: list[Event] = field(default_factory=list)


def home_of(workspace: Workspace, membership: Membership, *, now: dt.datetime) -> Home:
    """Read the home page of a member."""
    today, strategy = workspace.local_date(now), current_strategy(workspace)
    order = ORDER.get(membership.role_id, ORDER[""])
    if strategy is None and not _has_records(workspace):
        return Home(order=order, strategy=None, is_empty=True)
    states = artefact_states(strategy) if strategy and {"approvals", "design"} & set(order) else {}
    pace = exec_board(workspace, default_month(workspace, today), today=today) if _has_counts(workspace) else None
    desk = _desk(workspace, membership, now) if "handoffs" in order and has_handoffs(workspace) else None
    design = _open_layers(strategy, states, membership) if strategy else []
    return Home(
        order=order,
        strategy=strategy,
        is_empty=False,
        desk=desk,
        approvals=_approvals(workspace, strategy, states, membership) if strategy else [],
        design=design[:SHOWN],
        next_layer=_next_layer(design, strategy, today) if strategy and desk is None else None,
        patterns=pattern_board(strategy, today=today).found if strategy and "patterns" in order else [],
        notices=list(unread_notices(workspace, membership.user)[:SHOWN]),
        pace=pace,
        events=_events(workspace, strategy, states, today, pace),
    )


def _next_layer(design: list[OpenLayer], strategy: Strategy, today: dt.date) -> OpenLayer | None:
    """The untouched layer that the diagnosis names, else the first untouched one, else the first with work left."""
    untouched = [row for row in design if row.status.key == "not_started"]
    begin = begin_layer(strategy, today) if untouched else 0
    named = [row for row in untouched if row.number == begin]
    return next(iter([*named, *untouched, *design]), None)


def _has_counts(workspace: Workspace) -> bool:
    """Whether a lead has been counted: before that every line would be zero of a plan."""
    return DailyFigure.objects.for_workspace(workspace).filter(metric="lead").exists()


def _has_records(workspace: Workspace) -> bool:
    return Lead.objects.for_workspace(workspace).exists() or Deal.objects.for_workspace(workspace).exists()


def _desk(workspace: Workspace, membership: Membership, now: dt.datetime) -> Desk | None:
    if not membership.may(rights.VIEW_HANDOFFS):
        return None
    is_team = desks.sees_team_first(membership)
    rows = desks.desk(workspace, person=None if is_team else membership.user, now=now)
    counts = desks.bucket_counts(rows)
    calendar = calendar_for(workspace)
    waiting = [row for row in rows[:SHOWN] if row.state == "delivered"]
    return Desk(
        rows=[desks.desk_row(row, calendar, now) for row in waiting],
        overdue=counts.get(desks.OVERDUE, 0),
        today=counts.get(desks.TODAY, 0),
        total=sum(counts.values()),
        is_team=is_team,
    )


def _approvals(
    workspace: Workspace, strategy: Strategy, states: dict[str, ArtefactState], membership: Membership
) -> list[Decision]:
    """What came back, for those who edit; what waits for this very person's answer, for everybody who speaks."""
    mine = {v.party for v in voices(strategy) if membership.user_id in (v.approver.pk, v.deputy.pk if v.deputy else 0)}
    awaits_me = {
        row.artefact.kind
        for row in review_rows(states)
        if row.state.status.key == "in_review" and any(cell.answer is None and cell.party in mine for cell in row.cells)
    }
    may_edit = membership.may(rights.EDIT_STRATEGY)
    return [
        each
        for each in agreement_decisions(workspace, strategy, states)
        if (each.status == "in_review" and each.kind in awaits_me)
        or (may_edit and each.status in ("sent_back", "needs_review"))
    ]


def _open_layers(strategy: Strategy, states: dict[str, ArtefactState], membership: Membership) -> list[OpenLayer]:
    """The layers on which work is left, for those who may do it; each leads to its first open step."""
    if not membership.may(rights.EDIT_STRATEGY):
        return []
    found = []
    for report in layers.reports():
        own = [states[kind] for kind in report.kinds if kind in states]
        status, done, total = layer_status(own)
        still_open = [step for step in report.steps if step.kind in states and _is_open(states[step.kind])]
        if status.key in ("agreed", "in_review", "left_out") or not still_open:
            continue
        found.append(
            OpenLayer(
                number=report.number,
                name=str(report.name),
                status=status,
                progress=f"{done}/{total}" if status.key == "editing" and total > 1 else "",
                detail=str(report.summary(strategy)),
                url=reverse(still_open[0].url_name, args=[strategy.workspace.slug, strategy.pk]),
            )
        )
    return found


def _is_open(state: ArtefactState) -> bool:
    return state.status.key not in ("agreed", "in_review", "left_out")


def _events(
    workspace: Workspace,
    strategy: Strategy | None,
    states: dict[str, ArtefactState],
    today: dt.date,
    pace: ExecBoard | None,
) -> list[Event]:
    """The next reviews and review dates, soonest first; there is nothing to review before plan and records meet."""
    events = _meetings(workspace, today, pace.targets.calendar) if pace and pace.targets.plan else []
    if strategy is not None:
        page = reverse("strategy:blueprint", kwargs={"slug": workspace.slug, "strategy_id": strategy.pk})
        events += [
            Event(state.artefact.review_on, _("%(name)sの見直し") % {"name": state.artefact}, strategy.name, page)
            for state in states.values()
            if state.artefact.review_on and state.artefact.review_on >= today
        ]
        sla = Sla.objects.for_workspace(workspace).filter(
            artefact__strategy=strategy, artefact__status="agreed", review_on__gte=today
        )
        events += [
            Event(row.review_on, _("営業SLAの見直し"), strategy.name, page)
            for row in sla.order_by("review_on")[:1]
            if row.review_on
        ]
    return sorted(events, key=lambda event: event.day)[:SHOWN]


def _meetings(workspace: Workspace, today: dt.date, calendar: BusinessCalendar) -> list[Event]:
    """週次レビュー on the week's first open day, 月次レビュー on the month's third."""
    slug = {"slug": workspace.slug}
    monday = calendar.add_business_days(week_of(today).end, 1)
    week = week_of(monday).previous()
    month = month_of(today).previous()
    third = calendar.add_business_days(month.end, 3)
    if third < today:
        month = month_of(today)
        third = calendar.add_business_days(month.end, 3)
    return [
        Event(
            monday,
            _("週次レビュー"),
            _("マーケ運用ダッシュボード・%(week)s") % {"week": period_name(week)},
            reverse("kpi:dashboard-marketing", kwargs=slug) + f"?w={period_key(week)}",
        ),
        Event(
            third,
            _("月次レビュー"),
            _("経営ダッシュボード・%(month)s") % {"month": period_name(month)},
            reverse("kpi:dashboard-exec", kwargs=slug) + f"?m={period_key(month)}",
        ),
    ]
