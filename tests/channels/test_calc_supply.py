"""Ramps, events, CPL bands, two tracks, one channel off and the cheapest fix: the tables of docs/calculations.md."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.calc.bands import Band, bands_of, leads_for, offers_beyond
from channels.calc.supply import (
    Supplier,
    cheapest_fix,
    default_ramp,
    supply_by_month,
    without_each,
)
from crm.calc.periods import add_months
from strategy.calc.plan.inputs import Ramp

APRIL = dt.date(2026, 4, 1)
MONTHS = [add_months(APRIL, step) for step in range(12)]
ADS = Supplier("search_ads", Fraction(38), Fraction(600_000), 1, starts_on=APRIL)
SEO = Supplier("seo", Fraction(52), Fraction(450_000), 6, starts_on=APRIL)
FAIR = Supplier(
    "event", Fraction(20), Fraction(420_000), is_event=True, starts_on=dt.date(2026, 7, 21), events_per_year=2
)


class TestRamps:
    @pytest.mark.parametrize(
        ("months", "is_event", "ramp"),
        [(1, False, (1, 3)), (2, False, (2, 3)), (3, False, (2, 3)), (6, False, (6, 12)), (0, False, (1, 1)),
         (5, True, (1, 1)), (4, False, (4, 8))],
    )  # fmt: skip
    def test_the_framework_ramps(self, months, is_event, ramp):
        assert default_ramp(months, is_event=is_event) == Ramp(*ramp)

    def test_short_term_is_full_within_three_months(self):
        assert [Ramp(1, 3).share(month) for month in range(4)] == [0, Fraction(1, 3), Fraction(2, 3), 1]

    def test_webinar_whitepaper_and_mail_grow_from_the_second_to_the_third(self):
        assert [Ramp(2, 3).share(month) for month in range(1, 5)] == [0, Fraction(1, 2), 1, 1]

    def test_seo_begins_at_six_and_is_full_at_twelve(self):
        shares = [Ramp(6, 12).share(month) for month in range(13)]
        assert shares[:7] == [0] * 6 + [Fraction(1, 7)] and shares[11] == Fraction(6, 7) and shares[12] == 1

    @given(begins=st.integers(0, 24), length=st.integers(0, 24), elapsed=st.integers(-3, 60))
    def test_a_ramp_never_falls_and_stays_between_nothing_and_everything(self, begins, length, elapsed):
        ramp = Ramp(begins, begins + length)
        assert 0 <= ramp.share(elapsed) <= ramp.share(elapsed + 1) <= 1


class TestBands:
    BANDS = (Band(Fraction(400_000), Fraction(10_000)), Band(Fraction(800_000), Fraction(20_000)))

    def test_the_next_yen_buys_less(self):
        assert leads_for(400_000, self.BANDS) == 40
        assert leads_for(600_000, self.BANDS) == 50
        assert leads_for(900_000, self.BANDS) == 60, "beyond the last band money buys nothing"

    def test_what_more_money_buys(self):
        offers = offers_beyond(300_000, self.BANDS)
        assert [(offer.cpl, offer.capacity) for offer in offers] == [(10_000, 10), (20_000, 20)]

    @pytest.mark.parametrize("pairs", [[(400, 10), (400, 20)], [(400, 0)], [(0, 10)]])
    def test_bands_grow_and_have_a_price(self, pairs):
        with pytest.raises(ValueError, match="bands"):
            bands_of(pairs)

    @given(
        steps=st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**5)), min_size=1, max_size=4),
        costs=st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)),
    )
    def test_more_money_never_buys_less_and_offers_add_up(self, steps, costs):
        ends, pairs = 0, []
        for width, cpl in steps:
            ends += width
            pairs.append((ends, cpl))
        bands, (less, more) = bands_of(pairs), sorted(costs)
        assert leads_for(less, bands) <= leads_for(more, bands)
        assert leads_for(less, bands) + sum(offer.capacity for offer in offers_beyond(less, bands)) == leads_for(
            ends, bands
        )


class TestMonths:
    def test_supply_month_by_month(self):
        months = supply_by_month([ADS, SEO, FAIR], MONTHS, [40] * 12)
        assert [month.by_channel["search_ads"] for month in months[:4]] == [Fraction(38, 3), Fraction(76, 3), 38, 38]
        assert [month.by_channel["seo"] for month in months[4:7]] == [0, Fraction(52, 7), Fraction(104, 7)]
        assert months[11].by_channel["seo"] == 52, "full in the twelfth month"
        assert [month.month.month for month in months if month.by_channel["event"]] == [7, 1]
        assert months[3].by_channel["event"] == 120
        assert (months[0].shortfall, months[3].shortfall) == (Fraction(82, 3), 0)
        assert months[5].by_track == {"quick": 38, "foundation": Fraction(52, 7)}

    @given(months=st.integers(0, 24), start=st.integers(0, 11), leads=st.integers(0, 500))
    def test_a_channel_grows_as_in_the_plan(self, months, start, leads):
        """The plan counts a channel's months from its start, the starting month being 1; so does the mix."""
        channel = Supplier("a", Fraction(leads), months_to_effect=months, starts_on=add_months(APRIL, start))
        usual = default_ramp(months)
        planned = Ramp(begins=usual.begins, full=usual.full, starts=start + 1)
        for number, month in enumerate(MONTHS, start=1):
            assert channel.leads_in(month) == leads * planned.factor(number)

    def test_what_runs_already_brings_everything_until_it_ends(self):
        old = Supplier("mail", Fraction(10), months_to_effect=3, ends_on=dt.date(2026, 6, 10))
        assert [old.leads_in(month) for month in MONTHS[:4]] == [10, 10, 10, 0]

    def test_an_event_without_a_date_is_spread(self):
        fair = Supplier("event", Fraction(20), is_event=True, events_per_year=2)
        assert {fair.leads_in(month) for month in MONTHS} == {20}

    @given(per_year=st.integers(1, 12), leads=st.integers(1, 500), day=st.integers(1, 28))
    def test_a_year_of_events_brings_a_year_of_leads(self, per_year, leads, day):
        fair = Supplier("event", Fraction(leads), is_event=True, events_per_year=per_year,
                        starts_on=APRIL.replace(day=day))  # fmt: skip
        assert sum(fair.leads_in(month) for month in MONTHS) == leads * 12

    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 300), st.integers(-6, 11)), max_size=8))
    def test_the_tracks_add_up_to_the_channels(self, rows):
        mix = [
            Supplier(f"c{number}", Fraction(leads), months_to_effect=months, starts_on=add_months(APRIL, start))
            for number, (months, leads, start) in enumerate(rows)
        ]
        for month in supply_by_month(mix, MONTHS, [100] * 12):
            assert sum(month.by_track.values()) == month.total == sum(month.by_channel.values())
            assert month.total <= sum(each.leads for each in mix)

    def test_ramping_up_until_it_is_said_to_work(self):
        assert SEO.is_ramping_up(dt.date(2026, 9, 30)) and not SEO.is_ramping_up(dt.date(2026, 10, 1))
        assert not FAIR.is_ramping_up(APRIL) and not Supplier("a", Fraction(1), months_to_effect=6).is_ramping_up(APRIL)


