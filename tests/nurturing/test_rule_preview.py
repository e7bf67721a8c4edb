"""What a rule would do: MQLの商談化率 has one set of leads above and below its line, and says which."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from crm.models import Stage
from nurturing.models import MqlRule
from nurturing.selectors.previews import RulePreview, rule_preview
from nurturing.selectors.rule_models import model_of
from strategy.selectors.actuals import actual_rates
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from tests.factories import make_activity, make_journey, make_lead


def by_points(**counts):
    row = [0] * 101
    for point, count in counts.items():
        row[int(point[1:])] = count
    return row


def test_direct_mqls_stand_in_both_or_in_neither():
    found = RulePreview(
        leads=200,
        passing=by_points(p40=60, p70=100),
        handled=by_points(p40=10, p70=50),
        became_sql=by_points(p40=1, p70=15),
        direct=40,
        direct_handled=40,
        direct_became_sql=20,
    )
    outcome = found.at(60)
    assert (outcome.mqls, outcome.handled, outcome.became_sql) == (140, 90, 35)
    assert outcome.sql_rate == pytest.approx(35 / 90)
    assert (found.at(40).handled, found.at(40).became_sql) == (100, 36)


@pytest.mark.django_db
def test_the_rate_names_its_window_and_stands_beside_the_dashboards(acme, cast, client_for):
    plan = create_strategy(workspace=acme, actor=cast["marketer"].user, today=acme.today(), goal=GoalEntry())
    last_month = acme.today().replace(day=1) - dt.timedelta(days=10)
    moment = acme.local_midnight(last_month)
    for number in range(60):
        lead = make_lead(workspace=acme, created_on=last_month)
        make_journey(lead=lead, stage=Stage.SQL if number < 12 else Stage.MQL, entered_at=moment)
        # Twenty ask for a demo; the others looked around and stay far below sixty points.
        if number < 20:
            make_activity(lead=lead, type="demo_request", occurred_at=moment)
    rule = MqlRule.objects.select_related("artefact").get()
    outcome = rule_preview(acme, model_of(rule), today=acme.today()).at(60)
    assert (outcome.mqls, outcome.handled, outcome.became_sql) == (20, 20, 12)

    html = client_for("marketer").get(reverse("nurturing:scoring", args=[acme.slug, plan.pk])).content.decode()
    measured = actual_rates(plan, ["mql", "sql"], acme.today())["mql_to_sql"]
    assert (measured.k, measured.n) == (12, 60)
    assert "12/20" in html and "20.0%（12/60、" in html
    assert f"{last_month:%Y/%-m/%-d}〜" in html or f"{last_month:%Y/%m/%d}〜" in html
