"""Looks through a table before it is read: date formats and the types of custom fields depend on whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from crm.imports.custom import TypeGuess
from crm.imports.dates import FormatChoice, choose_format, day_reader
from crm.imports.fields import Kind
from crm.imports.mapping import MappedColumn, Mapping
from crm.imports.problems import RefusedValue
from crm.imports.tables import Table
from crm.models import CustomField
from workspaces.models import Workspace

# From so many distinct values of a column its date format is told.
ENOUGH_DATES = 20_000
NUMBERS = (CustomField.DataType.INTEGER, CustomField.DataType.DECIMAL)


@dataclass
class Survey:
    """What was found: the format of each date column by name, the type of each custom field by key, and warnings."""

    date_formats: dict[str, str] = field(default_factory=dict)
    custom_types: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def survey_table(
    table: Table,
    columns: list[MappedColumn],
    mapping: Mapping,
    declared: dict[str, CustomField],
    workspace: Workspace,
) -> Survey:
    """Formats and types of a table's columns; the table is walked through only where its first rows do not settle them."""
    survey = Survey()
    sample = table.sample()
    dates = [one for one in columns if one.field.kind in (Kind.DATE, Kind.MOMENT) and one.position is not None]
    undecided = [one for one in dates if not _settle_date(one, mapping, survey, sample.columns, workspace)]
    # What is already declared keeps its type, except that decimals may come where only integers were.
    keys = [one.field.name for one in columns if one.is_custom and _is_open(declared, one.field.name)]
    guesses = {key: TypeGuess(list(NUMBERS)) if key in declared else TypeGuess() for key in keys}
    customs = [one for one in columns if one.is_custom and one.field.name in guesses]
    if undecided or customs:
        _walk(table, undecided, customs, guesses, mapping, survey)
    survey.custom_types = {key: one.data_type for key, one in declared.items()}
    for key, guess in guesses.items():
        if guess.has_values:
            survey.custom_types[key] = _agreed_type(declared.get(key), guess)
    return survey


def _is_open(declared: dict[str, CustomField], key: str) -> bool:
    return key not in declared or declared[key].data_type == CustomField.DataType.INTEGER


def _agreed_type(declared: CustomField | None, guess: TypeGuess) -> str:
    if declared is None or guess.data_type == CustomField.DataType.DECIMAL:
        return guess.data_type
    return declared.data_type


def _settle_date(
    column: MappedColumn, mapping: Mapping, survey: Survey, sample: Sequence[Sequence[str]], workspace: Workspace
) -> bool:
    """A chosen format settles it, and so do first rows that all begin with the year."""
    if chosen := mapping.date_formats.get(column.name):
        survey.date_formats[column.name] = chosen
        return True
    read = day_reader("", workspace.zone)
    try:
        for value in set(list(_values(column, sample))[:500]):
            read(value)
    except RefusedValue:
        return False
    survey.date_formats[column.name] = ""
    return any(_values(column, sample))


def _values(column: MappedColumn, columns: Sequence[Sequence[str]]) -> set[str]:
    if column.position is None:
        return set()
    return {value.strip() for value in columns[column.position] if value.strip()}


def _walk(
    table: Table,
    dates: list[MappedColumn],
    customs: list[MappedColumn],
    guesses: dict[str, TypeGuess],
    mapping: Mapping,
    survey: Survey,
) -> None:
    """One pass over the whole table, only through the columns in question."""
    seen: dict[str, set[str]] = {one.name: set() for one in dates}
    for chunk in table.chunks():
        for one in dates:
            if len(seen[one.name]) < ENOUGH_DATES:
                seen[one.name] |= _values(one, chunk.columns)
        for one in customs:
            guess = guesses[one.field.name]
            if not guess.is_settled:
                replaced = mapping.values.get(f"custom.{one.field.name}", {})
                values = {replaced.get(value, value) for value in _values(one, chunk.columns)}
                guess.look_at(values, mapping.date_formats.get(one.name, ""))
        if not dates and all(guess.is_settled for guess in guesses.values()):
            return
    for one in dates:
        replaced = mapping.values.get(one.field.name, {})
        choice = choose_format(replaced.get(value, value) for value in seen[one.name])
        survey.date_formats[one.name] = choice.format
        if choice.rival:
            survey.warnings.append(_trap(one, choice))


FORMAT_WORDS = {"%m": "MM", "%d": "DD", "%Y": "YYYY", "%y": "YY", "%b": "Mon", "%B": "Month"}


def format_in_words(format: str) -> str:
    """A strptime format as people write it: MM/DD/YYYY."""
    for sign, word in FORMAT_WORDS.items():
        format = format.replace(sign, word)
    return format


def _trap(column: MappedColumn, choice: FormatChoice) -> str:
    return _(
        "列「%(column)s」は %(format)s とも %(rival)s とも読めます。%(format)s として読みました。違うときは日付の形式を選んでください"
    ) % {
        "column": column.name,
        "format": format_in_words(choice.format),
        "rival": format_in_words(choice.rival),
    }
