"""What holds for every plan: back-calculate then roll forward gives the goal, integers add up, a mix is never blended."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.calc.plan.lags import roll_forward, total_lag
from tests.strategy.plans import result_of

rates = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)
weights = st.lists(st.integers(0, 50), min_size=12, max_size=12).filter(any)
lags = st.dictionaries(st.integers(0, 14).map(str), st.integers(1, 9), min_size=1, max_size=5)
KEYS = ("lead_to_mql", "mql_to_sql", "sql_to_won")


@st.composite
def channels(draw):
    parts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=4))
    return [
        {
            "key": f"c{place}",
            "lead_share": Fraction(part, sum(parts)),
            "rates": {key: draw(rates) for key in KEYS if draw(st.booleans())},
            "cost_per_lead": draw(st.integers(1, 10**5)),
        }
        for place, part in enumerate(parts)
    ]


@st.composite
def documents(draw):
    segments = [
        {
            "key": f"s{place}",
            "revenue_target": draw(st.integers(1, 10**11)),
            "marketing_share": draw(rates),
            "average_deal_size": draw(st.integers(1, 10**8)),
            "rates": {key: draw(rates) for key in KEYS},
            "lags": draw(lags),
            "channels": draw(st.one_of(st.just([]), channels())),
        }
        for place in range(draw(st.integers(1, 4)))
    ]
    return {"segments": segments, "season": draw(weights), "years": draw(st.integers(1, 3))}


@settings(max_examples=60, deadline=None)
@given(documents())
def test_rolled_forward_every_segment_and_the_sum_give_the_goal(document):
    result = result_of(document)
    for need in result.first.needs:
        parts = need.channels or ()
        won = (
            sum((one.counts["lead"] * one.chain for one in parts), Fraction(0))
            if parts
            else need.counts["lead"] * need.chain
        )
        assert won == need.segment.wins
    assert result.first.revenue == sum(
        need.counts["won"] * need.segment.average_deal_size.value for need in result.first.needs
    )


@settings(max_examples=60, deadline=None)
@given(documents())
def test_whole_numbers_of_months_segments_and_channels_add_up(document):
    result = result_of(document)
    for stage, own in result.first.printed.items():
        assert sum(own.segments) == own.total
        assert all(sum(parts) == whole for parts, whole in zip(own.channels, own.segments, strict=True) if parts)
        for year in range(len(result.years)):
            months = slice(12 * year, 12 * year + 12)
            exact = sum(result.timeline.needed[stage][months], Fraction(0))
            assert abs(sum(result.timeline.printed[stage][months]) - exact) <= Fraction(1, 2)
    if len(result.years) == 1:
        assert sum(result.timeline.printed["lead"]) == result.first.printed["lead"].total


@settings(max_examples=60, deadline=None)
@given(documents(), st.randoms(use_true_random=False))
def test_a_changed_mix_takes_its_own_leads(document, chance):
    """Every channel keeps its own chain; the leads follow from the new shares and from nothing blended before."""
    for segment in document["segments"]:
        shares = [one["lead_share"] for one in segment["channels"]]
        chance.shuffle(shares)
        segment["channels"] = [
            {**one, "lead_share": share} for one, share in zip(segment["channels"], shares, strict=True)
        ]
    for need in result_of(document).first.needs:
        own = need.segment.rates
        for one in need.channels:
            chain = Fraction(1)
            for key in KEYS:
                chain *= one.channel.rates.get(key, own[key]).value
            assert one.chain == chain
        if need.channels:
            per_lead = sum(one.channel.lead_share * one.chain for one in need.channels)
            assert need.counts["lead"] == need.segment.wins / per_lead


@settings(max_examples=60, deadline=None)
@given(documents())
def test_wins_of_a_year_are_of_the_year_or_carried_in(document):
    result = result_of(document)
    flow = result.first.flow
    assert flow.in_year + flow.carry_in == result.first.counts["won"]
    assert flow.carry_in == flow.spill_over


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=36), rates, lags)
def test_no_win_is_lost_by_waiting(leads, chain, lag):
    whole = sum(lag.values())
    shares = {int(months): Fraction(part, whole) for months, part in lag.items()}
    wins = roll_forward([Fraction(one) for one in leads], chain, total_lag([shares]))
    assert sum(wins) == sum(leads) * chain
