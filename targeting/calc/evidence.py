"""Which attribute values go with winning: counts in, verdicts out, corrected for the number of comparisons.

Source: docs/calculations.md 「受注しやすい条件（根拠）」; Fisher's exact test, Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crm.calc.folding import is_unknown_text
from crm.calc.rates import rate_of, wilson_interval

MINIMUM_CASES = 20
MINIMUM_WINS = 20
FALSE_DISCOVERY_RATE = 0.05
VERDICTS = ("strong", "weak", "none", "insufficient")


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
    """The plain form of a counted value."""

    attribute: str
    value: str
    n: int
    won: int


@dataclass(frozen=True)
class EvidenceRow:
    """What is known about one value. Rates and interval limits 0–1; `p` and `q` None where nothing was tested.

    `lift` is the value's rate ÷ the rate of all cases. `verdict`: strong 受注しやすい · weak 受注しにくい ·
    none 差は見られない · insufficient データ不足. `can_adopt` is False for values that only say "unknown".
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
    p_values = [fisher_p(count.n, count.won, n, won) for count in tested]
    corrected = dict(zip(map(id, tested), zip(p_values, _q_values(p_values), strict=True), strict=True))
    rows = [_row(count, n, won, *corrected.get(id(count), (None, None))) for count in given]
    return Evidence(rows=tuple(sorted(rows, key=_findings_first)), n=n, won=won)


def fisher_p(n: int, won: int, all_n: int, all_won: int) -> float:
    """Two-sided p of Fisher's exact test: a value's won and lost cases against those of all others."""
    import numpy as np
    from scipy.stats import fisher_exact  # takes a second to import, and only this page needs it

    others_won, others_lost = all_won - won, (all_n - n) - (all_won - won)
    return float(fisher_exact(np.array([[won, n - won], [others_won, others_lost]]))[1])


def _q_values(p_values: Sequence[float]) -> list[float]:
    if not p_values:
        return []
    from scipy.stats import false_discovery_control

    return [float(q) for q in false_discovery_control(p_values, method="bh")]


def _row(count: Counted, n: int, won: int, p: float | None, q: float | None) -> EvidenceRow:
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
        verdict=_verdict(rate, overall, q),
        can_adopt=not is_unknown_text(count.value),
    )


def _verdict(rate: float | None, overall: float | None, q: float | None) -> str:
    if q is None or rate is None or overall is None:
        return "insufficient"
    if q > FALSE_DISCOVERY_RATE or rate == overall:
        return "none"
    return "strong" if rate > overall else "weak"


def _findings_first(row: EvidenceRow) -> tuple[int, float, int]:
    return VERDICTS.index(row.verdict), 1.0 if row.q is None else row.q, -row.n