class TestOff:
    def test_one_channel_off(self):
        steady = [Supplier("a", Fraction(30)), Supplier("b", Fraction(20))]
        first, second = without_each(supply_by_month(steady, MONTHS, [45] * 12))
        assert (first.key, first.lost, first.short_before, first.short_after, first.missing) == ("a", 360, 0, 12, 300)
        assert (second.key, second.short_after) == ("b", 12)
        assert without_each([]) == []


class TestFix:
    PAPER = Supplier("whitepaper", Fraction(94), Fraction(320_000), 3)
    SITE = Supplier("comparison", Fraction(60), Fraction(350_000), 1)

    def test_the_cheapest_lead_first(self):
        fix = cheapest_fix([self.SITE, self.PAPER], Fraction(83))
        assert [(each.key, each.leads) for each in fix.additions] == [("whitepaper", 83)]
        assert (round(fix.cost), fix.left) == (282_553, 0)

    def test_bands_make_the_next_leads_dearer(self):
        bands = bands_of([(320_000, 3_404), (440_000, 6_000), (700_000, 9_000)])
        paper = Supplier("whitepaper", Fraction(94), Fraction(320_000), 3, bands=bands)
        fix = cheapest_fix([paper, self.SITE], Fraction(83))
        assert [(each.key, each.leads) for each in fix.additions] == [("comparison", 60), ("whitepaper", 23)]
        assert fix.additions[1].cost == 20 * 6_000 + 3 * 9_000

    def test_events_come_whole(self):
        fair = Supplier("event", Fraction(20), Fraction(420_000), is_event=True, events_per_year=2)
        (addition,) = cheapest_fix([fair], Fraction(3)).additions
        assert (addition.more_events, addition.leads, addition.cost) == (1, 10, 210_000)

    def test_what_nothing_brings_is_left(self):
        fix = cheapest_fix([self.SITE, Supplier("mail", Fraction(0), Fraction(120_000))], Fraction(83))
        assert (fix.additions[0].leads, fix.left) == (60, 23)

    @given(
        st.lists(st.tuples(st.integers(1, 200), st.integers(1, 10**6), st.booleans()), max_size=6),
        st.integers(1, 500),
    )
    def test_a_gap_is_closed_or_said_to_stay(self, rows, missing):
        mix = [
            Supplier(f"c{number}", Fraction(leads), Fraction(cost), is_event=is_event, events_per_year=3)
            for number, (leads, cost, is_event) in enumerate(rows)
        ]
        fix = cheapest_fix(mix, Fraction(missing))
        brought = sum(each.leads for each in fix.additions)
        assert brought + fix.left >= missing
        assert not fix.left or brought + fix.left >= missing
        assert fix.cost == sum(each.cost for each in fix.additions)
