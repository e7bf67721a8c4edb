"""Why revenue differs from its target: the parts of the difference, and the one that costs most."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from crm.calc.periods import Period
from kpi.calc.decomposition import Decomposition, chain_factors, decompose
from kpi.calc.signals import MINIMUM_N
from kpi.selectors.lines import Reader
from workspaces.calc.display import currency_digits

AVERAGE = "average_deal_size"


@dataclass(frozen=True)
class Part:
    """What one factor adds to the revenue or takes from it, in the workspace's currency."""

    key: str
    amount: Fraction
    base: Fraction
    actual: Fraction
    n: int | None  # the denominator of a rate or of the average, None for the leads themselves

    @property
    def is_sure(self) -> bool:
        """A rate of few cases is never named as the cause."""
        return self.n is None or self.n >= MINIMUM_N or self.key == AVERAGE


@dataclass(frozen=True)
class Causes:
    """The difference of a span's revenue from its target, split without remainder; parts from the leads upwards."""

    target: Fraction
    actual: Fraction
    parts: tuple[Part, ...]

    @property
    def difference(self) -> Fraction:
        return self.actual - self.target

    @property
    def main(self) -> Part | None:
        """主因: the surest part that costs most; None when nothing costs."""
        worst = min((part for part in self.parts if part.is_sure), key=lambda part: part.amount, default=None)
        return worst if worst is not None and worst.amount < 0 else None

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)


def causes_of(reader: Reader, span: Period) -> Causes | None:
    """The parts of revenue − target over a span; None without a target for every stage."""
    stages = reader.targets.stages
    base = {stage: reader.targets.over(stage, span) for stage in stages}
    base_revenue = reader.targets.over("revenue", span)
    known = {stage: value for stage, value in base.items() if value}
    if not base_revenue or len(known) < len(stages):
        return None
    actual = {stage: reader.total(stage, span) for stage in stages}
    factors = chain_factors(
        stages, known, actual, base_revenue=base_revenue, actual_revenue=reader.total("revenue", span)
    )
    units = 10 ** currency_digits(reader.workspace.currency)
    result = decompose(factors, units=units)
    return Causes(base_revenue, Fraction(reader.total("revenue", span)), _parts(result, factors, actual, units, stages))


def _parts(result: Decomposition, factors: list, actual: dict, units: int, stages: tuple[str, ...]) -> tuple[Part, ...]:
    values = {factor.key: factor for factor in factors}
    return tuple(
        Part(
            key=part.key,
            amount=Fraction(part.amount, units),
            base=Fraction(values[part.key].base),
            actual=Fraction(values[part.key].actual),
            n=_denominator(part.key, actual, stages),
        )
        for part in reversed(result.contributions)
    )


def _denominator(key: str, actual: dict, stages: tuple[str, ...]) -> int | None:
    if key == AVERAGE:
        return int(actual[stages[-1]])
    return int(actual[key.partition("_to_")[0]]) if "_to_" in key else None
