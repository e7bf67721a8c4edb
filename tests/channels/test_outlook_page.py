from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from channels.content import problems_of_channels
from channels.models import PlannedChannel
from channels.selectors import channels_of, mix_page
from channels.selectors.content_map import axes_of
from channels.selectors.mix import ramping_channels
from channels.selectors.outlook import attention_of, outlook_of
from strategy.models import ArtefactVersion, Strategy
from tests.channels.conftest import TODAY
from tests.channels.test_mix_page import address, of, sent, text_of
from workspaces.models import Workspace


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workspace, "today", lambda self: TODAY)


def outlook(strategy: Strategy, mix: ArtefactVersion) -> Any:
    channels = channels_of(mix)
    page = mix_page(strategy, channels, today=TODAY)
    return outlook_of(strategy, channels, shortfall=page.supply.shortfall)


def test_supply_stands_beside_the_demand_of_layer_1(strategy: Strategy, mix: ArtefactVersion) -> None:
    found = outlook(strategy, mix)
    assert len(found.months) == 12 and found.has_plan
    assert {month.total for month in found.months} == {361}
    assert sum(month.need for month in found.months) == Fraction(16000, 3)
    assert found.missing == Fraction(16000, 3) - 361 * 12


def test_a_later_start_is_missing_in_its_first_months(strategy: Strategy, mix: ArtefactVersion) -> None:
    first = outlook(strategy, mix).months[0].month
    PlannedChannel.objects.filter(artefact=mix, key="seo").update(starts_on=first)
    months = outlook(strategy, mix).months
    assert [month.by_channel["seo"] for month in (months[0], months[4], months[5])] == [0, 0, Fraction(52, 7)]
    assert months[5].by_track["foundation"] == Fraction(52, 7) + 9


def test_the_page_says_when_what_is_missing_and_what_closes_it(
    marketer: Client, strategy: Strategy, mix: ArtefactVersion
) -> None:
    html = text_of(marketer.get(address(strategy)))
    assert "12か月のうち12か月で必要数に届きません" in html
    assert "いちばん安い補い方: ホワイトペーパーに月28.4万円足す（効果は2か月目から）" in html
    assert "ホワイトペーパーが止まると年1,128件減り" in html
    assert "早い成果" in html and "成長の土台" in html and "のリードの83%" in html


def test_each_track_wants_a_channel(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    PlannedChannel.objects.filter(artefact=mix, key__in=["seo", "social"]).update(is_active=False)
    assert "長く効くチャネルがありません" in text_of(marketer.get(address(strategy)))


def test_a_channel_without_a_reason_cannot_be_agreed(strategy: Strategy, mix: ArtefactVersion) -> None:
    PlannedChannel.objects.filter(artefact=mix, key="seo").update(choice_basis="")
    assert "選定理由がないチャネルがあります: SEO・ブログ" in problems_of_channels(mix)


def test_it_is_too_early_to_judge_while_it_ramps_up(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    PlannedChannel.objects.filter(artefact=mix, key="seo").update(starts_on=dt.date(2026, 10, 1))
    found = ramping_channels(channels_of(mix), today=TODAY)
    assert found == {of(mix, "seo").pk: dt.date(2027, 4, 1)}
    assert "立ち上がり中（2027年4月から）" in text_of(marketer.get(address(strategy)))


def test_an_event_is_spread_over_the_months(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    prefix = f"rows-{of(mix, 'event').pk}-"
    typed = {
        "events_per_year": "2",
        "event_cost_amount": "252万円",
        "event_lead_count": "120",
        "starts_on": "2027-01-21",
    }
    marketer.post(address(strategy), sent(mix, **{prefix + name: value for name, value in typed.items()}))
    fair = of(mix, "event")
    assert (fair.monthly_cost_amount, fair.monthly_lead_count) == (420_000, 20)
    assert [month.by_channel["event"] for month in outlook(strategy, mix).months].count(120) == 1
    assert "1/21" in text_of(marketer.get(address(strategy)))


def test_bands_give_the_leads_when_none_are_typed(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    prefix = f"rows-{of(mix, 'search_ads').pk}-"
    typed = {"monthly_lead_count": "", "band1_up_to": "40万円", "band1_cpl": "10,000", "band2_up_to": "80万円",
             "band2_cpl": "2万円"}  # fmt: skip
    marketer.post(address(strategy), sent(mix, **{prefix + name: value for name, value in typed.items()}))
    page = mix_page(strategy, channels_of(mix), today=TODAY)
    assert of(mix, "search_ads").cost_bands == [["400000", "10000"], ["800000", "20000"]]
    assert page.lead_total == 361 - 38 + 50


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"band1_up_to": "80万円", "band1_cpl": "1万円", "band2_up_to": "40万円", "band2_cpl": "2万円"},
            "費用の小さい順",
        ),
        ({"band1_up_to": "80万円"}, "対で入れてください"),
        ({"starts_on": "2026-10-01", "ends_on": "2026-09-01"}, "終了日が開始日より前です"),
        ({"ramp_from": "6", "ramp_full": "3"}, "効果の出始めより前です"),
        ({"ramp_from": "0"}, "開始した月が1か月目です"),
    ],
)
def test_fields_that_contradict_each_other_are_named(
    marketer: Client, strategy: Strategy, mix: ArtefactVersion, typed: dict[str, str], sentence: str
) -> None:
    prefix = f"rows-{of(mix, 'seo').pk}-"
    response = marketer.post(address(strategy), sent(mix, **{prefix + name: value for name, value in typed.items()}))
    assert response.status_code == 422 and sentence in text_of(response)


def test_where_people_look_stands_beside_the_money(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    seo, ads = of(mix, "seo"), of(mix, "search_ads")
    data = sent(mix, **{f"rows-{seo.pk}-score-researcher": "3", f"rows-{ads.pk}-score-researcher": "0"})
    marketer.post(address(strategy), data)
    assert (of(mix, "seo").audience_scores, of(mix, "search_ads").audience_scores) == (
        {"researcher": 3},
        {"researcher": 0},
    )
    rows = attention_of(channels_of(mix), axes_of(strategy)[1])
    assert (rows[0].channel.key, rows[0].score_share, rows[0].cost_share) == ("seo", 1, Fraction(45, 274))
    assert rows[-1].channel.key == "search_ads"
    assert "よく見られるわりに費用が少ない: SEO・ブログ" in text_of(marketer.get(address(strategy)))


def test_what_the_lead_brings_is_said_in_words_only_as_typed(strategy: Strategy, mix: ArtefactVersion) -> None:
    PlannedChannel.objects.filter(artefact=mix).update(monthly_cost_amount=None, monthly_lead_count=Decimal(0))
    found = outlook(strategy, mix)
    assert found.fix is not None and found.fix.additions == () and found.offs == []
