from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from channels.content import (
    cautions_of_channels,
    problems_of_channels,
    problems_of_content,
    snapshot_of_channels,
    snapshot_of_content,
)
from channels.defaults import CHANNELS
from channels.layer import channel_figures, content_figures
from channels.models import ContentCell, PlannedChannel
from strategy import layers
from strategy.models import ArtefactVersion, Strategy
from strategy.services.artefacts import start_draft


def agree(artefact: ArtefactVersion) -> None:
    ArtefactVersion.objects.filter(pk=artefact.pk).update(status="agreed")


def test_the_layer_bears_the_framework_words() -> None:
    report = layers.report_for(3)
    assert (str(report.name), str(report.question)) == ("チャネル・コンテンツ戦略", "どこで、何を伝えるか")


def test_the_shipped_table_is_the_framework_one() -> None:
    table = {str(channel.name): (channel.months_to_effect, channel.stages) for channel in CHANNELS}
    assert table == {
        "SEO・ブログ": (6, ("awareness", "consideration")),
        "リスティング広告": (1, ("consideration", "decision")),
        "ホワイトペーパー": (3, ("awareness", "consideration")),
        "メールマーケティング": (3, ("consideration", "decision")),
        "ウェビナー・セミナー": (2, ("consideration", "decision")),
        "展示会・イベント": (0, ("awareness", "consideration")),
        "SNS（LinkedIn等）": (6, ("awareness",)),
    }


def test_figures_of_the_mix(mix: ArtefactVersion) -> None:
    assert channel_figures(mix) == {"cost": 2740000, "leads": 361, "shortfall": 83}


def test_a_revision_begins_with_the_same_contents(strategy: Strategy, mix: ArtefactVersion) -> None:
    content = strategy.artefacts.get(kind="content")
    for artefact, snapshot in ((mix, snapshot_of_channels), (content, snapshot_of_content)):
        agree(artefact)
        assert snapshot(start_draft(strategy=strategy, kind=artefact.kind, actor=None)) == snapshot(artefact)


def test_what_keeps_the_mix_from_being_settled(strategy: Strategy, mix: ArtefactVersion) -> None:
    assert problems_of_channels(mix) == ["次の導線がないチャネルがあります: 展示会・イベント"]
    PlannedChannel.objects.filter(artefact=mix).update(next_step="商談")
    assert problems_of_channels(ArtefactVersion.objects.get(pk=mix.pk)) == []


@pytest.mark.parametrize(
    ("kept", "missing"),
    [(["seo"], "早い成果（1〜3か月）"), (["search_ads"], "成長の土台（6〜12か月）"), (["seo", "search_ads"], "")],
)
def test_a_track_without_a_channel_is_said_before_the_layer_is_completed(
    strategy: Strategy, mix: ArtefactVersion, marketer: Client, kept: list[str], missing: str
) -> None:
    rows = PlannedChannel.objects.filter(artefact=mix)
    rows.exclude(key__in=kept).update(is_active=False)
    found = cautions_of_channels(ArtefactVersion.objects.get(pk=mix.pk))
    assert [missing in sentence for sentence in found] == [True] * bool(missing)
    page = marketer.get(f"/w/{strategy.workspace.slug}/s/{strategy.pk}/l3/check").content.decode()
    assert ("このまま完了にする" in page) is bool(missing)
    assert not missing or found[0] in page


def test_a_cell_set_aside_needs_its_reason(strategy: Strategy) -> None:
    content = strategy.artefacts.get(kind="content")
    assert problems_of_content(content) == [] and content_figures(content) == {"assets": 0, "gaps": 12}
    ContentCell.objects.filter(artefact=content, stage_key="decision").update(is_not_applicable=True)
    assert len(problems_of_content(content)) == 1


@pytest.mark.parametrize(("model", "kind"), [(PlannedChannel, "channels"), (ContentCell, "content")])
def test_agreed_contents_are_frozen_in_the_database(strategy: Strategy, model: Any, kind: str) -> None:
    artefact = strategy.artefacts.get(kind=kind)
    agree(artefact)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(artefact=artefact).delete()
