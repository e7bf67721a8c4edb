"""The three principles of a channel mix, its supply and its dependence."""

from dataclasses import replace
from fractions import Fraction

from channels.calc.mix import (
    Channel,
    cost_per_lead,
    dependence,
    next_steps,
    stage_coverage,
    supply,
    term_balance,
)

STAGES = ("awareness", "consideration", "decision")
SEARCH_ADS = Channel("search_ads", ("consideration", "decision"), 1, cost=600_000, leads=38, next_step="資料請求")
SEO = Channel("seo", ("awareness", "consideration"), 6, cost=450_000, leads=52, next_step="ホワイトペーパー")
EVENT = Channel("event", ("awareness",), 9, is_event=True, cost=2_500_000, leads=120, next_step="お礼メール")
MAIL = Channel("mail", ("consideration",), 4, cost=80_000, leads=10, next_step="ウェビナー")


def test_terms():
    assert [channel.term for channel in (SEARCH_ADS, SEO, EVENT, MAIL)] == ["quick", "foundation", "quick", "middle"]
    assert Channel("paper", months_to_effect=3).term == "quick"


def test_the_balance_of_221_to_53_needs_a_look():
    mix = [Channel("quick", months_to_effect=1, cost=2_210_000), Channel("slow", months_to_effect=6, cost=530_000)]
    balance = term_balance(mix)
    assert (balance.cost.quick, balance.cost.foundation) == (Fraction(221, 274), Fraction(53, 274))
    assert balance.leads.quick is None
    assert balance.verdict == "watch"


def test_a_balanced_mix_is_fine():
    balance = term_balance([SEARCH_ADS, SEO])
    assert balance.cost.foundation == Fraction(3, 7)
    assert balance.leads.foundation == Fraction(52, 90)
    assert balance.verdict == "ok"


def test_twenty_percent_is_enough():
    mix = [Channel("a", months_to_effect=0, leads=80), Channel("b", months_to_effect=12, leads=20)]
    assert term_balance(mix).verdict == "ok"
    assert term_balance([mix[0], replace(mix[1], leads=19)]).verdict == "watch"


def test_middle_channels_count_in_the_whole():
    balance = term_balance([SEARCH_ADS, SEO, MAIL])
    assert balance.leads.quick + balance.leads.foundation == Fraction(9, 10)


def test_without_numbers_the_balance_cannot_be_called_fine():
    assert term_balance([Channel("a"), Channel("b")]).verdict == "watch"
    assert term_balance([]).verdict == "watch"


def test_every_stage_has_a_channel():
    assert stage_coverage([SEARCH_ADS, SEO], STAGES).verdict == "ok"
    coverage = stage_coverage([SEO, replace(SEARCH_ADS, is_active=False)], STAGES)
    assert coverage.channel_counts == {"awareness": 1, "consideration": 1, "decision": 0}
    assert (coverage.empty_stages, coverage.verdict) == (["decision"], "watch")


def test_every_active_channel_leads_somewhere():
    lost = replace(EVENT, next_step=" ")
    assert next_steps([SEO, lost]).missing == ("event",)
    assert next_steps([SEO, replace(lost, is_active=False)]).verdict == "ok"
    assert next_steps([]).verdict == "watch"


def test_supply_against_the_plan():
    enough = supply([Channel("a", leads=361)], Fraction(16000, 36))
    assert enough.shortfall == Fraction(16000, 36) - 361
    assert round(enough.shortfall) == 83
    assert supply([Channel("a", leads=500)], 444).shortfall == 0
    assert supply([SEO, Channel("new")], None).unknown == ("new",)
    assert supply([SEO], None).shortfall is None


def test_dependence_on_one_channel():
    assert dependence([SEARCH_ADS, SEO, EVENT]).verdict == "ok"
    heavy = dependence([SEO, EVENT])
    assert (heavy.channel, heavy.share, heavy.verdict) == ("event", Fraction(120, 172), "watch")
    assert dependence([SEO, Channel("idle", leads=0)]) is None
    assert dependence([Channel("a", leads=60), Channel("b", leads=40)]).verdict == "ok"


def test_cost_per_lead():
    assert cost_per_lead(SEARCH_ADS) == Fraction(600_000, 38)
    assert cost_per_lead(Channel("a", cost=5)) is None
    assert cost_per_lead(Channel("a", leads=5)) is None
