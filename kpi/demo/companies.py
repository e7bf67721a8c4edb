"""The sample's companies: those behind deals are made to measure, the others in the market's proportions."""
# japanese-data

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, TypeVar

from kpi.demo import company_names as words
from kpi.demo.months import spread
from kpi.demo.plans import CompanyPlan

T = TypeVar("T")
NOT_ICP = {"size": 36, "system": 8, "industry": 56}


class CompanyMaker:
    """Makes companies, never two of the same name."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._names: dict[str, Iterator[tuple[Any, Any]]] = {}
        for industry, suffixes in words.SUFFIXES.items():
            pairs = list(product(words.PREFIXES, suffixes))
            rng.shuffle(pairs)
            self._names[industry] = iter(pairs)

    def any(self) -> CompanyPlan:
        """A company of the market; once an industry's names are used up another takes its place."""
        shares = words.INDUSTRY_SHARES
        band = self._drawn(words.EMPLOYEE_BANDS)
        return self._company(self._drawn(shares.items()), band, self._drawn(words.CORE_SYSTEMS.items()))

    def inside_icp(self) -> CompanyPlan:
        """A manufacturer or carrier of 100 to 999 people that did not build its own system."""
        systems = [(name, weight) for name, weight in words.CORE_SYSTEMS.items() if name != words.OWN_SYSTEM]
        industry = self._drawn([(name, words.INDUSTRY_SHARES[name]) for name in words.ICP_INDUSTRIES])
        return self._company(industry, self._rng.choice(words.ICP_BANDS), self._drawn(systems))

    def outside_icp(self, why: str) -> CompanyPlan:
        """A company that misses the ICP by its size, by its own system, or by its industry."""
        industry = self._drawn([(name, words.INDUSTRY_SHARES[name]) for name in words.ICP_INDUSTRIES])
        if why == "size":
            return self._company(industry, self._rng.choice(words.OTHER_BANDS), self._drawn(words.CORE_SYSTEMS.items()))
        if why == "system":
            return self._company(industry, self._rng.choice(words.ICP_BANDS), words.OWN_SYSTEM)
        others = [(name, weight) for name, weight in words.INDUSTRY_SHARES.items() if name not in words.ICP_INDUSTRIES]
        band = self._drawn(words.EMPLOYEE_BANDS)
        return self._company(self._drawn(others), band, self._drawn(words.CORE_SYSTEMS.items()))

    def outside_reasons(self, count: int) -> list[str]:
        return spread(NOT_ICP, count, self._rng)

    def _company(self, industry: str, band: tuple[int, int], system: str) -> CompanyPlan:
        pair = next(self._names[industry], None)
        if pair is None:
            industry = max(words.SUFFIXES, key=lambda name: len(words.SUFFIXES[name]))
            pair = next(self._names[industry])
        (name, kana, latin), (suffix, suffix_kana, suffix_latin) = pair
        employees = self._rng.randint(*band)
        return CompanyPlan(
            name=self._drawn(words.FORMS).format(name + suffix),
            kana=kana + suffix_kana,
            domain=f"{latin}-{suffix_latin}.example",
            industry=industry,
            employees=employees,
            region=self._drawn(words.REGIONS.items()),
            system=system,
            revenue=round(employees * self._rng.uniform(14, 42)) * 1_000_000,
        )

    def _drawn(self, values: Iterable[tuple[T, int]]) -> T:
        some = list(values)
        return self._rng.choices([value for value, _weight in some], [weight for _value, weight in some])[0]
