"""The won-deal analyser: from columns of cases to judged values, each with its outcomes and the checks it passed.

Source: docs/calculations.md 「受注しやすい条件（根拠）」. Pure: the same cases and options give the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np

from targeting.calc.cases import Cases, Column, Flags, Part, counted, means, part
from targeting.calc.economics import advice, churn_levels, value_levels
from targeting.calc.evidence import (
    FALSE_DISCOVERY_RATE,
    MINIMUM_CASES,
    MINIMUM_WINS,
    Evidence,
    EvidenceRow,
    Half,
    Outcomes,
    ValueCount,
    findings_first,
    judge,
    row_of,
)
from targeting.calc.fisher import q_values, two_sided
from targeting.calc.leakage import Leak, leak_of
from targeting.calc.robustness import Cell, MixCheck, cell, holds, mix_check

# An attribute with more values than this has many spellings: only values that can be tested are worth a row.
MOST_VALUES = 50
# Findings beyond these are not looked at inside another segment; nobody reads them.
MOST_MIX_CHECKS = 60


@dataclass(frozen=True)
class Options:
    """What a run compares and how. `bands` are edges per attribute; `compared_anyway` overrules the leakage guard."""

    attributes: frozenset[str] | None = None
    bands: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    minimum_cases: int = MINIMUM_CASES
    split_at: dt.date | None = None
    compared_anyway: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Excluded:
    """An attribute left out, and the pattern that gave it away."""

    attribute: Any
    leak: Leak


@dataclass(frozen=True)
class Analysis:
    """The judged values, the attributes left out for leakage, those of too many values to compare, and the split."""

    evidence: Evidence
    excluded: tuple[Excluded, ...]
    too_various: tuple[Any, ...]
    split_at: dt.date | None


@dataclass(frozen=True)
class _Place:
    """Where a counted value stands."""

    column: Column
    code: int


def analyse(
    cases: Cases, columns: Sequence[Column], options: Options, *, open_fill: Mapping[str, tuple[int, int]] | None = None
) -> Analysis:
    """Judge every value of every column. `open_fill`: per attribute key how many of how many open cases are filled."""
    columns = [column for column in columns if len(column.values) > 1]
    tallies = {id(column): part(column, cases.success) for column in columns}
    excluded = _leaks(cases, columns, tallies, options, open_fill or {})
    asked = [c for c in columns if options.attributes is None or c.attribute.key in options.attributes]
    places: dict[int, _Place] = {}
    honest, leaking, too_various = [], [], []
    for column in asked:
        counts = _counts(column, tallies[id(column)], options.minimum_cases, places)
        leak = excluded.get(id(column))
        if leak:
            leaking += [row_of(count, cases.n, cases.won, leak=leak) for count in counts]
        elif counts:
            honest += counts
        else:
            too_various.append(column.attribute)
    judged = judge(honest, n=cases.n, won=cases.won, minimum_cases=options.minimum_cases)
    rows = _with_outcomes(cases, list(judged.rows), places, options.minimum_cases)
    split_at = options.split_at or middle_day(cases)
    rows = _with_halves(cases, rows, places, split_at, options.minimum_cases)
    others = [(column, tallies[id(column)]) for column in columns if id(column) not in excluded]
    rows = [*_with_mix(cases, rows, places, others, options.minimum_cases), *leaking]
    return Analysis(
        evidence=replace(judged, rows=tuple(sorted(rows, key=findings_first))),
        excluded=tuple(Excluded(c.attribute, excluded[id(c)]) for c in asked if id(c) in excluded),
        too_various=tuple(too_various),
        split_at=split_at,
    )


def middle_day(cases: Cases) -> dt.date | None:
    """The day on which the later half of the dated cases begins; None when there are no two halves."""
    known = np.sort(cases.day[cases.day > 0])
    if not len(known) or known[0] == known[-1]:
        return None
    middle = int(known[len(known) // 2])
    return dt.date.fromordinal(middle if middle > known[0] else middle + 1)


def _leaks(
    cases: Cases,
    columns: Sequence[Column],
    tallies: Mapping[int, Part],
    options: Options,
    open_fill: Mapping[str, tuple[int, int]],
) -> dict[int, Leak]:
    found = {}
    for column in columns:
        if column.attribute.key in options.compared_anyway:
            continue
        filled, n = open_fill.get(column.attribute.key, (0, 0))
        leak = leak_of(column, cases.success, tallies[id(column)], open_filled=filled, open_n=n)
        if leak:
            found[id(column)] = leak
    return found


def _counts(column: Column, counts: Part, minimum_cases: int, places: dict[int, _Place]) -> list[ValueCount]:
    """The values of a column worth a row; none of a text that hardly ever repeats."""
    many = len(column.values) > MOST_VALUES
    if many and not any(counts.n[code] >= minimum_cases for code, value in enumerate(column.values) if value):
        return []
    found = []
    for code in np.argsort(-counts.n, kind="stable").tolist():
        n, won = int(counts.n[code]), int(counts.won[code])
        if many and n < minimum_cases:
            break
        count = ValueCount(column.attribute, column.values[code], n, won, column.bands[code])
        places[id(count)] = _Place(column, code)
        found.append(count)
    return found


# ---------------------------------------------------------------- what came of the wins


def _with_outcomes(
    cases: Cases, rows: list[EvidenceRow], places: Mapping[int, _Place], minimum_cases: int
) -> list[EvidenceRow]:
    outcomes: dict[int, list[Outcomes]] = {}
    known = {id(place.column): place.column for place in (places[id(row.count)] for row in rows)}
    churn = _churn(cases, list(known.values()), minimum_cases)
    for key, column in known.items():
        outcomes[key] = _outcomes(cases, column, *churn[key], minimum_cases=minimum_cases)
    told = []
    for row in rows:
        place = places[id(row.count)]
        result = outcomes[id(place.column)][place.code]
        told.append(replace(row, outcomes=result, advice=advice(row.verdict, result.churn, result.value)))
    return told


def _churn(
    cases: Cases, columns: Sequence[Column], minimum_cases: int
) -> dict[int, tuple[list[float | None], list[str]]]:
    """Churn rate and level of every value; all values are corrected together."""
    left = cases.success & cases.churned
    all_churned = int(left.sum())
    won = [counted(column.codes, cases.success, len(column.values)) for column in columns]
    gone = [counted(column.codes, left, len(column.values)) for column in columns]
    flat_won = np.concatenate([np.zeros(0, dtype=np.int64), *won])
    flat_gone = np.concatenate([np.zeros(0, dtype=np.int64), *gone])
    levels = churn_levels(flat_won, flat_gone, all_won=cases.won, all_churned=all_churned, minimum_cases=minimum_cases)
    found, first = {}, 0
    for column, n, churned in zip(columns, won, gone, strict=True):
        rates = [float(c / w) if all_churned and w else None for w, c in zip(n, churned, strict=True)]
        found[id(column)] = (rates, levels[first : first + len(n)])
        first += len(n)
    return found


def _outcomes(
    cases: Cases, column: Column, churn_rates: list[float | None], churn: list[str], *, minimum_cases: int
) -> list[Outcomes]:
    amount = means(column, cases.success, cases.amount)
    cycle = means(column, cases.success, cases.cycle_days)
    value = means(column, cases.success, cases.lifetime_value)
    worth = value_levels(value, minimum_cases=minimum_cases)
    return [
        Outcomes(amount.mean(code), cycle.mean(code), churn_rates[code], value.mean(code), churn[code], worth[code])
        for code in range(len(column.values))
    ]


# ---------------------------------------------------------------- the two halves of the time


def _with_halves(
    cases: Cases,
    rows: list[EvidenceRow],
    places: Mapping[int, _Place],
    split_at: dt.date | None,
    minimum_cases: int,
) -> list[EvidenceRow]:
    """Each row with its halves; what was found in all cases or in the earlier half is looked for in the later one."""
    if split_at is None:
        return rows
    later = cases.day >= split_at.toordinal()
    earlier = (cases.day > 0) & ~later
    told = [places[id(row.count)] for row in rows]
    before, after = _cells(told, cases.success, earlier), _cells(told, cases.success, later)
    q = _q_of(before, minimum_cases)
    result = []
    for row, old, new in zip(rows, before, after, strict=True):
        found = _found(cases, row, old, q.get(id(old)))
        enough = found is not None and new.all_won >= MINIMUM_WINS
        result.append(
            replace(
                row,
                earlier=Half(old.n, old.won),
                later=Half(new.n, new.won),
                holds_later=holds(found, new, minimum_cases=minimum_cases) if found and enough else None,
            )
        )
    return result


def _cells(places: Sequence[_Place], success: Flags, within: Flags) -> list[Cell]:
    counts: dict[int, Part] = {}
    cells = []
    for place in places:
        if id(place.column) not in counts:
            counts[id(place.column)] = part(place.column, success, within)
        cells.append(cell(counts[id(place.column)], place.code))
    return cells


def _q_of(cells: Sequence[Cell], minimum_cases: int) -> dict[int, float]:
    """The corrected p of the values that the earlier half alone can test."""
    tested = [one for one in cells if one.n >= minimum_cases and one.all_won >= MINIMUM_WINS]
    if not tested:
        return {}
    first = tested[0]
    p = two_sided([one.n for one in tested], [one.won for one in tested], first.all_n, first.all_won)
    return dict(zip(map(id, tested), q_values(p).tolist(), strict=True))


def _found(cases: Cases, row: EvidenceRow, earlier: Cell, q: float | None) -> Cell | None:
    """The difference to look for: the one of the earlier half if it was seen there, else the one of all cases."""
    if q is not None and q <= FALSE_DISCOVERY_RATE:
        return earlier
    return Cell(row.n, row.won, cases.n, cases.won) if row.verdict in ("strong", "weak") else None


# ---------------------------------------------------------------- inside another segment


def _with_mix(
    cases: Cases,
    rows: list[EvidenceRow],
    places: Mapping[int, _Place],
    others: Sequence[tuple[Column, Part]],
    minimum_cases: int,
) -> list[EvidenceRow]:
    checks: dict[int, MixCheck | None] = {}
    for row in [row for row in rows if row.verdict in ("strong", "weak")][:MOST_MIX_CHECKS]:
        place = places[id(row.count)]
        rest = [other for other in others if other[0] is not place.column]
        checks[id(row)] = mix_check(cases, place.column, place.code, rest, minimum_cases=minimum_cases)
    return [replace(row, mix=checks.get(id(row))) for row in rows]
