"""Cases and successes per attribute value, counted set-based in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from targeting.calc.bands import Band, bands_of, quartile_edges
from targeting.selectors.attributes import Attribute
from targeting.selectors.rule_conditions import BLANKS
from targeting.selectors.units import Unit

# A custom field with more values than this is free text, not a category.
MOST_VALUES = 50
# Of a fixed attribute with many spellings (job titles) only values that can be tested are worth a row.
FEWEST_CASES = 20
_TOTAL = -1


@dataclass(frozen=True)
class ValueCount:
    """One attribute value: `value` is the text ("" for blank) or the key of its band."""

    attribute: Attribute
    value: str
    n: int
    won: int
    band: Band | None = None


@dataclass(frozen=True)
class Counts:
    n: int
    won: int
    values: list[ValueCount]


def value_counts(unit: Unit, attributes: Sequence[Attribute]) -> Counts:
    """Cases `n` and successes `won`, in all and per value of every attribute that can be told before the outcome.

    Numbers are cut into bands (fixed edges or quartiles of these very cases). Attributes with nothing to compare (all
    blank, or one value only) and custom fields of more than 50 values are left out.
    """
    usable = [item for item in attributes if unit.knows(item.entity) and item.key != unit.outcome_attribute]
    bands = _bands(unit, usable)
    usable = [item for item in usable if item.kind != "number" or bands[item.key]]
    rows = _tally(unit, usable, bands)
    total_n, total_won = rows.pop(_TOTAL)[0][1:]
    values = [count for index, found in rows.items() for count in _values(usable[index], bands, found)]
    return Counts(n=total_n, won=total_won, values=values)


def _values(attribute: Attribute, bands: dict[str, list[Band]], found: list[tuple[str, int, int]]) -> list[ValueCount]:
    if len(found) < 2 or (attribute.is_custom and len(found) > MOST_VALUES):
        return []
    cut = bands.get(attribute.key, [])
    many = len(found) > MOST_VALUES
    counts = []
    for value, n, won in found:
        if many and n < FEWEST_CASES:
            continue
        band = cut[int(value)] if cut and value else None
        counts.append(ValueCount(attribute, band.key if band else value, n, won, band))
    return counts


def _tally(
    unit: Unit, attributes: Sequence[Attribute], bands: dict[str, list[Band]]
) -> dict[int, list[tuple[str, int, int]]]:
    columns, parameters = _value_columns(attributes, bands)
    places = ", ".join(["(-1, '')", *(f"({index}, u.a{index})" for index in range(len(attributes)))])
    statement = f"""
        SELECT v.place, v.value, count(*), count(*) FILTER (WHERE u.is_success)
        FROM (SELECT {unit.success} AS is_success{columns} FROM {unit.source} WHERE {unit.where}) u
        CROSS JOIN LATERAL (VALUES {places}) v(place, value)
        GROUP BY v.place, v.value
        ORDER BY v.place, count(*) DESC, v.value"""
    rows: dict[int, list[tuple[str, int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*unit.success_parameters, *parameters, *unit.where_parameters])
        for place, value, n, won in cursor.fetchall():
            rows.setdefault(place, []).append((value, n, won))
    rows.setdefault(_TOTAL, [("", 0, 0)])
    return rows


def _value_columns(attributes: Sequence[Attribute], bands: dict[str, list[Band]]) -> tuple[str, list[Any]]:
    columns, parameters = "", []
    for index, attribute in enumerate(attributes):
        if attribute.kind == "number":
            edges = [band.low for band in bands[attribute.key][1:]]
            columns += f", COALESCE(width_bucket(({attribute.column})::numeric, %s::numeric[])::text, '') AS a{index}"
            parameters += [*attribute.parameters, edges]
        else:
            columns += f", COALESCE(btrim({attribute.column}, {BLANKS}), '') AS a{index}"
            parameters += attribute.parameters
    return columns, parameters


def _bands(unit: Unit, attributes: Sequence[Attribute]) -> dict[str, list[Band]]:
    """The bands of each numeric attribute; none when there is no value to cut."""
    numbers = [attribute for attribute in attributes if attribute.kind == "number"]
    free = [attribute for attribute in numbers if attribute.edges is None]
    quartiles = dict(zip([attribute.key for attribute in free], _quartiles(unit, free), strict=True))
    bands = {}
    for attribute in numbers:
        edges = list(attribute.edges) if attribute.edges else quartile_edges(quartiles[attribute.key])
        bands[attribute.key] = bands_of(edges, attribute.step) if edges else []
    return bands


def _quartiles(unit: Unit, attributes: Sequence[Attribute]) -> list[list[Decimal]]:
    if not attributes:
        return []
    columns = ", ".join(
        f"percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY ({item.column})::numeric)"
        for item in attributes
    )
    parameters = [parameter for attribute in attributes for parameter in attribute.parameters]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {unit.source} WHERE {unit.where}", [*parameters, *unit.where_parameters])
        found = cursor.fetchone()
    return [values or [] for values in found]
