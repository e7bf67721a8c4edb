"""Segments and channels of a plan: summed, never averaged; every mix its own number of leads; integers add up."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from strategy.calc.plan.document import as_document
from tests.strategy.plans import RATES, SET_A, leads, result_of
from workspaces.calc.display import format_rate

PUBLISHED = json.loads((Path(__file__).parent / "data/published_funnels.json").read_text())
TWO_CHANNELS = [
    {"key": "search", "lead_share": 0.6},
    {"key": "seminar", "lead_share": 0.4, "rates": {"lead_to_mql": 0.4}},
]
SEGMENTS = [
    {"key": "smb", "revenue_target": 400_000_000, "average_deal_size": 2_000_000},
    {"key": "enterprise", "revenue_target": 600_000_000, "average_deal_size": 12_000_000, "rates": {"sql_to_won": 0.2}},
]


def test_the_four_figures_of_set_a():
    first = result_of().first
    assert [first.printed[stage].total for stage in ("won", "sql", "mql", "lead")] == [80, 320, 1067, 5333]
    assert first.counts["lead"] == Fraction(16000, 3)


def test_the_document_says_the_same_as_the_back_calculation():
    chain = as_document(result_of())["chain"]
    assert chain["stages"][-1] == {"stage": "lead", "exact": "16000/3", "display": 5333, "ceiling": 5334}
    assert chain["forward"] == {"leads": 5333, "revenue": 399975000, "gap": -25000, "leads_enough": 5334}


def test_segments_are_summed_with_their_own_chains():
    result = result_of(segments=SEGMENTS)
    smb, enterprise = result.first.needs
    assert (smb.counts["lead"], enterprise.counts["lead"]) == (Fraction(16000, 3), Fraction(5000, 3))
    assert leads(result) == 7000
    # An average rate of 22.5 % and the average price would have said something else.
    assert result_of(SET_A | {"rates": RATES | {"sql_to_won": 0.225}}).first.counts["lead"] != 7000


def test_segments_share_the_target_of_the_business():
    parts = [{"key": "a", "revenue_share": 0.25}, {"key": "b", "revenue_share": 0.75}]
    assert leads(result_of(segments=parts)) == Fraction(16000, 3)
    assert [need.counts["won"] for need in result_of(segments=parts).first.needs] == [20, 60]


def test_total_leads_are_wins_over_the_weighted_chain():
    result = result_of(channels=TWO_CHANNELS)
    # 80 ÷ (0.6 × 1.5 % + 0.4 × 3 %) = 80 ÷ 2.1 %
    assert leads(result) == Fraction(80) / Fraction("0.021")
    search, seminar = result.first.needs[0].channels
    assert search.counts["lead"] == leads(result) * Fraction(6, 10)
    assert search.counts["won"] + seminar.counts["won"] == 80
    assert (search.chain, seminar.chain) == (Fraction("0.015"), Fraction("0.03"))


def test_a_changed_mix_changes_the_leads_and_reuses_no_blended_rate():
    turned = [{**TWO_CHANNELS[0], "lead_share": 0.4}, {**TWO_CHANNELS[1], "lead_share": 0.6}]
    before, after = result_of(channels=TWO_CHANNELS), result_of(channels=turned)
    assert leads(after) == Fraction(80) / Fraction("0.024")
    assert leads(after) < leads(before)
    assert sum(one.counts["won"] for one in after.first.needs[0].channels) == 80


def test_whole_numbers_of_segments_and_channels_add_up():
    printed = result_of(segments=SEGMENTS, channels=TWO_CHANNELS).first.printed
    for one in printed.values():
        assert sum(one.segments) == one.total
        assert [sum(own) for own in one.channels] == list(one.segments)


def test_renewals_and_upsell_are_not_new_business():
    split = {"existing_revenue": 600_000_000, "renewal_rate": 0.9, "upsell_rate": 0.1}
    result = result_of(split=split)
    assert result.first.split == {
        "target": 1_000_000_000,
        "renewal": 540_000_000,
        "upsell": 60_000_000,
        "new": 400_000_000,
        "marketing": 160_000_000,
    }
    assert leads(result) == Fraction(16000, 3) * Fraction(2, 5)


def test_marketing_share_of_won_deals():
    # 1,000,000,000 ÷ 10,000,000 = 100 deals, 40 % of them marketing's at 5,000,000 each
    result = result_of(share_of="won", average_deal_size_all=10_000_000)
    assert (result.first.counts["won"], result.first.revenue) == (40, 200_000_000)


@pytest.mark.parametrize("example", PUBLISHED["backward"], ids=lambda one: one["source"][:30])
def test_published_backward_funnels(example):
    document = {"revenue_target": example["target"], "average_deal_size": example["deal"]}
    result = result_of(document | {"stages": example["stages"], "rates": example["rates"]})
    assert dict(result.first.counts) == example["needs"]


def test_published_forward_funnels():
    counts, rates = (PUBLISHED["forward"][0][name] for name in ("counts", "printed_rates"))
    shown = [Fraction(after, before) for before, after in zip(counts, counts[1:], strict=False)]
    assert [format_rate(one, 2).replace(".00", "") for one in shown] == rates
    second = PUBLISHED["forward"][1]
    keys = [f"{a}_to_{b}" for a, b in zip(second["stages"], second["stages"][1:], strict=False)]
    result = result_of(SET_A | {"stages": second["stages"], "rates": dict(zip(keys, second["rates"], strict=True))})
    assert result.first.needs[0].chain == Fraction(second["exact"])
    assert format_rate(result.first.needs[0].chain) == second["lead_to_won"]
