"""「過去30日で最大20点」 and a cap that several conditions share: worked numbers, ledger, form."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nurturing.calc.conditions import Activity
from nurturing.calc.decay import STANDARD_DECAY, Decay, DecayError, windowed
from nurturing.calc.scoring import LeadFacts, Model, Rule, score
from nurturing.content import copy_rule, rule_snapshot
from nurturing.models import MqlRule, ScoreRule
from nurturing.selectors.rule_models import model_of
from strategy.models import ArtefactVersion
from strategy.selectors import latest_artefact
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from tests.nurturing.test_design_pages import rule_fields

AS_OF = dt.date(2026, 11, 20)


def did(kind, days_ago):
    day = AS_OF - dt.timedelta(days=days_ago)
    return Activity(dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC), day, kind, external_id=f"{kind}{days_ago}")


def rule(key, kind, points, *, cap=None, window=None, decay=None, group=""):
    return Rule(
        key,
        "engagement",
        {"type": kind},
        points,
        per_rule_cap=cap,
        decay=windowed(decay or Decay(), window),
        group=group,
    )


def test_at_most_twenty_in_thirty_days():
    """docs/calculations.md 「期間とグループの上限」: 0, 10 and 29 days ago count, 30 days ago does not."""
    model = Model(1, [rule("prices", "pricing", 10, cap=20, window=30)])
    result = score(LeadFacts({}, [did("pricing", age) for age in (0, 10, 29, 30, 80)]), model, AS_OF)
    assert result.engagement == 20
    assert sum(line.value for line in result.lines) == 20
    assert [line.value for line in result.lines if line.kind == "rule_cap"] == [-10]
    # The oldest of the three leaves the window tomorrow.
    assert result.next_change_on == AS_OF + dt.timedelta(days=1)
    later = score(LeadFacts({}, [did("pricing", age) for age in (0, 10, 29)]), model, AS_OF + dt.timedelta(days=20))
    assert later.engagement == 10


def test_a_window_and_steps_together():
    assert windowed(STANDARD_DECAY, 45).steps == ((30, 0.5), (45, 0.0))
    assert windowed(STANDARD_DECAY, 20).steps == ((20, 0.0),)
    assert windowed(STANDARD_DECAY, None) is STANDARD_DECAY
    gradual = Decay("linear", days=20)
    assert windowed(gradual, 30) is gradual
    with pytest.raises(DecayError):
        windowed(Decay("half_life", days=10), 30)


def test_a_group_shares_its_cap():
    """Downloads 16 + webinar 15 + prices 20: the two of 「資料」 give 25 together, and the ledger adds up to 45."""
    model = Model(
        1,
        [
            rule("download", "download", 8, group="資料"),
            rule("webinar", "webinar", 15, group="資料"),
            rule("prices", "pricing", 20),
        ],
        group_caps={"資料": 25},
        engagement_cap=50,
    )
    facts = LeadFacts({}, [did("download", 1), did("download", 2), did("webinar", 3), did("pricing", 4)])
    result = score(facts, model, AS_OF)
    assert (result.engagement, result.raw_engagement) == (45, 45)
    [line] = [line for line in result.lines if line.kind == "group_cap"]
    assert (line.rule_key, line.value) == ("資料", -6)
    assert sum(line.value for line in result.lines) == 45


@given(
    st.lists(st.integers(0, 60), max_size=8),
    st.lists(st.integers(0, 60), max_size=8),
    st.sampled_from([5, 12.5, 20, 60]),
    st.integers(1, 60),
)
def test_the_lines_always_add_up_and_a_group_never_gives_more(downloads, prices, cap, window):
    model = Model(
        1,
        [rule("d", "download", 7.5, window=window, group="g"), rule("p", "pricing", 10, cap=30, group="g")],
        group_caps={"g": cap},
        engagement_cap=None,
    )
    facts = LeadFacts(
        {}, [did("download", age) for age in set(downloads)] + [did("pricing", age) for age in set(prices)]
    )
    result = score(facts, model, AS_OF)
    assert result.engagement <= cap
    assert sum(line.value for line in result.lines) == pytest.approx(result.engagement)


@pytest.mark.django_db
def test_the_form_keeps_windows_and_groups(acme, cast, client_for):
    plan = create_strategy(workspace=acme, actor=cast["marketer"].user, today=acme.today(), goal=GoalEntry())
    address, client = f"/w/acme/s/{plan.pk}/l4/scoring", client_for("marketer")
    artefact = latest_artefact(plan, "mql_rule")
    before = rule_snapshot(artefact)
    pricing, download = ScoreRule.objects.get(key="pricing"), ScoreRule.objects.get(key="download")
    sent = rule_fields(client.get(address))
    sent[f"rows-{pricing.pk}-window_days"] = "30"
    sent[f"rows-{pricing.pk}-group"] = sent[f"rows-{download.pk}-group"] = "資料"
    assert client.post(address, sent).status_code == 302
    page = client.get(address)
    html = page.content.decode()
    assert "過去30日で最大20点" in html and "グループ「資料」の上限" in html
    sent = rule_fields(page) | {"group-0": "25"}
    assert client.post(address, sent).status_code == 302
    row = MqlRule.objects.get(artefact=artefact)
    assert row.group_caps == {"資料": 25}
    model = model_of(row)
    found = next(one for one in model.rules if one.key == "pricing")
    assert (found.group, found.decay.steps[-1]) == ("資料", (30, 0.0)) and model.group_caps == {"資料": 25}

    after = rule_snapshot(artefact)
    assert after["groups"] == [{"name": "資料", "cap": 25.0}] and "groups" not in before
    ArtefactVersion.objects.filter(pk=artefact.pk).update(status="agreed")
    copy = ArtefactVersion.objects.create(workspace=acme, strategy=plan, kind="mql_rule", number=2)
    copy_rule(artefact, copy)
    assert rule_snapshot(copy) == after


@pytest.mark.django_db
def test_a_gradual_decay_refuses_a_window(acme, cast, client_for):
    plan = create_strategy(workspace=acme, actor=cast["marketer"].user, today=acme.today(), goal=GoalEntry())
    address, client = f"/w/acme/s/{plan.pk}/l4/scoring", client_for("marketer")
    pricing = ScoreRule.objects.get(key="pricing")
    ScoreRule.objects.filter(pk=pricing.pk).update(decay={"kind": "half_life", "days": 30})
    sent = rule_fields(client.get(address)) | {f"rows-{pricing.pk}-window_days": "30"}
    answer = client.post(address, sent)
    assert answer.status_code == 422 and "数える期間を付けられません" in answer.content.decode()
