"""Verdicts on attribute values: findings where there are some, silence where there are none."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targeting.calc.evidence import ValueCount, fisher_p, judge


def by_value(evidence):
    return {row.value: row for row in evidence.rows}


def test_fisher_on_the_lady_tasting_tea():
    assert fisher_p(4, 3, 8, 4) == pytest.approx(0.485714, abs=1e-6)


def test_a_value_that_wins_more_often():
    counts = [ValueCount("industry", "製造", 74, 23), ValueCount("industry", "小売", 170, 20)]
    rows = by_value(judge(counts, n=244, won=43))
    assert rows["製造"].verdict == "strong"
    assert rows["小売"].verdict == "weak"
    assert rows["製造"].win_rate == pytest.approx(0.3108, abs=1e-4)
    assert rows["製造"].lift == pytest.approx(1.7637, abs=1e-4)
    assert (rows["製造"].low, rows["製造"].high) == (pytest.approx(0.2169, abs=1e-4), pytest.approx(0.4234, abs=1e-4))
    assert (rows["小売"].low, rows["小売"].high) == (pytest.approx(0.0775, abs=1e-4), pytest.approx(0.1747, abs=1e-4))
    assert rows["製造"].p == pytest.approx(0.000471, abs=1e-6)
    # Two values that make up everything are the same comparison twice.
    assert rows["製造"].p == pytest.approx(rows["小売"].p)


def test_the_same_rates_in_small_numbers_are_no_finding():
    counts = [ValueCount("industry", "製造", 10, 3), ValueCount("industry", "小売", 234, 40)]
    rows = by_value(judge(counts, n=244, won=43))
    assert (rows["製造"].verdict, rows["製造"].p, rows["製造"].q) == ("insufficient", None, None)
    assert rows["小売"].verdict == "none"


def test_twenty_cases_can_be_tested_nineteen_not():
    counts = [ValueCount("a", "x", 19, 19), ValueCount("a", "y", 20, 20), ValueCount("a", "z", 161, 11)]
    rows = by_value(judge(counts, n=200, won=50))
    assert (rows["x"].verdict, rows["y"].verdict, rows["z"].verdict) == ("insufficient", "strong", "weak")


def test_below_twenty_wins_nothing_is_said():
    evidence = judge([ValueCount("a", "x", 100, 19), ValueCount("a", "y", 100, 0)], n=200, won=19)
    assert {row.verdict for row in evidence.rows} == {"insufficient"}
    assert not evidence.is_sufficient


def test_many_comparisons_raise_the_bar():
    lucky = ValueCount("a", "lucky", 50, 20)
    alone = judge([lucky], n=1000, won=270)
    assert alone.rows[0].verdict == "strong"
    crowd = [ValueCount("b", str(number), 50, 13) for number in range(19)]
    assert by_value(judge([lucky, *crowd], n=1000, won=270))["lucky"].verdict == "none"


@pytest.mark.parametrize("value", ["", "不明", "unknown", "Other", "その他", "NULL", "なし"])
def test_unknown_is_tested_but_never_adopted(value):
    row = judge([ValueCount("origin", value, 100, 60)], n=1000, won=200).rows[0]
    assert (row.verdict, row.can_adopt) == ("strong", False)


def test_findings_come_first():
    counts = [
        ValueCount("a", "few", 5, 1),
        ValueCount("a", "same", 300, 60),
        ValueCount("a", "worse", 300, 20),
        ValueCount("a", "better", 300, 120),
    ]
    assert [row.value for row in judge(counts, n=1000, won=210).rows] == ["better", "worse", "same", "few"]


@pytest.mark.parametrize("count", [(5, 6), (11, 5), (10, 9), (10, 1)])
def test_counts_that_do_not_fit_the_totals_are_refused(count):
    with pytest.raises(ValueError, match="does not fit"):
        judge([ValueCount("a", "x", *count)], n=10, won=5)


def test_no_values_and_no_cases():
    evidence = judge([], n=0, won=0)
    assert (evidence.rows, evidence.win_rate) == ((), None)


tables = st.lists(
    st.integers(0, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_verdicts_follow_the_rate_and_the_correction(cells):
    counts = [ValueCount("a", str(number), n, won) for number, (n, won) in enumerate(cells)]
    evidence = judge(counts, n=sum(n for n, _won in cells), won=sum(won for _n, won in cells))
    assert len(evidence.rows) == len(counts)
    for row in evidence.rows:
        if row.verdict in ("strong", "weak"):
            assert row.p <= row.q <= 0.05
            assert (row.lift > 1) == (row.verdict == "strong")
        if row.verdict == "insufficient":
            assert row.q is None


def folder() -> Path:
    return Path(os.environ["REAL_DATA_DIR"])


real_data = [
    pytest.mark.real_data,
    pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder"),
]


def read(path: str) -> list[dict[str, str]]:
    with (folder() / path).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


class TestRealRecords:
    pytestmark = real_data

    def test_olist_origins(self):
        won = {row["mql_id"] for row in read("olist_funnel/olist_closed_deals_dataset.csv")}
        leads = read("olist_funnel/olist_marketing_qualified_leads_dataset.csv")
        n = Counter(row["origin"] for row in leads)
        hits = Counter(row["origin"] for row in leads if row["mql_id"] in won)
        evidence = judge([ValueCount("origin", value, n[value], hits[value]) for value in n], n=8000, won=842)
        strong = {row.value for row in evidence.with_verdict("strong")}
        # The 60 leads without an origin win often too; like "unknown" they can be seen, not adopted.
        assert strong == {"unknown", "organic_search", "paid_search", ""}
        assert {row.value for row in evidence.rows if row.can_adopt} & strong == {"organic_search", "paid_search"}
        assert {row.value for row in evidence.with_verdict("weak")} == {"social", "email", "other"}

    def test_maven_declares_no_winning_sector(self):
        sectors = {row["account"]: row["sector"] for row in read("maven_crm/accounts.csv")}
        closed = [row for row in read("maven_crm/sales_pipeline.csv") if row["deal_stage"] in ("Won", "Lost")]
        n = Counter(sectors.get(row["account"], "") for row in closed)
        won = Counter(sectors.get(row["account"], "") for row in closed if row["deal_stage"] == "Won")
        assert (sum(n.values()), sum(won.values())) == (6711, 4238)
        evidence = judge([ValueCount("sector", value, n[value], won[value]) for value in n], n=6711, won=4238)
        assert {row.verdict for row in evidence.rows} == {"none"}

    def test_the_published_fisher_example(self):
        text = (folder() / "oracles/published_worked_examples.json").read_text()
        case = json.loads(text)["statistics"][1]
        (a, b), (c, d) = case["table"]
        assert fisher_p(a + b, a, a + b + c + d, a + c) == pytest.approx(case["derived"]["p_two_sided"], abs=1e-6)
