"""Plain keyword-only factories whose defaults make a valid object."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from crm.models import Activity, Company, Deal, Journey, Lead, Source, Stage, StageEvent
from workspaces.models import Membership, Role, User, Workspace

_numbers = itertools.count(1)
PASSWORD = "a-long-test-password"


def make_workspace(*, slug: str = "", name: str = "アクメ株式会社", **fields: Any) -> Workspace:
    return Workspace.objects.create(slug=slug or f"w{next(_numbers)}", name=name, is_setup_done=True, **fields)


def make_user(*, email: str = "", full_name: str = "山田 太郎", **fields: Any) -> User:
    return User.objects.create_user(
        email or f"person{next(_numbers)}@example.com", PASSWORD, full_name=full_name, **fields
    )


def make_member(
    *, workspace: Workspace, role: str, side: str = "", user: User | None = None, **fields: Any
) -> Membership:
    return Membership.objects.create(
        workspace=workspace, user=user or make_user(**fields), role=Role.objects.get(pk=role), side=side
    )


def make_company(*, workspace: Workspace, name: str = "", **fields: Any) -> Company:
    name = name or f"会社{next(_numbers)}"
    return Company.objects.create(workspace=workspace, name=name, name_key=fields.pop("name_key", name), **fields)


def make_source(*, workspace: Workspace, name: str = "", origin: str = "marketing", **fields: Any) -> Source:
    return Source.objects.create(workspace=workspace, name=name or f"流入元{next(_numbers)}", origin=origin, **fields)


def make_lead(*, workspace: Workspace, external_id: str = "", email: str = "", **fields: Any) -> Lead:
    return Lead.objects.create(
        workspace=workspace,
        external_id=external_id or f"L{next(_numbers)}",
        email=email or f"lead{next(_numbers)}@example.co.jp",
        **fields,
    )


def make_journey(
    *, lead: Lead, stage: str = Stage.LEAD, entered_at: dt.datetime | None = None, **fields: Any
) -> Journey:
    """A journey at a stage, with one event for it and every stage before."""
    moment = entered_at or dt.datetime(2026, 10, 1, 1, 0, tzinfo=dt.UTC)
    journey = Journey.objects.create(workspace=lead.workspace, lead=lead, stage=stage, entered_at=moment, **fields)
    previous = ""
    for key in Stage.values[1 : Stage.values.index(stage) + 1]:
        StageEvent.objects.create(
            workspace=lead.workspace,
            journey=journey,
            from_stage=previous,
            to_stage=key,
            occurred_at=moment,
            occurred_on=lead.workspace.local_date(moment),
        )
        previous = key
    return journey


def make_deal(*, workspace: Workspace, **fields: Any) -> Deal:
    return Deal.objects.create(
        workspace=workspace, external_id=fields.pop("external_id", f"D{next(_numbers)}"), **fields
    )


def make_activity(
    *, lead: Lead, type: str = "page_view", occurred_at: dt.datetime | None = None, **fields: Any
) -> Activity:
    return Activity.objects.create(
        workspace=lead.workspace,
        external_id=fields.pop("external_id", f"A{next(_numbers)}"),
        lead=lead,
        type=type,
        occurred_at=occurred_at or dt.datetime(2026, 11, 1, 1, 0, tzinfo=dt.UTC),
        **fields,
    )
