"""Why revenue differs from its target: the difference of a product split among its factors, with nothing left over.

Log-mean Divisia index (Ang, 2004, Energy Policy 32:1131–1139): additive, independent of order. Where a logarithm does
not exist (zero), the average over all orders (Shapley) is taken, exactly. Source: docs/calculations.md 「増減の内訳」.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import factorial, prod

from workspaces.calc.display import Number, as_fraction, largest_remainder, round_half_up_int


@dataclass(frozen=True)
class Factor:
    """One factor of a product: its value in the target (or the earlier period) and its actual value."""

    key: str
    base: Number
    actual: Number


@dataclass(frozen=True)
class Contribution:
    """What one factor contributes: `exact` (to sixty digits) and `amount` in whole units; amounts add up to the whole."""

    key: str
    exact: Fraction
    amount: int


@dataclass(frozen=True)
class Decomposition:
    """The difference of two products and its parts, in the order of the factors."""

    base: Fraction
    actual: Fraction
    contributions: tuple[Contribution, ...]

    @property
    def difference(self) -> Fraction:
        return self.actual - self.base

    @property
    def main_cause(self) -> Contribution | None:
        """主因: the part that costs most; None when nothing costs."""
        worst = min(self.contributions, key=lambda part: part.exact, default=None)
        return worst if worst is not None and worst.exact < 0 else None


def decompose(factors: Sequence[Factor], *, units: int = 1) -> Decomposition:
    """Split the difference of the product of `factors` among them.

    `units` smallest units make up one (100 for cents): amounts are whole smallest units, allotted by largest remainder
    so that they add up to the rounded difference.
    """
    base = [as_fraction(factor.base) for factor in factors]
    actual = [as_fraction(factor.actual) for factor in factors]
    first, second = prod(base, start=Fraction(1)), prod(actual, start=Fraction(1))
    is_positive = all(value > 0 for value in (*base, *actual))
    parts = _log_mean(base, actual, first, second) if is_positive else _average_over_orders(base, actual)
    amounts = largest_remainder([part * units for part in parts], round_half_up_int((second - first) * units))
    return Decomposition(
        base=first,
        actual=second,
        contributions=tuple(map(Contribution, (factor.key for factor in factors), parts, amounts)),
    )


def chain_factors(
    stages: Sequence[str],
    base: Mapping[str, Number],
    actual: Mapping[str, Number],
    *,
    base_revenue: Number,
    actual_revenue: Number,
) -> list[Factor]:
    """The factors of revenue = deal size × rates (last step first) × leads, from counts per stage.

    Keys: `average_deal_size`, `<from>_to_<to>` …, and the first stage. Where an actual rate or deal size does not exist
    because nobody came that far, the target's stands in and contributes nothing.
    """
    first, last = stages[0], stages[-1]
    factors = [_ratio("average_deal_size", base_revenue, base[last], actual_revenue, actual[last])]
    for before, after in reversed(list(zip(stages, stages[1:], strict=False))):
        factors.append(_ratio(f"{before}_to_{after}", base[after], base[before], actual[after], actual[before]))
    return [*factors, Factor(first, as_fraction(base[first]), as_fraction(actual[first]))]


def decompose_sum(parts: Iterable[Factor], *, units: int = 1) -> Decomposition:
    """Split the difference of a sum: each part contributes its own difference."""
    given = list(parts)
    base = sum((as_fraction(part.base) for part in given), Fraction(0))
    actual = sum((as_fraction(part.actual) for part in given), Fraction(0))
    exact = [as_fraction(part.actual) - as_fraction(part.base) for part in given]
    amounts = largest_remainder([each * units for each in exact], round_half_up_int((actual - base) * units))
    return Decomposition(base, actual, tuple(map(Contribution, (part.key for part in given), exact, amounts)))


def _ratio(key: str, base_top: Number, base_bottom: Number, top: Number, bottom: Number) -> Factor:
    base = as_fraction(base_top) / as_fraction(base_bottom)
    return Factor(key, base, as_fraction(top) / as_fraction(bottom) if as_fraction(bottom) else base)


def _log_mean(
    base: Sequence[Fraction], actual: Sequence[Fraction], first: Fraction, second: Fraction
) -> list[Fraction]:
    # Binary floats lose whole yen above some 10^15; sixty digits never do.
    with localcontext() as context:
        context.prec = 60
        logs = [_log(after / before) for before, after in zip(base, actual, strict=True)]
        if first == second:
            weight = _decimal(first)
        else:
            weight = _decimal(second - first) / _log(second / first)
        return [Fraction(weight * each) for each in logs]


def _log(ratio: Fraction) -> Decimal:
    return _decimal(ratio).ln()


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _average_over_orders(base: Sequence[Fraction], actual: Sequence[Fraction]) -> list[Fraction]:
    """Shapley values: for each factor, its effect in every set of factors already switched to actual, weighted."""
    count = len(base)
    parts = []
    for index in range(count):
        others = [other for other in range(count) if other != index]
        total = Fraction(0)
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for switched in combinations(others, size):
                rest = prod((actual[each] if each in switched else base[each] for each in others), start=Fraction(1))
                total += weight * rest * (actual[index] - base[index])
        parts.append(total)
    return parts
