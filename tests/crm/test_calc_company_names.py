"""Two spellings of one company are recognised; two companies are not confused."""

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.calc.company_names import clean_domain, company_name_key, domain_of, is_free_mail
from crm.calc.folding import fold_text, is_unknown_text


@pytest.mark.parametrize(
    "name",
    [
        "株式会社ＡＢＣ",
        "ABC株式会社",
        "㈱ＡＢＣ",
        "（株）Abc",
        "ＡＢＣ（株）",
        "㍿ABC",
        "abc",
        " ABC　株式会社 ",
        "ABC Co., Ltd.",
        "ABC Co.,Ltd",
        "ABC Company Limited",
        "ABC, Inc.",
        "ABC Inc",
        "A.B.C. Corporation",
        "ABC K.K.",
        "ABC LLC",
        "カ）ＡＢＣ",
        "ABC(カ",
    ],
)
def test_spellings_of_one_company(name):
    assert company_name_key(name) == "abc"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("有限会社 山田製作所", "山田製作所"),
        ("合同会社ＤＭＭ．ｃｏｍ", "dmmcom"),
        ("エヌ・ティ・ティ・データ", "エヌティティデータ"),
        ("コンピュ－タ－システム", "コンピューターシステム"),
        ("コンピューターシステム", "コンピューターシステム"),
        ("7-Eleven", "7ーeleven"),
        ("株式会社", "株式会社"),
        ("Cosmo", "cosmo"),
        ("Limited Brands", "limitedbrands"),
        ("P&G Japan", "p&gjapan"),
        ("", ""),
        ("医療法人社団 健生会", "健生会"),
    ],
)
def test_keys(name, key):
    assert company_name_key(name) == key


def test_other_companies_stay_apart():
    names = ["山田商事", "山田商店", "コスモ", "コスモス", "ABC", "ABCD", "日本", "新日本"]
    assert len({company_name_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Example.co.jp/about?x=1", "example.co.jp"),
        ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
        ("http://user@example.com:8080", "example.com"),
        ("//example.com/", "example.com"),
        ("info@example.com", "example.com"),
        ("www.example.com.", "example.com"),
        ("example", ""),
        ("not a domain.", ""),
        ("", ""),
    ],
)
def test_domains_are_cleaned(typed, domain):
    assert clean_domain(typed) == domain


def test_domain_of_an_address():
    assert domain_of("Taro@Example.co.jp ") == "example.co.jp"
    assert domain_of('"a@b"@example.com') == "example.com"
    assert domain_of("nobody") == ""
    assert domain_of("@example.com") == ""
    assert domain_of("") == ""


def test_free_mail():
    assert is_free_mail("gmail.com")
    assert is_free_mail("Yahoo.co.jp")
    assert not is_free_mail("example.co.jp")


def test_unknown_words():
    assert all(
        is_unknown_text(word) for word in (None, "", " ", "不明", "Unknown", "ＯＴＨＥＲ", "その他", "NULL", "なし")
    )
    assert not is_unknown_text("製造業")
    assert fold_text(" ＩＴサービス ") == "itサービス"


@given(st.text(max_size=60))
def test_a_key_is_its_own_key_and_never_vanishes(name):
    key = company_name_key(name)
    assert company_name_key(f"株式会社{name}") == key or not key or "株" in name
    if any(letter.isalnum() for letter in name):
        assert key


@pytest.mark.real_data
@pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder")
def test_the_company_register_has_almost_no_false_matches():
    path = Path(os.environ["REAL_DATA_DIR"]) / "japan/EdinetcodeDlInfo_2024-07-21_cp932.csv"
    with path.open(encoding="cp932", newline="") as lines:
        next(lines)
        rows = list(csv.DictReader(lines))
    names_by_key = defaultdict(set)
    for row in rows:
        names_by_key[company_name_key(row["提出者名"])].add(row["提出者名"])
    assert len(rows) == 7732
    assert "" not in names_by_key
    # Keys that several differently written names share: only legal forms in front and behind, width and blanks.
    shared = [names for names in names_by_key.values() if len(names) > 1]
    assert len(shared) < 0.03 * len(rows)
