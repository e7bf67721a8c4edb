"""Roll-ups equal a raw count over the records, after every kind of change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.changes import mark_days_changed
from crm.funnel import counted_entries
from crm.models import CHAIN, Deal, Lead, SeriesMetric, SeriesValue, Source, StageEvent
from kpi.models import DailyFigure
from kpi.services.rollups import roll_up, roll_up_everything
from nurturing.models import HandOff
from tests.factories import make_company, make_deal, make_journey, make_lead, make_source
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
UTC = dt.UTC


def moment(day: int, hour: int = 3, month: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=UTC)


def stored(workspace: Workspace, metric: str) -> dict[tuple[dt.date, int | None], Decimal]:
    rows = DailyFigure.objects.for_workspace(workspace).filter(metric=metric)
    return {(row.day, row.source_id): row.value for row in rows}


def counted(workspace: Workspace, stage: str) -> dict[tuple[dt.date, int | None], int]:
    entries = counted_entries(workspace, stage).select_related("journey__lead")
    return dict(Counter((entry.occurred_on, entry.journey.lead.source_id) for entry in entries))


def assert_equal_to_records(workspace: Workspace) -> None:
    for stage in CHAIN:
        assert stored(workspace, stage) == counted(workspace, stage), stage
    won = Deal.objects.for_workspace(workspace).filter(outcome="won", closed_on__isnull=False).select_related("lead")
    assert stored(workspace, "won") == dict(Counter((d.closed_on, d.lead.source_id if d.lead else None) for d in won))


def mark_all(workspace: Workspace) -> None:
    mark_days_changed(workspace, set(StageEvent.objects.for_workspace(workspace).values_list("occurred_on", flat=True)))


def test_entries_are_counted_by_local_day_and_source(acme: Workspace) -> None:
    web = make_source(workspace=acme, name="Web")
    # 15:30 UTC is half past midnight in Tokyo: the next local day.
    make_journey(
        lead=make_lead(workspace=acme, source=web), stage="mql", entered_at=dt.datetime(2026, 10, 1, 15, 30, tzinfo=UTC)
    )
    make_journey(lead=make_lead(workspace=acme), entered_at=moment(2))
    mark_all(acme)

    assert roll_up(workspace=acme) == 1
    assert stored(acme, "lead") == {(dt.date(2026, 10, 2), web.pk): 1, (dt.date(2026, 10, 2), None): 1}
    assert stored(acme, "mql") == {(dt.date(2026, 10, 2), web.pk): 1}
    assert DailyFigure.objects.get(metric="mql").origin == "marketing"
    assert_equal_to_records(acme)


def test_a_second_roll_up_changes_nothing(acme: Workspace) -> None:
    make_journey(lead=make_lead(workspace=acme), entered_at=moment(2))
    mark_all(acme)
    roll_up(workspace=acme)
    before = list(DailyFigure.objects.order_by("pk").values_list("pk", "day", "metric", "value"))

    assert roll_up(workspace=acme) == 0
    roll_up_everything(workspace=acme)
    assert list(DailyFigure.objects.order_by("pk").values_list("pk", "day", "metric", "value")) == before


def test_test_leads_and_people_at_existing_customers_are_left_out(acme: Workspace) -> None:
    customer = make_company(workspace=acme)
    make_deal(workspace=acme, company=customer, outcome="won", closed_on=dt.date(2026, 9, 1), amount=100)
    make_journey(lead=make_lead(workspace=acme, company=customer), stage="sql", entered_at=moment(2))
    make_journey(lead=make_lead(workspace=acme, is_test=True), stage="mql", entered_at=moment(2))
    make_journey(lead=make_lead(workspace=acme), entered_at=moment(2))
    mark_all(acme)
    roll_up(workspace=acme)

    assert sum(stored(acme, "lead").values()) == 1
    assert sum(stored(acme, "lead.uncounted").values()) == 2
    assert sum(stored(acme, "sql").values()) == 0
    assert_equal_to_records(acme)


def test_a_win_that_is_entered_late_takes_later_leads_of_that_company_out(acme: Workspace) -> None:
    company = make_company(workspace=acme)
    make_journey(lead=make_lead(workspace=acme, company=company), entered_at=moment(20))
    mark_all(acme)
    roll_up(workspace=acme)
    assert sum(stored(acme, "lead").values()) == 1

    deal = make_deal(workspace=acme, company=company, outcome="won", closed_on=dt.date(2026, 10, 1), amount=100)
    mark_days_changed(acme, [deal.closed_on])
    roll_up(workspace=acme)
    assert sum(stored(acme, "lead").values()) == 0
    assert_equal_to_records(acme)

    deal.delete()
    roll_up(workspace=acme)  # nobody marked the lead's day
    assert sum(stored(acme, "lead").values()) == 1
    assert_equal_to_records(acme)


def test_deals_count_on_their_closing_day_with_or_without_a_lead(acme: Workspace) -> None:
    web = make_source(workspace=acme)
    lead = make_lead(workspace=acme, source=web)
    day = dt.date(2026, 10, 5)
    make_deal(workspace=acme, lead=lead, outcome="won", closed_on=day, amount=Decimal("1500000"))
    make_deal(workspace=acme, outcome="won", closed_on=day, amount=Decimal("700000"))
    make_deal(workspace=acme, lead=lead, outcome="lost", closed_on=day, amount=1)
    roll_up(workspace=acme)

    assert stored(acme, "won") == {(day, web.pk): 1, (day, None): 1}
    assert stored(acme, "won_amount") == {(day, web.pk): Decimal(1500000), (day, None): Decimal(700000)}


def test_changed_deals_move_and_vanish(acme: Workspace) -> None:
    deal = make_deal(workspace=acme, outcome="won", closed_on=dt.date(2026, 10, 5), amount=10)
    roll_up(workspace=acme)
    Deal.objects.filter(pk=deal.pk).update(closed_on=dt.date(2026, 10, 7), amount=20)
    roll_up(workspace=acme)
    assert stored(acme, "won_amount") == {(dt.date(2026, 10, 7), None): 20}
    Deal.objects.filter(pk=deal.pk).update(outcome="lost")
    roll_up(workspace=acme)
    assert not DailyFigure.objects.for_workspace(acme).exists()


def test_a_new_mark_of_a_source_reaches_every_figure(acme: Workspace) -> None:
    source = make_source(workspace=acme, origin="")
    make_journey(lead=make_lead(workspace=acme, source=source), entered_at=moment(2))
    mark_all(acme)
    roll_up(workspace=acme)
    Source.objects.filter(pk=source.pk).update(origin="sales")
    roll_up(workspace=acme)
    assert set(DailyFigure.objects.for_workspace(acme).values_list("origin", flat=True)) == {"sales"}


def test_a_lead_that_gets_its_source_later_moves_there(acme: Workspace) -> None:
    lead = make_lead(workspace=acme)
    make_journey(lead=lead, entered_at=moment(2))
    mark_all(acme)
    roll_up(workspace=acme)
    source = make_source(workspace=acme)
    Lead.objects.filter(pk=lead.pk).update(source=source)
    roll_up_everything(workspace=acme)  # the nightly comparison finds what nobody marked
    assert stored(acme, "lead") == {(dt.date(2026, 10, 2), source.pk): 1}


def test_hand_offs_are_counted_on_the_day_of_each_act_but_not_when_withdrawn(acme: Workspace) -> None:
    for number, state in enumerate(["returned", "withdrawn", "delivered"]):
        lead = make_lead(workspace=acme)
        HandOff.objects.create(
            workspace=acme,
            journey=make_journey(lead=lead, stage="mql", entered_at=moment(2)),
            lead=lead,
            state=state,
            delivered_at=moment(2 + number),
            due_at=moment(5),
            returned_at=moment(9) if state == "returned" else None,
            breached_at=timezone.now() if state == "delivered" else None,
        )
    roll_up(workspace=acme)
    assert stored(acme, "handoff_delivered") == {(dt.date(2026, 10, 2), None): 1, (dt.date(2026, 10, 4), None): 1}
    assert stored(acme, "handoff_returned") == {(dt.date(2026, 10, 9), None): 1}
    assert sum(stored(acme, "handoff_breached").values()) == 1


def test_series_belong_to_the_source_they_name_and_the_whole_is_counted_once(acme: Workspace) -> None:
    web = make_source(workspace=acme, name="Web")
    cost = SeriesMetric.objects.create(workspace=acme, key="cost", name="費用", unit="money")
    visits = SeriesMetric.objects.create(workspace=acme, key="site_visits", name="サイト訪問数")
    day = dt.date(2026, 10, 5)
    for metric, dimension, value in [
        (cost, "Web", 300),
        (cost, "展示会", 200),
        (visits, "", 1000),
        (visits, "/pricing", 400),
        (visits, "Web", 250),
    ]:
        SeriesValue.objects.create(workspace=acme, metric=metric, day=day, dimension=dimension, value=value)
    roll_up(workspace=acme)
    assert stored(acme, "cost") == {(day, web.pk): 300, (day, None): 200}
    assert stored(acme, "site_visits") == {(day, web.pk): 250, (day, None): 750}


def test_another_workspace_is_left_alone(acme: Workspace, other: Workspace) -> None:
    make_journey(lead=make_lead(workspace=other), entered_at=moment(2))
    mark_all(other)
    roll_up(workspace=acme)
    assert not DailyFigure.objects.exists()
    assert roll_up(workspace=other) == 1
