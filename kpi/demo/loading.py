"""Loading and removing the sample company."""
# japanese-data

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import psycopg2
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone, translation

from crm.models import ChangedDay, ChangedLead
from kpi.demo.contracts import write_contracts
from kpi.demo.frame_story import find_patterns, tell_people
from kpi.demo.members import People
from kpi.demo.months import Timeline
from kpi.demo.people import plan_story
from kpi.demo.readings import write_readings
from kpi.demo.records import RecordWriter
from kpi.demo.series import SeriesWriter
from kpi.demo.strategy_story import write_strategy
from kpi.models import RecomputeRun
from kpi.services.queue import queue_recompute
from kpi.services.recompute import recompute_workspace
from workspaces.calendar import calendar_for
from workspaces.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_SLUG
from workspaces.models import ClosingDay, Membership, User, Workspace, WorkspaceModel
from workspaces.services.workspaces import purge_demo

COMPANY_NAME = "サンプル業務クラウド株式会社"
# Colleagues in the story who have no sign-in.
COLLEAGUES = [("ogawa@demo.example", "小川 翔太", "sales", "")]
SELLERS = ["sales@demo.example", "ogawa@demo.example"]
# The hour of the story when it is loaded for another day than today.
HOUR = dt.time(10, 42)
# The last closed month is the seventh of the fiscal year.
MONTHS_INTO_YEAR = 7
NEW_YEAR = [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)]


class NotInProduction(Exception):
    """Known passwords have no place beside real records."""


class SlugInUse(Exception):
    """A real workspace bears the sample's name."""


@dataclass(frozen=True)
class LoadedDemo:
    """What was loaded, and how many rows of each kind."""

    workspace: Workspace
    as_of: dt.date
    counts: dict[str, int] = field(default_factory=dict)


def load_demo(*, as_of: dt.date | None = None, now: dt.datetime | None = None) -> LoadedDemo:
    """Load the sample company as it stands on `as_of` (default: today); one that is there already is replaced.

    The last closed month holds the story's printed figures; the fiscal year is laid so that it is the seventh. Every
    page is complete afterwards, nothing waits to be recomputed. Raises NotInProduction and SlugInUse.
    """
    if settings.APP_ENV == "production":
        raise NotInProduction
    with transaction.atomic():
        _purge()
        workspace = Workspace(slug=DEMO_SLUG, name=COMPANY_NAME, is_demo=True, is_setup_done=True)
        moment = _moment_of(workspace, as_of, now or timezone.now())
        loaded, timeline, members = _write_records(workspace, workspace.local_date(moment), moment)
    try:
        with transaction.atomic():
            _compute(workspace, timeline, members, knows_tables=_refresh_statistics())
    except BaseException:
        _purge()
        raise
    # What the steps above asked for once more would change nothing.
    RecomputeRun.objects.for_workspace(workspace).filter(state=RecomputeRun.State.QUEUED).delete()
    return loaded


def remove_demo() -> bool:
    """Take the sample company away with everything in it, and its people's accounts; False when it is not there.

    Raises SlugInUse when the workspace of that name is a real one.
    """
    removed = _purge()
    # Somebody who was made a member elsewhere stays.
    emails = [account[0] for account in [*DEMO_ACCOUNTS, *COLLEAGUES]]
    User.objects.filter(email__in=emails, memberships__isnull=True).delete()
    return removed


def _purge() -> bool:
    """Remove the records; accounts stay, so that whoever is signed in while it is loaded anew remains so."""
    workspace = Workspace.objects.filter(slug=DEMO_SLUG).first()
    if workspace is None:
        return False
    if not workspace.is_demo:
        raise SlugInUse
    purge_demo(workspace=workspace)
    return True


def _moment_of(workspace: Workspace, as_of: dt.date | None, now: dt.datetime) -> dt.datetime:
    if as_of is None or as_of == workspace.local_date(now):
        return now
    return dt.datetime.combine(as_of, HOUR, tzinfo=workspace.zone)


def _write_records(workspace: Workspace, as_of: dt.date, now: dt.datetime) -> tuple[LoadedDemo, Timeline, People]:
    workspace.fiscal_year_first_month = (as_of.month - MONTHS_INTO_YEAR - 1) % 12 + 1
    workspace.created_at = now - dt.timedelta(days=600)
    workspace.save()
    _closing_days(workspace, as_of)
    timeline = Timeline(as_of, now, calendar_for(workspace))
    members = _members(workspace, timeline)
    counts = RecordWriter(workspace, timeline, members).write(plan_story(timeline))
    write_contracts(workspace)
    counts["series"] = SeriesWriter(workspace, timeline).write()
    return LoadedDemo(workspace, as_of, counts), timeline, members


def _closing_days(workspace: Workspace, as_of: dt.date) -> None:
    """The days around the coming New Year."""
    ClosingDay.objects.bulk_create(
        ClosingDay(workspace=workspace, day=dt.date(as_of.year + (month == 1), month, day), name="年末年始休業")
        for month, day in NEW_YEAR
    )


def _members(workspace: Workspace, timeline: Timeline) -> People:
    since = timeline.moment(timeline.first_day(0), 9)
    users, password = {}, make_password(DEMO_PASSWORD)
    for order, (email, name, role, side) in enumerate([*DEMO_ACCOUNTS, *COLLEAGUES]):
        user = User.objects.filter(email=email).first() or User(email=email)
        user.full_name, user.is_active, user.last_workspace = name, True, workspace
        user.password = make_password(None) if (email, name, role, side) in COLLEAGUES else password
        user.save()
        Membership.objects.create(
            workspace=workspace,
            user=user,
            role_id=role,
            side=side,
            started_at=since + dt.timedelta(minutes=order),
        )
        users[email] = user
    return People(
        marketer=users["marketer@demo.example"],
        sellers=[users[email] for email in SELLERS],
        executive=users["exec@demo.example"],
        manager=users["manager@demo.example"],
    )


def _refresh_statistics() -> bool:
    """Let the planner know the full tables at once instead of a minute later; False where only others may ask for it."""
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, WorkspaceModel)]
    owner = psycopg2.connect(settings.DATABASE_OWNER_URL, dbname=connection.settings_dict["NAME"])
    try:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'crm_activity'::regclass")
            if not cursor.fetchone()[0]:
                return False
            cursor.execute(f"ANALYZE {', '.join(tables)}")
            return True
    finally:
        owner.close()


def _compute(workspace: Workspace, timeline: Timeline, members: People, *, knows_tables: bool) -> None:
    """The design with the figures shown at its agreements; then targets, scores, candidates, roll-ups and snapshots by
    the product's own run."""
    with translation.override(workspace.language):
        write_strategy(workspace, timeline, members)
        write_readings(workspace, timeline.as_of)
    if not knows_tables:
        # Tables that the planner believes empty are not to be joined row by row.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = off")
    queue_recompute(workspace_id=workspace.pk, reasons={"records", "plan", "rule"})
    recompute_workspace(workspace_id=workspace.pk, now=timeline.now)
    find_patterns(workspace, timeline)
    tell_people(workspace, timeline)
    ChangedLead.objects.for_workspace(workspace).delete()
    ChangedDay.objects.for_workspace(workspace).delete()
