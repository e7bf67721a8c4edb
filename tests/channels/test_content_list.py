"""A list of content is shown row by row before it is taken over; until then nothing is stored."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from channels.models import ContentAsset
from strategy.models import Strategy
from tests.channels.test_content_page import address, make_asset, text_of
from workspaces.models import AuditEntry, Membership

pytestmark = pytest.mark.usefixtures("on_the_day")

ROWS = (
    "タイトル\tURL\t形式\t段階\t関与者\t更新日\n"
    "製造業の導入事例\thttps://example.com/case\t導入事例\t検討\t推進者\t2026/05/01\n"
    "\thttps://example.com/none\tブログ記事\t認知\t情報収集者\t\n"
    "比較表\thttps://example.com/compare\t比較資料\t興味\t推進者\t先月\n"
)
CSV = (
    "コンテンツ名,形式,ステージ,対象者,担当者,期日,状態,営業利用,部署\r\n"
    "導入事例 A社,導入事例,検討,推進者,{owner},2026/12/10,企画,使っている,製造\r\n"
    "\r\n"
    ",ブログ記事,認知,情報収集者,,,,,\r\n"
    "比較表,比較資料,検討,推進者,,,準備中,,\r\n"
)


def sent(marketer: Client, strategy: Strategy, rows: str = "", file: bytes = b"", name: str = "list.csv") -> Any:
    data: dict[str, Any] = {"rows": rows}
    if file:
        data["file"] = SimpleUploadedFile(name, file)
    return marketer.post(address(strategy, "assets-paste"), data)


def carried(response: Any) -> str:
    """The rows that the preview hands on."""
    found = re.search(r'name="table" value="([^"]*)"', text_of(response))
    assert found is not None
    return html.unescape(found[1])


def counts(response: Any) -> list[str]:
    """The figures on top of the preview: read, added, known, refused."""
    return re.findall(r"<dd>([\d,]+)</dd>", text_of(response))


def confirmed(marketer: Client, strategy: Strategy, response: Any) -> Any:
    return marketer.post(address(strategy, "assets-import"), {"table": carried(response)}, follow=True)


class TestPreview:
    def test_every_row_is_told_and_nothing_is_stored(self, marketer: Client, strategy: Strategy) -> None:
        make_asset(strategy, "事例", url="https://example.com/case/")
        response = sent(marketer, strategy, ROWS)
        page = text_of(response)
        assert response.status_code == 200 and counts(response) == ["3", "1", "1", "1"]
        assert "コンテンツマップにすでにあります" in page and "題名がありません" in page
        assert "購買ステージ「興味」は選択肢にないため、空欄にします" in page
        assert "更新日「先月」は日付として読めないため、空欄にします" in page
        assert "1本を取り込む" in page
        assert ContentAsset.objects.count() == 1
        assert not AuditEntry.objects.filter(action="content.paste").exists()

    def test_a_row_that_repeats_another_one_names_it(self, marketer: Client, strategy: Strategy) -> None:
        response = sent(marketer, strategy, "事例\thttps://a.example/1\n\n事例 改訂\thttps://a.example/1\n")
        assert counts(response) == ["2", "1", "1", "0"]
        assert "1行目と同じです" in text_of(response)

    def test_nothing_new_offers_no_import(self, marketer: Client, strategy: Strategy) -> None:
        make_asset(strategy, "事例")
        page = text_of(sent(marketer, strategy, "事例"))
        assert "新しく追加するものはありません" in page and 'name="table"' not in page

    def test_a_file_is_numbered_as_its_rows_are(
        self, marketer: Client, strategy: Strategy, cast: dict[str, Membership]
    ) -> None:
        content = CSV.format(owner=cast["manager"].user.short_name).encode("cp932")
        response = sent(marketer, strategy, file=content)
        page = text_of(response)
        assert counts(response) == ["3", "2", "0", "1"]
        assert '<td class="num">4</td><td>題名がありません</td>' in page
        assert "状態「準備中」は選択肢にないため、「公開」にします" in page
        assert "使わない列があります: 部署" in page

    def test_a_long_title_says_that_it_is_cut(self, marketer: Client, strategy: Strategy) -> None:
        assert "題名は255文字までにします" in text_of(sent(marketer, strategy, "長" * 256))

    def test_an_empty_list_is_refused(self, marketer: Client, strategy: Strategy) -> None:
        response = sent(marketer, strategy, " ")
        assert response.status_code == 422 and "一覧が空です" in text_of(response)

    def test_more_than_500_rows_are_refused(self, marketer: Client, strategy: Strategy) -> None:
        many = "\n".join(f"記事{number}" for number in range(501))
        for response in (sent(marketer, strategy, many), sent(marketer, strategy, file=f"題名\n{many}".encode())):
            assert response.status_code == 422 and "一度に取り込めるのは500行までです" in text_of(response)
        assert sent(marketer, strategy, file=f"題名\n{many}".encode().rsplit(b"\n", 1)[0]).status_code == 200

    def test_a_file_that_is_no_table_is_refused_in_a_sentence(self, marketer: Client, strategy: Strategy) -> None:
        response = sent(marketer, strategy, file=b"PK\x03\x04broken", name="a.xlsx")
        assert response.status_code == 422 and 'class="error"' in text_of(response)


class TestImport:
    def test_what_was_shown_comes_in(self, marketer: Client, strategy: Strategy) -> None:
        done = confirmed(marketer, strategy, sent(marketer, strategy, ROWS))
        assert "2本を追加しました" in text_of(done)
        case = ContentAsset.objects.get(title="製造業の導入事例")
        assert (case.url, case.kind, case.stage_key, case.role_key, case.updated_on) == (
            *("https://example.com/case", "導入事例", "consideration", "champion"),
            dt.date(2026, 5, 1),
        )
        assert ContentAsset.objects.get(title="比較表").stage_key == ""
        assert AuditEntry.objects.get(action="content.paste").after == {"created": 2}

    def test_a_file_comes_in_with_owner_day_and_use(
        self, marketer: Client, strategy: Strategy, cast: dict[str, Membership]
    ) -> None:
        owner = cast["manager"].user
        content = CSV.format(owner=owner.short_name).encode("cp932")
        confirmed(marketer, strategy, sent(marketer, strategy, file=content))
        case = ContentAsset.objects.get(title="導入事例 A社")
        assert (case.stage_key, case.role_key, case.state, case.sales_use) == (
            *("consideration", "champion", "idea", "used"),
        )
        assert (case.owner, case.due_on) == (owner, dt.date(2026, 12, 10))

    def test_a_title_with_its_address_behind_it_and_a_title_alone(self, marketer: Client, strategy: Strategy) -> None:
        confirmed(marketer, strategy, sent(marketer, strategy, "比較表 https://example.com/compare\nまだ題名だけ"))
        assert ContentAsset.objects.get(title="比較表").url == "https://example.com/compare"
        assert ContentAsset.objects.get(title="まだ題名だけ").url == ""

    def test_commas_part_columns_only_under_headings(self, marketer: Client, strategy: Strategy) -> None:
        for rows in ('題名,URL\n"事例, 改訂",https://a.example/1', "在庫, 出荷, 品質の話"):
            confirmed(marketer, strategy, sent(marketer, strategy, rows))
        assert set(ContentAsset.objects.values_list("title", "url")) == {
            ("事例, 改訂", "https://a.example/1"),
            ("在庫, 出荷, 品質の話", ""),
        }

    def test_confirming_twice_adds_nothing_twice(self, marketer: Client, strategy: Strategy) -> None:
        response = sent(marketer, strategy, "事例\thttps://a.example/1")
        confirmed(marketer, strategy, response)
        done = confirmed(marketer, strategy, response)
        assert "0本を追加しました（すでにあったもの 1本）" in text_of(done)
        assert ContentAsset.objects.count() == 1

    @pytest.mark.parametrize("table", ["", "[", "[1]", '{"a": 1}', '[["x", ["題名"]]]', "[[1, 2]]"])
    def test_what_no_preview_handed_on_is_refused(self, marketer: Client, strategy: Strategy, table: str) -> None:
        response = marketer.post(address(strategy, "assets-import"), {"table": table})
        assert response.status_code == 422 and "一覧を受け取れませんでした" in text_of(response)
        assert not ContentAsset.objects.exists()
