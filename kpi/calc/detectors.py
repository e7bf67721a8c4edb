"""The five failure patterns F1–F5 as rules over counted facts (docs/calculations.md 「失敗パターンの検知」).

Each rule either fires with the figures it rests on, stays silent, or says that there is too little data to tell
(データ不足): a pattern without a finding is called clear only when everything about it could be judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from crm.calc.rates import wilson_interval

Pattern = Literal["F1", "F2", "F3", "F4", "F5"]
PATTERNS: tuple[Pattern, ...] = ("F1", "F2", "F3", "F4", "F5")


@dataclass(frozen=True)
class Thresholds:
    """Where a fact becomes a signal; shares are fractions 0–1."""

    tools_ahead: Fraction = Fraction(30, 100)
    fewest_conditions: int = 3
    most_icps: int = 5
    widest_coverage: Fraction = Fraction(50, 100)
    most_top_fit: Fraction = Fraction(80, 100)
    fewest_new_matching: Fraction = Fraction(40, 100)
    most_unexplained: Fraction = Fraction(5, 100)
    most_manual: Fraction = Fraction(20, 100)
    longest_unreviewed_days: int = 35
    most_returned: Fraction = Fraction(40, 100)
    most_unanswered: Fraction = Fraction(30, 100)
    most_difference: Fraction = Fraction(10, 100)
    most_awareness: Fraction = Fraction(65, 100)
    traffic_growth: Fraction = Fraction(20, 100)
    fewest_with_decision_content: Fraction = Fraction(10, 100)
    most_activity_kpis: Fraction = Fraction(60, 100)
    activity_growth: Fraction = Fraction(10, 100)
    # Below these counts a share says nothing.
    rate_minimum: int = 30
    case_minimum: int = 20
    asset_minimum: int = 8
    kpi_minimum: int = 3


DEFAULTS = Thresholds()


@dataclass(frozen=True)
class Share:
    """k of n."""

    k: int
    n: int

    @property
    def value(self) -> Fraction:
        return Fraction(self.k, self.n) if self.n else Fraction(0)


@dataclass(frozen=True)
class Signal:
    """Why a pattern is seen: its key and the figures (JSON-safe) its sentence prints."""

    key: str
    values: dict[str, str | int | list[str]] = field(default_factory=dict)
    is_red: bool = False


@dataclass(frozen=True)
class Lack:
    """A signal that could not be judged: how many cases there are, how many it takes."""

    key: str
    have: int
    needed: int


@dataclass(frozen=True)
class Verdict:
    """What is to be said about one pattern."""

    pattern: Pattern
    signals: tuple[Signal, ...] = ()
    lacks: tuple[Lack, ...] = ()

    @property
    def state(self) -> Literal["found", "unknown", "clear"]:
        if self.signals:
            return "found"
        return "unknown" if self.lacks else "clear"

    @property
    def is_red(self) -> bool:
        return any(signal.is_red for signal in self.signals)


@dataclass(frozen=True)
class ToolFacts:
    """F1: what already works on leads, and which of Layers 1–4 have never been agreed."""

    running: tuple[str, ...] = ()  # keys of what runs: mql_rule, sla …
    is_handing_over: bool = False
    unagreed_layers: tuple[int, ...] = ()
    tool_tasks: Share = Share(0, 0)
    design_tasks: Share = Share(0, 0)


@dataclass(frozen=True)
class TargetFacts:
    """F2: how narrow the ICP is, and whether it tells won deals from lost ones."""

    conditions: int
    exclusions: int
    icps: int = 1
    companies: Share = Share(0, 0)
    top_fit: Share = Share(0, 0)
    new_leads: Share = Share(0, 0)
    won_inside: Share = Share(0, 0)
    won_outside: Share = Share(0, 0)


@dataclass(frozen=True)
class HandOverFacts:
    """F3: the entries into MQL of the trailing 90 days (imported ones left out) and what became of them."""

    is_agreed: bool
    days_since_review: int | None
    entries: int = 0
    unexplained: int = 0  # by the rule, but without its version or score
    manual: int = 0
    answered: int = 0
    returned: int = 0
    overdue: int = 0
    due: int = 0  # hand-offs whose time to answer has passed
    handed_over: int = 0


@dataclass(frozen=True)
class ContentFacts:
    """F4: what the effective assets serve, and two blocks of three months each."""

    awareness: Share
    empty_cells: tuple[str, ...] = ()
    leads: tuple[int, int] = (0, 0)
    visits: tuple[int, int] = (0, 0)
    opportunities: tuple[int, int] = (0, 0)
    with_decision_content: Share | None = None  # None: no activity can be told to be about decision content


@dataclass(frozen=True)
class Pair:
    """An activity KPI and the outcome it should lead to, by month, oldest first."""

    activity: str
    outcome: str
    activity_values: tuple[int, ...]
    outcome_values: tuple[int, ...]


@dataclass(frozen=True)
class KpiFacts:
    """F5: the tiers of the tree, what hangs loose, and pairs of activity and outcome."""

    activity: Share
    unlinked: tuple[str, ...] = ()
    has_outcome_targets: bool = True
    pairs: tuple[Pair, ...] = ()


def not_designed(pattern: Pattern) -> Verdict:
    """Nothing to look at yet: the layer has not been worked on."""
    return Verdict(pattern, lacks=(Lack("not_designed", 0, 1),))


def tools_first(facts: ToolFacts, limits: Thresholds = DEFAULTS) -> Verdict:
    """F1 ツール導入が目的化: something works on leads before Layers 1–4 are agreed, or tool tasks run ahead of design."""
    signals = []
    if facts.running and facts.unagreed_layers:
        layers = [str(number) for number in facts.unagreed_layers]
        working = Signal(
            "working_before_agreed", {"layers": layers, "running": list(facts.running)}, is_red=facts.is_handing_over
        )
        signals.append(working)
    ahead = facts.tool_tasks.value - facts.design_tasks.value
    if facts.tool_tasks.n and facts.design_tasks.n and ahead > limits.tools_ahead:
        signals.append(Signal("tools_ahead", {"tools": _rate(facts.tool_tasks), "design": _rate(facts.design_tasks)}))
    return Verdict("F1", tuple(signals))


def vague_target(facts: TargetFacts, limits: Thresholds = DEFAULTS) -> Verdict:
    """F2 ターゲットが曖昧: too few conditions, no exclusion, too many ICPs, or an ICP that everybody fits."""
    signals = []
    if facts.conditions < limits.fewest_conditions:
        signals.append(Signal("few_conditions", {"count": facts.conditions, "needed": limits.fewest_conditions}))
    if not facts.exclusions:
        signals.append(Signal("no_exclusion"))
    if facts.icps > limits.most_icps:
        signals.append(Signal("many_icps", {"count": facts.icps}))
    lacks: list[Lack] = []
    for key, share, is_bad in (
        ("covers_everybody", facts.companies, facts.companies.value > limits.widest_coverage),
        ("everybody_fits", facts.top_fit, facts.top_fit.value > limits.most_top_fit),
        ("new_leads_outside", facts.new_leads, facts.new_leads.value < limits.fewest_new_matching),
    ):
        _judge(signals, lacks, key, share, limits.rate_minimum, is_bad=is_bad)
    _compare_wins(facts, limits, signals, lacks)
    return Verdict("F2", tuple(signals), tuple(lacks))


def _compare_wins(facts: TargetFacts, limits: Thresholds, signals: list[Signal], lacks: list[Lack]) -> None:
    """Inside and outside win alike when the two 95 % intervals overlap and the inside is not clearly above."""
    inside, outside = facts.won_inside, facts.won_outside
    fewest = min(inside.n, outside.n)
    if fewest < limits.case_minimum:
        lacks.append(Lack("same_win_rate", fewest, limits.case_minimum))
        return
    above, below = wilson_interval(inside.k, inside.n), wilson_interval(outside.k, outside.n)
    if above and below and above[0] <= below[1]:
        signals.append(Signal("same_win_rate", {"inside": _rate(inside), "outside": _rate(outside)}))


def vague_hand_over(facts: HandOverFacts, limits: Thresholds = DEFAULTS) -> Verdict:
    """F3 MQL基準が不明確: no agreed or a stale definition, MQLs nobody can explain, many returned or left unanswered."""
    signals, lacks = [], list[Lack]()
    if not facts.is_agreed:
        signals.append(Signal("no_agreed_rule", is_red=True))
    elif facts.days_since_review is not None and facts.days_since_review > limits.longest_unreviewed_days:
        signals.append(Signal("not_reviewed", {"days": facts.days_since_review}, is_red=True))
    shares = (
        ("unexplained", Share(facts.unexplained, facts.entries), limits.most_unexplained),
        ("manual", Share(facts.manual, facts.entries), limits.most_manual),
        ("returned", Share(facts.returned, facts.answered), limits.most_returned),
        ("unanswered", Share(facts.overdue, facts.due), limits.most_unanswered),
    )
    for key, share, most in shares:
        _judge(signals, lacks, key, share, limits.rate_minimum, is_bad=share.value > most, is_red=True)
    larger = max(facts.entries, facts.handed_over)
    difference = Share(abs(facts.entries - facts.handed_over), larger)
    if larger >= limits.rate_minimum and difference.value > limits.most_difference:
        values = {"marketing": facts.entries, "sales": facts.handed_over}
        signals.append(Signal("counts_differ", {**values}, is_red=True))
    return Verdict("F3", tuple(signals), tuple(lacks))


def traffic_without_deals(facts: ContentFacts, limits: Thresholds = DEFAULTS) -> Verdict:
    """F4 コンテンツ偏重: most assets in 認知, empty cells later on, more leads but no more 商談."""
    signals, lacks = list[Signal](), list[Lack]()
    is_bad = facts.awareness.value >= limits.most_awareness
    _judge(signals, lacks, "awareness_only", facts.awareness, limits.asset_minimum, is_bad=is_bad)
    if facts.empty_cells and facts.awareness.n:
        signals.append(Signal("empty_cells", {"cells": list(facts.empty_cells), "count": len(facts.empty_cells)}))
    for key, (before, after) in (("more_leads", facts.leads), ("more_visits", facts.visits)):
        if before < limits.rate_minimum:
            if key == "more_leads":
                lacks.append(Lack(key, before, limits.rate_minimum))
            continue
        was, now = facts.opportunities
        if Fraction(after - before, before) >= limits.traffic_growth and now <= was:
            signals.append(Signal(key, {"before": before, "after": after, "was": was, "now": now}))
    if facts.with_decision_content is not None:
        share = facts.with_decision_content
        is_bad = share.value < limits.fewest_with_decision_content
        _judge(signals, lacks, "decision_content_unused", share, limits.case_minimum, is_bad=is_bad)
    return Verdict("F4", tuple(signals), tuple(lacks))


def activity_only(facts: KpiFacts, limits: Thresholds = DEFAULTS) -> Verdict:
    """F5 活動KPIだけを追う: activity KPIs outweigh, lead nowhere, have no outcome target above, or grow without it."""
    signals, lacks = list[Signal](), list[Lack]()
    is_bad = facts.activity.value > limits.most_activity_kpis
    _judge(signals, lacks, "mostly_activity", facts.activity, limits.kpi_minimum, is_bad=is_bad)
    if facts.unlinked:
        signals.append(Signal("unlinked", {"names": list(facts.unlinked), "count": len(facts.unlinked)}))
    if not facts.has_outcome_targets:
        signals.append(Signal("no_outcome_target"))
    for pair in facts.pairs:
        if len(pair.activity_values) < 4 or min(pair.activity_values[-4:]) < limits.rate_minimum:
            lacks.append(Lack("decoupled", min(pair.activity_values[-4:], default=0), limits.rate_minimum))
        elif is_decoupled(pair.activity_values, pair.outcome_values, limits):
            signals.append(
                Signal(
                    "decoupled",
                    {
                        "activity": pair.activity,
                        "outcome": pair.outcome,
                        "before": pair.activity_values[-4],
                        "after": pair.activity_values[-1],
                        "was": pair.outcome_values[-4],
                        "now": pair.outcome_values[-1],
                    },
                )
            )
    return Verdict("F5", tuple(signals), tuple(lacks))


def is_decoupled(activity: Sequence[int], outcome: Sequence[int], limits: Thresholds = DEFAULTS) -> bool:
    """Three months in a row the activity grew by a tenth or more while the outcome did not grow."""
    if len(activity) < 4 or len(outcome) < 4:
        return False
    steps = zip(activity[-4:-1], activity[-3:], outcome[-4:-1], outcome[-3:], strict=True)
    return all(
        before > 0 and Fraction(after - before, before) >= limits.activity_growth and now <= was
        for before, after, was, now in steps
    )


def _judge(
    signals: list[Signal],
    lacks: list[Lack],
    key: str,
    share: Share,
    minimum: int,
    *,
    is_bad: bool,
    is_red: bool = False,
) -> None:
    if share.n < minimum:
        lacks.append(Lack(key, share.n, minimum))
    elif is_bad:
        signals.append(Signal(key, {"rate": _rate(share), "k": share.k, "n": share.n}, is_red=is_red))


def _rate(share: Share) -> str:
    """A share as text with six places: JSON keeps it as it is."""
    return f"{float(share.value):.6f}"
