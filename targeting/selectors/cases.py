"""The cases of an evidence run, read in one statement: success, measures and every attribute as columns of codes.

One COPY and a dictionary of each column's values; whole texts of 100,000 cases are never held as Python objects.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from crm.models import Entity
from targeting.calc.bands import Band, bands_of, quartile_edges
from targeting.calc.cases import Cases, Column, numbers, quartiles, texts
from targeting.selectors.attributes import NUMBER_PATTERN, Attribute
from targeting.selectors.rule_conditions import BLANKS
from targeting.selectors.units import Unit

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = re.compile(NUMBER_PATTERN)
_FIGURES = ("amount", "cycle_days", "lifetime_value")


def usable(unit: Unit, attributes: Sequence[Attribute]) -> list[Attribute]:
    """The attributes that can be told before the outcome."""
    return [item for item in attributes if unit.knows(item.entity) and item.key != unit.outcome_attribute]


def read_cases(
    unit: Unit, attributes: Sequence[Attribute], bands: Mapping[str, tuple[Decimal, ...]]
) -> tuple[Cases, list[Column]]:
    """Every case of a unit and a column per attribute; numbers cut at `bands`, at fixed edges or at their quartiles."""
    table = _table(unit, attributes)
    cases = Cases(
        success=table["success"].to_numpy(dtype=np.bool_),
        day=table["day"].fillna(0).to_numpy(dtype=np.int64),
        churned=table["churned"].to_numpy(dtype=np.bool_),
        **{name: table[name].to_numpy(dtype=np.float64) for name in _FIGURES},
    )
    return cases, [_column(item, table[f"a{place}"], bands.get(item.key)) for place, item in enumerate(attributes)]


def open_fill(unit: Unit, attributes: Sequence[Attribute]) -> dict[str, tuple[int, int]]:
    """Per attribute, how many of the cases without an end have it filled, of how many that have its record at all (a
    deal without a company says nothing of the company's fields); empty where ends are not told."""
    if not unit.open_where:
        return {}
    read = [_expression(item) for item in attributes]
    columns = ", ".join(f"count(NULLIF(({sql})::text, ''))" for sql, _parameters in read)
    parameters = [parameter for _sql, found in read for parameter in found]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(c.id), count(l.id), count(d.id), {columns} FROM {unit.source} WHERE {unit.open_where}",
            [*parameters, unit.where_parameters[0]],
        )
        companies, leads, deals, *filled = cursor.fetchone()
    records = {Entity.COMPANY: companies, Entity.LEAD: leads, Entity.DEAL: deals}
    return {item.key: (count, records[Entity(item.entity)]) for item, count in zip(attributes, filled, strict=True)}


def _table(unit: Unit, attributes: Sequence[Attribute]) -> pd.DataFrame:
    import pandas as pd  # takes a moment to import, and only the analyser needs it

    read = [_expression(item) for item in attributes]
    columns = "".join(f", {sql} AS a{place}" for place, (sql, _parameters) in enumerate(read))
    parameters: list[Any] = [parameter for _sql, found in read for parameter in found]
    statement = (
        f"SELECT ({unit.success})::int AS success, {unit.measures}{columns}"
        f" FROM {unit.measured_source} WHERE {unit.where}"
    )
    figures = {f"a{place}" for place, item in enumerate(attributes) if _is_figure(item)} | {"day", *_FIGURES}
    with connection.cursor() as cursor, io.BytesIO() as file:
        complete = cursor.mogrify(
            statement, [*unit.success_parameters, *parameters, *unit.measured_parameters, *unit.where_parameters]
        )
        cursor.copy_expert(f"COPY ({complete.decode()}) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')", file)
        file.seek(0)
        return pd.read_csv(
            file,
            dtype={f"a{place}": "category" for place, item in enumerate(attributes) if not _is_figure(item)}
            | dict.fromkeys(figures, "float64"),
            keep_default_na=False,
            na_values={name: [""] for name in figures},
        )


def _is_figure(attribute: Attribute) -> bool:
    """Whether the database stores it as a number."""
    return attribute.kind == "number" and not attribute.text


def _expression(attribute: Attribute) -> tuple[str, tuple[str, ...]]:
    if _is_figure(attribute):
        return f"({attribute.column})::float8", attribute.parameters
    if attribute.text:
        return attribute.text, attribute.parameters[:1]
    return f"btrim({attribute.column}, {BLANKS})", attribute.parameters


def _column(attribute: Attribute, series: pd.Series[Any], edges: tuple[Decimal, ...] | None) -> Column:
    if attribute.kind == "number":
        figures = _figures(series) if attribute.text else series.to_numpy(dtype=np.float64)
        return numbers(attribute, figures, _bands(attribute, figures, edges))
    return texts(attribute, np.asarray(series.cat.codes, dtype=np.int64), [str(one) for one in series.cat.categories])


def _figures(series: pd.Series[Any]) -> np.ndarray:
    """Numbers stored as text; whatever does not read as one is blank."""
    spelt = [str(one) for one in series.cat.categories]
    read = np.array([float(one) if _NUMBER.fullmatch(one) else np.nan for one in spelt], dtype=np.float64)
    return read[np.asarray(series.cat.codes, dtype=np.int64)] if len(read) else np.full(len(series), np.nan)


def _bands(attribute: Attribute, figures: np.ndarray, edges: tuple[Decimal, ...] | None) -> list[Band]:
    """The bands asked for, those fixed for the attribute, else readable ones near the quartiles."""
    cut = edges or attribute.edges or quartile_edges([Decimal(str(value)) for value in quartiles(figures)])
    return bands_of(cut, attribute.step)
