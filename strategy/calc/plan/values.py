"""Reading numbers, ranges, lead times and seasons of a plan's document; what is wrong is collected, never raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from strategy.calc.plan.inputs import EQUAL_MONTHS, MONTHS, SAME_MONTH, Estimate, Lag, Ramp, Season, shares_of
from strategy.calc.plan.lags import single_lag
from workspaces.calc.display import as_fraction

LONGEST_LAG = 60
CLOSE_ENOUGH = Fraction(1, 1000)  # 33.3 + 33.3 + 33.4 and 33.3 × 3 both count as a whole


@dataclass(frozen=True)
class PlanProblem:
    """What keeps a document from being a plan: `path` as sent (segments.0.rates.lead_to_mql), `code`, the value in words.

    `code`: missing, not_a_number, not_positive, negative, above_one, range_order, outside_range, unknown_field,
    unknown_key, bad_chain, twelve_weights, weights_not_positive, shares_not_one, bad_lag, lag_too_long, duplicate_key,
    too_many, nothing_new, not_an_object, not_a_list, no_won_price, bad_choice.
    """

    path: str
    code: str
    value: str = ""


class PlanInputError(ValueError):
    """A document that is no plan; `problems` says all that is wrong at once."""

    def __init__(self, problems: Iterable[PlanProblem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{one.path}: {one.code}" for one in self.problems))


@dataclass
class Reader:
    """Reads values out of mappings and notes problems under their path; a value that is wrong reads as its default."""

    problems: list[PlanProblem] = field(default_factory=list)

    def note(self, path: str, code: str, value: object = "") -> None:
        self.problems.append(PlanProblem(path, code, str(value)[:60]))

    def mapping(self, value: object, path: str, known: Iterable[str] | None = None) -> Mapping[str, Any]:
        """A JSON object; a field it may not have is a problem (a misspelt name would be ignored in silence)."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.note(path, "not_an_object")
            return {}
        allowed = None if known is None else set(known)
        for name in value:
            if allowed is not None and name not in allowed:
                self.note(join(path, name), "unknown_field", name)
        return value

    def rows(self, value: object, path: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(path, "not_a_list")
            return []
        return value

    def number(
        self,
        value: object,
        path: str,
        *,
        default: Fraction | None = None,
        is_rate: bool = False,
        may_be_zero: bool = True,
    ) -> Fraction | None:
        """An exact number that is not negative; `is_rate` at most 1; None or missing: the default."""
        if value is None:
            return default
        exact = exact_number(value)
        if exact is None:
            self.note(path, "not_a_number", value)
            return default
        code = ("negative" if exact < 0 else "not_positive" if exact == 0 and not may_be_zero else "") or (
            "above_one" if is_rate and exact > 1 else ""
        )
        if code:
            self.note(path, code, value)
            return default
        return exact

    def estimate(self, value: object, path: str, *, is_rate: bool = False) -> Estimate | None:
        """A number, or {"value", "low", "high", "kind", "n", "from", "to"}; it must be above 0 and inside its range."""
        if not isinstance(value, Mapping):
            plain = self.number(value, path, is_rate=is_rate, may_be_zero=False)
            return None if plain is None else Estimate(plain)
        self.mapping(value, path, ("value", "low", "high", "kind", "n", "from", "to"))
        exact = self.number(value.get("value"), join(path, "value"), is_rate=is_rate, may_be_zero=False)
        if exact is None:
            if value.get("value") is None:
                self.note(join(path, "value"), "missing")
            return None
        low = self.number(value.get("low"), join(path, "low"), is_rate=is_rate, may_be_zero=False)
        high = self.number(value.get("high"), join(path, "high"), is_rate=is_rate, may_be_zero=False)
        if low is not None and high is not None and low > high:
            self.note(path, "range_order")
        elif (low is not None and low > exact) or (high is not None and high < exact):
            self.note(path, "outside_range")
        n = value.get("n")
        return Estimate(
            value=exact,
            low=low,
            high=high,
            kind=str(value.get("kind") or "assumed"),
            n=n if isinstance(n, int) else None,
            first=str(value.get("from") or ""),
            last=str(value.get("to") or ""),
        )

    # ---- lead times ----

    def lag(self, value: object, path: str, keys: list[str]) -> Lag:
        """None, one number of months, one distribution, or {"steps": {rate key: either}}; see `inputs.Lag`."""
        same = [dict(SAME_MONTH) for _key in keys]
        if value is None or not keys:
            return Lag(tuple(same))
        if isinstance(value, Mapping) and "steps" in value:
            self.mapping(value, path, ("steps",))
            steps = self.mapping(value["steps"], join(path, "steps"), keys)
            return Lag(
                tuple(self.distribution(steps.get(key, 0), join(path, "steps", key)) for key in keys), basis="steps"
            )
        basis, shares = "one", value
        if isinstance(value, Mapping) and "shares" in value:
            self.mapping(value, path, ("shares", "fitted"))
            basis, shares = "fitted" if value.get("fitted") else "one", value["shares"]
        return Lag((*same[:-1], self.distribution(shares, path)), basis=basis)

    def distribution(self, value: object, path: str) -> dict[int, Fraction]:
        """4, 4.5, {"3": 0.2, "4": 0.8} or [{"months": 3, "share": 0.2}, …]; weights of any sum, made to sum to 1."""
        if isinstance(value, Mapping):
            pairs: list[tuple[object, object]] = list(value.items())
        elif isinstance(value, list):
            pairs = [
                (row.get("months"), row.get("share")) if isinstance(row, Mapping) else (None, None) for row in value
            ]
        else:
            months = self.number(value, path, default=Fraction(0))
            return self._checked(single_lag(months or Fraction(0)), path)
        found: dict[int, Fraction] = {}
        for typed_months, typed_share in pairs:
            when, weight = exact_number(typed_months), exact_number(typed_share)
            if when is None or weight is None or when < 0 or weight < 0 or when.denominator != 1:
                self.note(path, "bad_lag", typed_months)
                return dict(SAME_MONTH)
            found[int(when)] = found.get(int(when), Fraction(0)) + weight
        whole = sum(found.values(), Fraction(0))
        if whole <= 0:
            self.note(path, "bad_lag")
            return dict(SAME_MONTH)
        return self._checked({k: share / whole for k, share in sorted(found.items()) if share}, path)

    def _checked(self, lag: dict[int, Fraction], path: str) -> dict[int, Fraction]:
        if max(lag) > LONGEST_LAG:
            self.note(path, "lag_too_long", max(lag))
            return dict(SAME_MONTH)
        return lag

    # ---- seasons and ramps ----

    def season(self, value: object, path: str) -> Season:
        """Twelve weights of the revenue target, or {"revenue": [12], "leads": [12]}; equal where nothing is said."""
        if value is None:
            return Season()
        if isinstance(value, list):
            return Season(revenue=self.weights(value, path))
        named = self.mapping(value, path, ("revenue", "leads"))
        return Season(
            revenue=self.weights(named.get("revenue"), join(path, "revenue")),
            leads=self.weights(named.get("leads"), join(path, "leads")),
        )

    def weights(self, value: object, path: str) -> tuple[Fraction, ...]:
        if value is None:
            return EQUAL_MONTHS
        found = [exact_number(one) for one in self.rows(value, path)]
        if len(found) != MONTHS or any(one is None for one in found):
            self.note(path, "twelve_weights")
            return EQUAL_MONTHS
        known = [one for one in found if one is not None]
        if min(known) < 0 or sum(known) <= 0:
            self.note(path, "weights_not_positive")
            return EQUAL_MONTHS
        return shares_of(known)

    def ramp(self, value: object, path: str) -> Ramp:
        """{"starts": month of the plan, "begins": first month with leads, "full": month at full yield}; None: running."""
        if value is None:
            return Ramp()
        named = self.mapping(value, path, ("starts", "begins", "full"))
        numbers = {
            name: self.number(named.get(name), join(path, name), default=Fraction(1)) or Fraction(0)
            for name in ("starts", "begins", "full")
        }
        if any(number.denominator != 1 for number in numbers.values()) or numbers["full"] < numbers["begins"]:
            self.note(path, "range_order")
            return Ramp()
        return Ramp(begins=int(numbers["begins"]), full=int(numbers["full"]), starts=int(numbers["starts"]))


def exact_number(value: object) -> Fraction | None:
    """The exact value of a JSON number or of a number written as text ("0.2", "1/3"); None when it is neither."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal | Fraction):
        return as_fraction(value) if not isinstance(value, float) or value - value == 0 else None
    try:
        return Fraction(str(value).strip())
    except (ValueError, ZeroDivisionError, InvalidOperation):
        return None


def join(*parts: object) -> str:
    """segments.0.rates"""
    return ".".join(str(part) for part in parts if str(part) != "")
