from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels.layer import broken_links, summary
from channels.models import PlannedChannel
from channels.selectors import channels_of, mix_page
from channels.wording import principles, supply_sentence
from crm.models import StageEvent
from strategy.models import ArtefactVersion, Strategy
from tests.channels.conftest import TODAY
from tests.factories import make_journey, make_lead, make_source
from workspaces.models import Workspace


def address(strategy: Strategy) -> str:
    return reverse("channels:channels", kwargs={"slug": "acme", "strategy_id": strategy.pk})


def text_of(response: Any) -> str:
    return response.content.decode()


def sent(artefact: ArtefactVersion, **changes: str) -> dict[str, Any]:
    """The form as the page would send it, with some fields changed (`{pk}-name`)."""
    artefact.refresh_from_db()
    data: dict[str, Any] = {"token": str(artefact.token), "action": "stay"}
    for channel in PlannedChannel.objects.filter(artefact=artefact):
        prefix = f"rows-{channel.pk}-"
        data |= {
            f"{prefix}name": channel.name,
            f"{prefix}next_step": channel.next_step,
            f"{prefix}stages": channel.stages,
            f"{prefix}months_to_effect": str(channel.months_to_effect),
            f"{prefix}role": channel.role,
        }
        for name in ("monthly_cost_amount", "monthly_lead_count", "starts_on"):
            data[f"{prefix}{name}"] = "" if getattr(channel, name) is None else str(getattr(channel, name))
        if channel.is_active:
            data[f"{prefix}is_active"] = "on"
        if channel.is_single_event:
            data[f"{prefix}is_single_event"] = "on"
    return {**data, **changes}


def of(artefact: ArtefactVersion, key: str) -> PlannedChannel:
    return PlannedChannel.objects.get(artefact=artefact, key=key)


def test_the_seven_channels_stand_there_unticked(marketer: Client, strategy: Strategy) -> None:
    html = text_of(marketer.get(address(strategy)))
    for name in ("SEO・ブログ", "リスティング広告", "ホワイトペーパー", "メールマーケティング", "展示会・イベント"):
        assert name in html
    assert "使うチャネルを選ぶと" in html
    assert "途切れ" not in summary(strategy) and broken_links(strategy) == []


def test_supply_is_compared_with_the_plan(strategy: Strategy, mix: ArtefactVersion) -> None:
    page = mix_page(strategy, channels_of(mix), today=TODAY)
    assert (page.lead_total, page.cost_total) == (361, Decimal(2740000))
    assert supply_sentence(page) == "月83件不足"
    assert page.supply_signal == "act"
    assert [stage.count for stage in page.stages] == [4, 7, 4]


def test_three_principles_each_say_one_sentence(strategy: Strategy, mix: ArtefactVersion) -> None:
    balance, coverage, links = principles(mix_page(strategy, channels_of(mix), today=TODAY))
    assert (balance.signal, balance.sentence) == (
        "watch",
        "費用の81%が早い成果に寄っています。成長の土台は19%です",
    )
    assert (coverage.signal, coverage.sentence) == (
        "good",
        "どの段階にもチャネルがあります（認知4・検討7・決定4）",
    )
    assert (links.signal, links.sentence) == ("watch", "展示会・イベントに次の導線がありません")


def test_the_page_prints_sums_and_verdicts(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    html = text_of(marketer.get(address(strategy)))
    assert "月83件不足" in html and "274万円" in html and 'value="60万円"' in html
    assert html.count('class="btn btn--primary"') == 1


def test_a_channel_without_next_step_is_a_broken_link_to_its_field(strategy: Strategy, mix: ArtefactVersion) -> None:
    (link,) = broken_links(strategy)
    assert link.from_label == "展示会・イベント"
    assert link.url == f"{address(strategy)}#id_rows-{of(mix, 'event').pk}-next_step"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("60万円", 600000),
        ("1.2億", 120000000),
        ("６０万", 600000),
        ("600,000", 600000),
        ("500円", 500),
        ("0", 0),
        ("", None),
    ],
)
def test_costs_are_read_as_typed(
    marketer: Client, strategy: Strategy, mix: ArtefactVersion, typed: str, amount: int | None
) -> None:
    pk = of(mix, "seo").pk
    response = marketer.post(address(strategy), sent(mix, **{f"rows-{pk}-monthly_cost_amount": typed}))
    assert response.status_code == 302
    assert of(mix, "seo").monthly_cost_amount == amount


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("monthly_cost_amount", "60", "単位を付けて入力してください（例: 60万円）"),
        ("monthly_cost_amount", "高い", "金額で入力してください（例: 60万円）"),
        ("monthly_lead_count", "たくさん", "数で入力してください（例: 94）"),
        ("name", "", "チャネルの名前が未入力です"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    marketer: Client, strategy: Strategy, mix: ArtefactVersion, name: str, typed: str, sentence: str
) -> None:
    field = f"rows-{of(mix, 'seo').pk}-{name}"
    response = marketer.post(address(strategy), sent(mix, **{field: typed}))
    html = text_of(response)
    assert response.status_code == 422
    assert html.count(sentence) == 2 and f'href="#id_{field}"' in html


