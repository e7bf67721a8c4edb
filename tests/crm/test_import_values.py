"""Cells, dates, vocabulary, custom types and the guess of the mapping."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from crm.imports import values
from crm.imports.custom import infer_type
from crm.imports.dates import choose_format, day_reader, moment_reader, read_moment
from crm.imports.mapping import Mapping, guess_mapping, resolve_columns, unit_of
from crm.imports.problems import ImportProblem, RefusedValue
from crm.imports.refusals import neutralise

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026/4/1", "2026-04-01"),
        ("2026-04-01", "2026-04-01"),
        ("２０２６年４月１日", "2026-04-01"),
        ("20260401", "2026-04-01"),
        ("2018-02-26 19:58:54", "2018-02-26"),
        ("2026-03-31T20:00:00Z", "2026-04-01"),
        ("令和8年4月1日", "2026-04-01"),
        ("R8.4.1", "2026-04-01"),
        ("2026/4/1(水)", "2026-04-01"),
    ],
)
def test_days_that_begin_with_the_year(typed: str, day: str) -> None:
    assert day_reader("", TOKYO)(typed) == day


@pytest.mark.parametrize("typed", ["2026-02-30", "4/1", "1/2/2021", "明日", "0026-01-01"])
def test_days_that_are_refused(typed: str) -> None:
    with pytest.raises(RefusedValue):
        day_reader("", TOKYO)(typed)


def test_a_chosen_format_reads_cells_with_a_time_too() -> None:
    assert read_moment("1/18/2021 0:00", "%m/%d/%Y").day.isoformat() == "2021-01-18"
    assert moment_reader("%d/%m/%Y %H:%M")("18/1/2021 9:05") == "2021-01-18 09:05:00"
    assert moment_reader("")("2026-11-01") == "2026-11-01"
    assert moment_reader("")("2026-11-01T10:00:00+09:00") == "2026-11-01T10:00:00+09:00"


def test_the_day_month_trap_is_seen_only_where_it_is_one() -> None:
    assert choose_format(["1/2/2021", "3/4/2021"]).rival == "%d/%m/%Y"
    assert choose_format(["1/2/2021", "3/14/2021"]) == choose_format(["1/18/2021"])
    assert choose_format(["14/3/2021", "1/2/2021"]).format == "%d/%m/%Y"
    assert choose_format(["1/1/2021"]).rival == ""
    assert choose_format(["2021-01-05", "2021/1/6"]).format == ""


def test_amounts_take_the_unit_of_the_heading_unless_they_name_their_own() -> None:
    assert unit_of("金額(万円)") == unit_of("金額（単位：万円）") == 10_000
    assert unit_of("資本金（百万円）") == 1_000_000 and unit_of("金額(円)") == 1
    assert values.read_amount("1,200", 10_000) == "12000000.00"
    assert values.read_amount("１，２００", 10_000) == "12000000.00"
    assert values.read_amount("1億2000万円", 10_000) == "120000000.00"
    assert values.read_amount("$200,000 ") == "200000.00"


def test_numbers_that_are_refused() -> None:
    for typed in ("十人くらい", "-3", "2.5"):
        with pytest.raises(RefusedValue):
            values.read_count(typed)
    with pytest.raises(RefusedValue):
        values.read_amount("1" * 30)


@pytest.mark.parametrize("typed", ["Ｔａｒｏ@Example.CO.JP", " taro@example.co.jp", "mailto:taro@example.co.jp"])
def test_addresses_are_folded(typed: str) -> None:
    assert values.read_email(typed) == "taro@example.co.jp"


@pytest.mark.parametrize(
    "typed", ["taro", "taro@", "a b@example.com", "a@b@c.jp", "a..b@example.com", "a@[127.0.0.1]", "a@-x.com"]
)
def test_addresses_a_mailing_list_should_not_accept(typed: str) -> None:
    with pytest.raises(RefusedValue):
        values.read_email(typed)


def test_words_of_files() -> None:
    assert values.read_stage("Marketing Qualified Lead", set()) == "mql"
    assert values.read_stage("サブスクライバー", set()) == "subscriber"
    assert values.read_outcome("失注", set()) == "lost" and values.read_outcome("Closed Won", set()) == "won"
    unknown: set[str] = set()
    assert values.read_outcome("Prospecting", unknown) == "open" and unknown == {"Prospecting"}
    assert values.read_consent("名刺交換") == values.read_consent("business_card") == "business_card"
    assert values.read_activity_type("資料ダウンロード") == "download"
    assert values.read_activity_type("独自の行動") == "独自の行動"
    assert values.read_path("https://example.com/pricing?x=1#a") == "/pricing"
    assert values.read_corporate_number("T5-0700-0100-0715") == "5070001000715"
    assert values.read_rate("35%") == values.read_rate("35") == values.read_rate("0.35") == "0.35"
    assert values.read_metric("サイト訪問数") == "site_visits"


@pytest.mark.parametrize(
    ("cells", "data_type"),
    [
        (["1", "２", "1,200", ""], "integer"),
        (["1", "2.5"], "decimal"),
        (["Yes", "no"], "boolean"),
        (["2026-01-02", "2026/3/4"], "date"),
        (["1", "二"], "text"),
        (["0123", "0456"], "text"),
        (["", " "], "text"),
    ],
)
def test_custom_types_are_the_narrowest_that_read_every_value(cells: list[str], data_type: str) -> None:
    assert infer_type(cells) == data_type


def test_headings_of_a_japanese_deals_file_map_themselves() -> None:
    header = ["会社名", "業種", "従業員数", "金額(万円)", "結果", "商談開始日", "受注日"]
    fields = [targets[0] for targets in guess_mapping("deals", header).columns.values()]
    assert fields == [
        "company_name",
        "company_industry",
        "company_employee_count",
        "amount",
        "outcome",
        "opened_on",
        "closed_on",
    ]


def test_headings_of_hubspot_and_salesforce_map_themselves() -> None:
    hubspot = guess_mapping(
        "leads", ["First Name", "Last Name", "Email", "Associated Company", "Lifecycle Stage", "Job Title"]
    )
    assert [one[0] for one in hubspot.columns.values()] == [
        *("given_name", "family_name", "email", "company_name", "stage", "job_title")
    ]
    salesforce = guess_mapping(
        "leads", ["Id", "LastName", "FirstName", "Company", "LeadSource", "CreatedDate", "ConvertedOpportunityId"]
    )
    assert [one[0] for one in salesforce.columns.values()] == [
        *("external_id", "family_name", "given_name", "company_name", "source", "created_on", "deal_external_id")
    ]
    deals = guess_mapping("deals", ["Deal Name", "Amount", "Deal Stage", "Close Date"])
    assert deals.columns["Deal Stage"] == ["stage", "outcome"]


def test_a_kana_column_is_not_taken_for_the_name() -> None:
    guessed = guess_mapping("companies", ["会社名（カナ）", "会社名"])
    assert guessed.columns == {"会社名（カナ）": ["name_kana"], "会社名": ["name"]}


def test_mapping_files_say_what_is_wrong() -> None:
    for document in ([], {"colums": {}}, {"columns": ["a"]}):
        with pytest.raises(ImportProblem):
            Mapping.from_json(document)
    with pytest.raises(ImportProblem, match="ファイルに列「x」がありません"):
        resolve_columns("leads", Mapping.from_json({"columns": {"x": "email"}}), ["y"])
    with pytest.raises(ImportProblem, match="項目「nothing」はありません"):
        resolve_columns("leads", Mapping.from_json({"columns": {"x": "nothing"}}), ["x"])


def test_a_column_may_feed_several_fields_and_names_may_differ_in_width() -> None:
    mapping = Mapping.from_json({"columns": {"MQL_ID": ["external_id", "custom.code"]}, "constants": {"source": "WP"}})
    columns = resolve_columns("leads", mapping, ["ｍｑｌ_ｉｄ"])
    assert [(one.position, one.field.name, one.is_custom) for one in columns] == [
        (0, "external_id", False),
        (0, "code", True),
        (None, "source", False),
    ]


def test_cells_that_spreadsheets_would_execute_are_neutralised() -> None:
    assert (
        neutralise("=1+1") == "'=1+1" and neutralise("＠SUM(A1)").startswith("'") and neutralise("\t=1").startswith("'")
    )
    assert neutralise("-1,200.5") == "-1,200.5" and neutralise("山田") == "山田"


def test_what_leads_say_about_unnamed_companies_is_kept_with_the_leads() -> None:
    without = guess_mapping("leads", ["LeadId", "Title", "Industry", "Employees"]).columns
    assert (without["Industry"], without["Employees"]) == (["custom.Industry"], ["custom.Employees"])
    named = guess_mapping("leads", ["LeadId", "Company", "Industry", "Employees"]).columns
    assert (named["Industry"], named["Employees"]) == (["company_industry"], ["company_employee_count"])
