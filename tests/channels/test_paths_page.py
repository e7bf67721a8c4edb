from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from channels.layer import broken_links
from channels.models import PathStep, PlannedChannel
from channels.selectors.paths import channel_named, path_map
from strategy.models import ArtefactVersion, Strategy
from strategy.services.artefacts import start_draft


def address(strategy: Strategy, name: str = "paths") -> str:
    return reverse(f"channels:{name}", kwargs={"slug": "acme", "strategy_id": strategy.pk})


def text_of(response: Any) -> str:
    return response.content.decode()


def of(artefact: ArtefactVersion, key: str) -> PlannedChannel:
    return PlannedChannel.objects.get(artefact=artefact, key=key)


def sent(artefact: ArtefactVersion, **changes: str) -> dict[str, str]:
    """The rows as the page would send them."""
    artefact.refresh_from_db()
    data = {"token": str(artefact.token), "action": "stay"}
    for place in path_map(artefact).places.values():
        if place.channel:
            data |= {f"rows-{place.channel.pk}-next_step": place.channel.next_step,
                     f"rows-{place.channel.pk}-next_how": place.channel.next_how}  # fmt: skip
    for step in PathStep.objects.filter(artefact=artefact):
        data |= {f"steps-{step.pk}-{name}": getattr(step, name) for name in ("from_name", "to_name", "how")}
    for number, place in enumerate(path_map(artefact).open_ends):
        data |= {f"open-{number}-from_name": place.name, f"open-{number}-to_name": "", f"open-{number}-how": ""}
    return {**data, **changes}


def test_a_new_strategy_begins_with_the_example(marketer: Client, strategy: Strategy) -> None:
    html = text_of(marketer.get(address(strategy)))
    found = path_map(strategy.artefacts.get(kind="channels"))
    assert [[place.name for place in route] for route in found.routes] == [
        ["SEO・ブログ", "ホワイトペーパー", "メールマーケティング", "ウェビナー・セミナー", "商談"]
    ]
    assert "目安" in html and "記事の末尾から資料をダウンロード" in html and broken_links(strategy) == []


def test_an_edited_example_is_none_any_more(marketer: Client, strategy: Strategy) -> None:
    artefact = strategy.artefacts.get(kind="channels")
    seo = of(artefact, "seo")
    marketer.post(address(strategy), sent(artefact, **{f"rows-{seo.pk}-next_how": "記事の下のボタン"}))
    assert (of(artefact, "seo").next_how, of(artefact, "seo").is_next_example) == ("記事の下のボタン", False)
    assert of(artefact, "whitepaper").is_next_example


def test_the_picture_names_what_is_broken(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    PlannedChannel.objects.filter(artefact=mix, key="search_ads").update(next_step="料金ページ")
    html = text_of(marketer.get(address(strategy)))
    assert "リスティング広告から料金ページに送ったあと、その先がありません" in html
    assert "展示会・イベントのあとに続くフォローがなく、得たリードの行き先がありません" in html
    assert "つながりなし" in html and "行き止まり" in html and html.count('class="btn btn--primary"') == 1


def test_a_dead_end_has_a_row_of_its_own_that_its_broken_link_names(
    marketer: Client, strategy: Strategy, mix: ArtefactVersion
) -> None:
    PlannedChannel.objects.filter(artefact=mix, key="search_ads").update(next_step="料金ページ")
    urls = [link.url for link in broken_links(strategy)]
    assert f"{address(strategy)}#id_open-0-to_name" in urls
    assert 'id="id_open-0-to_name"' in text_of(marketer.get(address(strategy)))
    data = sent(mix, **{"open-0-to_name": "商"})
    assert marketer.post(address(strategy), data, headers={"x-autosave": "1"}).status_code == 204
    mix.refresh_from_db()
    data |= {"token": str(mix.token), "open-0-to_name": "商談"}
    marketer.post(address(strategy), data, headers={"x-autosave": "1"})
    assert [(step.from_name, step.to_name) for step in PathStep.objects.filter(artefact=mix)] == [
        ("料金ページ", "商談")
    ]
    assert path_map(mix).findings.dead_ends == ()


def test_rows_are_added_changed_and_deleted(marketer: Client, strategy: Strategy, mix: ArtefactVersion) -> None:
    marketer.post(address(strategy), sent(mix, action="add"))
    step = PathStep.objects.get(artefact=mix)
    marketer.post(address(strategy), sent(mix, **{f"steps-{step.pk}-from_name": "ウェビナー",
                                                  f"steps-{step.pk}-to_name": "アンケート → 商談"}))  # fmt: skip
    found = path_map(mix)
    assert found.joint("channel:webinar", "name:アンケート") and found.joint("name:アンケート", "name:商談")
    marketer.post(address(strategy), sent(mix, action=f"delete-{step.pk}"))
    assert not PathStep.objects.filter(artefact=mix).exists()


def test_a_channel_that_is_not_in_use_leads_nobody_on(strategy: Strategy, mix: ArtefactVersion) -> None:
    PlannedChannel.objects.filter(artefact=mix, key="webinar").update(is_active=False)
    (link,) = [link for link in broken_links(strategy) if "使うチャネルに入っていません" in link.sentence]
    assert link.url == f"{address(strategy, 'channels')}#id_rows-{of(mix, 'webinar').pk}-is_active"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ブログ", "seo"),
        ("ウェビナー", "webinar"),
        ("メール", "mail"),
        ("ＳＮＳ", "social"),
        ("比較", "own-1"),
        ("資料", None),
    ],
)
def test_a_part_of_a_name_means_its_channel(mix: ArtefactVersion, name: str, key: str | None) -> None:
    found = channel_named(name, list(PlannedChannel.objects.filter(artefact=mix)))
    assert (found.key if found else None) == key if name != "比較" else found is None or found.key == key


def test_agreed_paths_stay_and_a_revision_begins_with_them(strategy: Strategy, mix: ArtefactVersion) -> None:
    PathStep.objects.create(
        workspace=strategy.workspace, artefact=mix, position=1, from_name="料金ページ", to_name="商談"
    )
    ArtefactVersion.objects.filter(pk=mix.pk).update(status="agreed")
    with pytest.raises(DatabaseError), transaction.atomic():
        PathStep.objects.filter(artefact=mix).update(to_name="電話")
    draft = start_draft(strategy=strategy, kind="channels", actor=None)
    assert [str(step) for step in draft.path_steps.all()] == ["料金ページ → 商談"]


def test_readers_see_the_picture_without_fields(client_for: Any, strategy: Strategy, mix: ArtefactVersion) -> None:
    html = text_of(client_for("viewer").get(address(strategy)))
    assert "paths__svg" in html and "step-form" not in html