def test_ticks_stages_and_reasons_are_saved(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    pk = of(mix, "seo").pk
    data = sent(mix, **{f"rows-{pk}-choice_reason": "担当者が検索で調べる", f"rows-{pk}-stages": ["decision"]})
    del data[f"rows-{pk}-is_active"]
    marketer.post(address(strategy), data)
    channel = of(mix, "seo")
    assert (channel.is_active, channel.stages, channel.choice_reason) == (False, ["decision"], "担当者が検索で調べる")


def test_a_typed_number_of_leads_is_an_assumption(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    pk = of(mix, "seo").pk
    marketer.post(address(strategy), sent(mix, **{f"rows-{pk}-monthly_lead_count": "70件"}))
    assert (of(mix, "seo").monthly_lead_count, of(mix, "seo").provenance) == (70, {"kind": "assumed"})


def test_leads_are_taken_over_from_the_records(
    marketer: Client, strategy: Strategy, mix: ArtefactVersion, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "today", lambda self: TODAY)
    source = make_source(workspace=acme, name="ブログ", channel="seo")
    PlannedChannel.objects.filter(artefact=mix, key="seo").update(source=source)
    for _number in range(9):
        make_journey(lead=make_lead(workspace=acme, source=source))
    pk = of(mix, "seo").pk
    marketer.post(address(strategy), sent(mix, action=f"actual-{pk}", **{f"rows-{pk}-source": str(source.pk)}))
    channel = of(mix, "seo")
    assert StageEvent.objects.count() == 9
    assert (channel.monthly_lead_count, channel.provenance["kind"], channel.provenance["n"]) == (
        Decimal("1.5"),
        "actual",
        9,
    )


def test_a_channel_is_added_and_deleted(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    marketer.post(address(strategy), sent(mix, action="add"))
    added = of(mix, "own-2")
    assert added.name == "新しいチャネル"
    marketer.post(address(strategy), sent(mix, action=f"delete-{added.pk}"))
    assert not PlannedChannel.objects.filter(pk=added.pk).exists()


def test_a_stale_save_shows_both_values(
    marketer: Client, client_for: Any, strategy: Strategy, mix: ArtefactVersion
) -> None:
    field = f"rows-{of(mix, 'event').pk}-next_step"
    mine = sent(mix, **{field: "お礼メール"})
    client_for("manager").post(address(strategy), sent(mix, **{field: "電話"}))
    response = marketer.post(address(strategy), mine)
    html = text_of(response)
    assert response.status_code == 409
    assert "お礼メール" in html and "電話" in html
    assert html.count('name="keep-') == 2, "only the field that differs is asked"
    assert of(mix, "event").next_step == "電話"


def test_an_autosave_answers_with_the_next_token(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    field = f"rows-{of(mix, 'event').pk}-next_step"
    response = marketer.post(address(strategy), sent(mix, **{field: "お礼メール"}), headers={"x-autosave": "1"})
    assert (response.status_code, response["X-Draft-Token"]) == (204, "1")


def test_readers_see_the_mix_without_fields(client_for: Any, strategy: Strategy, mix: ArtefactVersion) -> None:
    html = text_of(client_for("viewer").get(address(strategy)))
    assert "展示会・イベント" in html and "step-form" not in html and "次の導線" in html


def test_queries_do_not_grow_with_channels(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert marketer.get(address(strategy)).status_code == 200
        return len(captured)

    count()
    before = count()
    for number in range(2, 12):
        PlannedChannel.objects.create(
            workspace=strategy.workspace, artefact=mix, key=f"own-{number}", position=9, name=f"媒体{number}"
        )
    assert count() == before


def test_an_agreed_mix_cannot_be_changed(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    data = sent(mix, **{f"rows-{of(mix, 'event').pk}-next_step": "電話"})
    ArtefactVersion.objects.filter(pk=mix.pk).update(status="agreed")
    assert "改訂を始める" in text_of(marketer.get(address(strategy)))
    marketer.post(address(strategy), data)
    assert of(mix, "event").next_step == ""


def test_the_summary_names_what_is_missing(strategy: Strategy, mix: ArtefactVersion) -> None:
    assert summary(strategy) == "月83件不足・使うチャネル8"
