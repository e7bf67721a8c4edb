"""Which attribute values go with winning: counts in, verdicts out, corrected for the number of comparisons.

Source: docs/calculations.md 「受注しやすい条件（根拠）」; Fisher's exact test, Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from crm.calc.folding import is_unknown_text
from crm.calc.rates import rate_of, wilson_interval
from targeting.calc.bands import Band
from targeting.calc.fisher import q_values, two_sided
from targeting.calc.leakage import Leak
from targeting.calc.robustness import MixCheck

MINIMUM_CASES = 20
MINIMUM_WINS = 20
FALSE_DISCOVERY_RATE = 0.05
VERDICTS = ("strong", "weak", "none", "insufficient", "excluded")


class Counted(Protocol):
    """Cases `n` and successes `won` of one value of one attribute; `value` is "" for blank."""

    @property
    def attribute(self) -> Any: ...
    @property
    def value(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def won(self) -> int: ...


@dataclass(frozen=True)
class ValueCount:
    """The plain form of a counted value; `band` where the value is one of a number."""

    attribute: Any
    value: str
    n: int
    won: int
    band: Band | None = None


@dataclass(frozen=True)
class Outcomes:
    """What came of a value's wins: means over those known, None where nothing is; the levels compare with the others.

    `churn_rate` 0–1 of the wins that left; `churn` and `value` are "high", "low" or "" (no difference seen).
    """

    average_amount: float | None = None
    cycle_days: float | None = None
    churn_rate: float | None = None
    lifetime_value: float | None = None
    churn: str = ""
    value: str = ""


@dataclass(frozen=True)
class Half:
    """A value's cases and wins in one half of the time."""

    n: int
    won: int


@dataclass(frozen=True)
class EvidenceRow:
    """What is known about one value. Rates and interval limits 0–1; `p` and `q` None where nothing was tested.

    `lift` is the value's rate ÷ the rate of all cases. `verdict`: strong 受注しやすい · weak 受注しにくい ·
    none 差は見られない · insufficient データ不足 · excluded (see `leak`). `can_adopt` is False for values that only say
    "unknown". `holds_later` and `mix` are answers only for findings (robustness.py); `advice` see economics.py.
    """

    count: Counted
    win_rate: float | None
    low: float | None
    high: float | None
    lift: float | None
    p: float | None
    q: float | None
    verdict: str
    can_adopt: bool
    outcomes: Outcomes = field(default_factory=Outcomes)
    earlier: Half | None = None
    later: Half | None = None
    holds_later: bool | None = None
    mix: MixCheck | None = None
    leak: Leak | None = None
    advice: str = ""

    @property
    def is_recommended(self) -> bool:
        """Wins more often, brings no contradiction, and neither check speaks against it."""
        survives = self.mix is None or self.mix.survives is not False
        return self.advice == "target" and self.can_adopt and self.holds_later is not False and survives

    @property
    def attribute(self) -> Any:
        return self.count.attribute

    @property
    def value(self) -> str:
        return self.count.value

    @property
    def n(self) -> int:
        return self.count.n

    @property
    def won(self) -> int:
        return self.count.won


@dataclass(frozen=True)
class Evidence:
    """All rows of a run, findings first, with the totals they were compared with."""

    rows: tuple[EvidenceRow, ...]
    n: int
    won: int

    @property
    def win_rate(self) -> float | None:
        return rate_of(self.won, self.n)

    @property
    def is_sufficient(self) -> bool:
        """Whether there are enough wins to learn from at all."""
        return self.won >= MINIMUM_WINS

    def with_verdict(self, verdict: str) -> list[EvidenceRow]:
        """The rows of one verdict."""
        return [row for row in self.rows if row.verdict == verdict]


def judge(counts: Iterable[Counted], *, n: int, won: int, minimum_cases: int = MINIMUM_CASES) -> Evidence:
    """The verdict on every value: each against the rest, all tests of the run corrected together.

    `n` and `won` are the totals over all cases. Values below `minimum_cases`, or a run with fewer than 20 wins, are
    not tested. Raises ValueError when a value has more cases or wins than there are.
    """
    given = list(counts)
    for count in given:
        if not (0 <= count.won <= count.n <= n and count.won <= won and count.n - count.won <= n - won):
            raise ValueError(f"{count.attribute} {count.value!r}: {count.won} of {count.n} does not fit {won} of {n}")
    tested = [count for count in given if won >= MINIMUM_WINS and count.n >= minimum_cases]
    p = two_sided([count.n for count in tested], [count.won for count in tested], n, won)
    corrected = dict(zip(map(id, tested), zip(p.tolist(), q_values(p).tolist(), strict=True), strict=True))
    rows = [row_of(count, n, won, *corrected.get(id(count), (None, None))) for count in given]
    return Evidence(rows=tuple(sorted(rows, key=findings_first)), n=n, won=won)


def fisher_p(n: int, won: int, all_n: int, all_won: int) -> float:
    """Two-sided p of Fisher's exact test: a value's won and lost cases against those of all others."""
    return float(two_sided(n, won, all_n, all_won)[0])


def row_of(
    count: Counted, n: int, won: int, p: float | None = None, q: float | None = None, leak: Leak | None = None
) -> EvidenceRow:
    """What a count says, given the test of it; with a leak it is excluded, whatever it would say."""
    rate, overall = rate_of(count.won, count.n), rate_of(won, n)
    low, high = wilson_interval(count.won, count.n) or (None, None)
    return EvidenceRow(
        count=count,
        win_rate=rate,
        low=low,
        high=high,
        lift=rate / overall if rate is not None and overall else None,
        p=p,
        q=q,
        verdict="excluded" if leak else _verdict(rate, overall, q),
        can_adopt=leak is None and not is_unknown_text(count.value),
        leak=leak,
    )


def _verdict(rate: float | None, overall: float | None, q: float | None) -> str:
    if q is None or rate is None or overall is None:
        return "insufficient"
    if q > FALSE_DISCOVERY_RATE or rate == overall:
        return "none"
    return "strong" if rate > overall else "weak"


def findings_first(row: EvidenceRow) -> tuple[int, float, int]:
    """The order in which rows are told: by verdict, the surest first, the larger first."""
    return VERDICTS.index(row.verdict), 1.0 if row.q is None else row.q, -row.n
