"""Layer 3 in the current-state analysis and on the roadmap."""

from __future__ import annotations

import datetime as dt

from channels.models import ContentAsset, PlannedChannel
from channels.state import channel_tracks, research_becomes_reason
from strategy.models import ArtefactVersion, Strategy
from strategy.selectors.roadmaps import roadmap_page
from strategy.services.roadmaps import create_roadmap
from strategy.state.facts import facts_of
from tests.channels.test_outlook_page import outlook
from workspaces.models import Membership

TODAY = dt.date(2026, 11, 20)


def test_where_people_look_is_an_unproven_reason(strategy: Strategy) -> None:
    ArtefactVersion.objects.filter(strategy=strategy, kind="channels").update(is_touched=False)
    said = research_becomes_reason(strategy, ["search", "seminar"], None)
    reasons = dict(PlannedChannel.objects.exclude(choice_reason="").values_list("key", "choice_reason"))
    assert {"seo", "search_ads", "webinar"} <= set(reasons)
    assert "検索と専門の記事" in reasons["seo"]
    assert PlannedChannel.objects.get(key="seo").choice_basis == "hypothesis"
    assert "ウェビナー・セミナー" in said


def test_what_somebody_worked_on_stays(strategy: Strategy) -> None:
    ArtefactVersion.objects.filter(strategy=strategy, kind="channels").update(is_touched=True)
    assert research_becomes_reason(strategy, ["mail"], None) == ""


def test_tracks_follow_the_months_to_effect(strategy: Strategy) -> None:
    PlannedChannel.objects.update(is_active=True)
    tracks = channel_tracks(strategy)
    assert "SEO・ブログ" in tracks["base"].channels and "リスティング広告" in tracks["quick"].channels
    assert not set(tracks["quick"].channels) & set(tracks["base"].channels)


def test_roadmap_and_mix_part_the_channels_alike(strategy: Strategy, mix: ArtefactVersion) -> None:
    PlannedChannel.objects.filter(artefact=mix, key="whitepaper").update(months_to_effect=4)
    PlannedChannel.objects.filter(artefact=mix, key="event").update(months_to_effect=6, is_single_event=True)
    tracks = channel_tracks(strategy)
    on_mix = {one.key: [channel.name for channel in one.channels] for one in outlook(strategy, mix).tracks}
    assert (tracks["quick"].channels, tracks["base"].channels) == (on_mix["quick"], on_mix["foundation"])
    assert "ホワイトペーパー" in tracks["base"].channels and "展示会・イベント" in tracks["quick"].channels


def test_the_roadmap_says_which_track_carries_which_leads(
    strategy: Strategy, mix: ArtefactVersion, cast: dict[str, Membership]
) -> None:
    sentences = {key: track.sentence for key, track in channel_tracks(strategy).items()}
    assert sentences["quick"].startswith("2026年4月のリードの") and "2027年3月の" in sentences["quick"]
    roadmap = create_roadmap(
        strategy=strategy, actor=cast["marketer"].user, starts_on=TODAY, size="standard", actions=[]
    )
    lanes = roadmap_page(roadmap, TODAY).lanes
    assert {lane.key: lane.sentence for lane in lanes} == sentences


def test_what_the_mix_says_of_the_questions(strategy: Strategy) -> None:
    ArtefactVersion.objects.filter(strategy=strategy, kind="channels").update(is_touched=True)
    PlannedChannel.objects.update(is_active=True)
    facts = facts_of(strategy, TODAY)
    assert (facts["l3_stages"].floor, facts["l3_balance"].floor, facts["l3_content"].ceiling) == (2, 2, 1)
    PlannedChannel.objects.update(next_step="商談", choice_reason="聞き取り")
    facts = facts_of(strategy, TODAY)
    assert (facts["l3_next"].floor, facts["l3_behaviour"].floor) == (2, 2)
    PlannedChannel.objects.filter(key="event").update(next_step="")
    assert facts_of(strategy, TODAY)["l3_next"].ceiling == 1


def test_what_is_to_be_made_needs_somebody_and_a_day(strategy: Strategy, cast: dict[str, Membership]) -> None:
    assert "l3_plan" not in facts_of(strategy, TODAY)
    for title in ("導入事例", "比較資料"):
        ContentAsset.objects.create(workspace=strategy.workspace, strategy=strategy, title=title, state="idea")
    assert facts_of(strategy, TODAY)["l3_plan"].ceiling == 1
    mine = {"owner": cast["marketer"].user, "due_on": TODAY}
    ContentAsset.objects.filter(title="導入事例").update(**mine)
    half = facts_of(strategy, TODAY)["l3_plan"]
    assert (half.floor, half.ceiling) == (0, 2) and "2本のうち、担当と期日があるのは1本" in half.sentence
    ContentAsset.objects.update(**mine)
    assert facts_of(strategy, TODAY)["l3_plan"].floor == 2
