"""Which column of a file is which field: read from a mapping file, or guessed from the headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from crm.imports.fields import CUSTOM_ENTITIES, CUSTOM_PREFIX, UNIT, ImportField, Kind, fields_of, fold_heading
from crm.imports.problems import ImportProblem
from crm.imports.tables import ReadOptions
from crm.imports.vocabulary import UNITS

KEYS = {"columns", "values", "constants", "date_formats", "units", "encoding", "delimiter", "header_row", "sheet"}
NAMES_A_COMPANY = {"company_name", "company_domain", "company_external_id", "corporate_number"}
ABOUT_A_COMPANY = {"company_industry", "company_employee_count"}


@dataclass
class Mapping:
    """Columns to fields, raw values to values, fixed values, and how columns are read.

    `columns` maps a source column to one or more fields; `date_formats` a source column to a strptime format; `units` a
    source column to what its numbers are multiplied by (`{"revenue": 1000000}`), beside what its heading says.
    """

    columns: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    date_formats: dict[str, str] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    options: ReadOptions = field(default_factory=ReadOptions)

    @classmethod
    def from_json(cls, document: Any) -> Mapping:
        """A mapping file's content. Raises ImportProblem naming the part that is wrong."""
        if not isinstance(document, dict):
            raise ImportProblem(_("対応付けファイルはJSONのオブジェクトです"))
        if unknown := set(document) - KEYS:
            raise ImportProblem(
                _("対応付けファイルに知らない項目があります: %(names)s") % {"names": ", ".join(unknown)}
            )
        for key in ("columns", "values", "constants", "date_formats", "units"):
            if not isinstance(document.get(key) or {}, dict):
                raise ImportProblem(_("対応付けファイルの「%(key)s」はオブジェクトです") % {"key": key})
        columns = {
            str(name): [target] if isinstance(target, str) else [str(one) for one in target]
            for name, target in (document.get("columns") or {}).items()
            if target
        }
        return cls(
            columns=columns,
            values={name: _texts(raws) for name, raws in (document.get("values") or {}).items()},
            constants=_texts(document.get("constants") or {}),
            date_formats=_texts(document.get("date_formats") or {}),
            units={name: int(unit) for name, unit in (document.get("units") or {}).items()},
            options=_read_options(document),
        )

    def as_json(self) -> dict[str, Any]:
        """The same as a mapping file, with what was detected written down."""
        document: dict[str, Any] = {
            "columns": {name: names[0] if len(names) == 1 else names for name, names in self.columns.items()},
            "values": self.values,
            "constants": self.constants,
            "date_formats": self.date_formats,
            "units": self.units,
            "encoding": self.options.encoding,
            "delimiter": self.options.delimiter,
            "header_row": self.options.header_row,
            "sheet": self.options.sheet,
        }
        return {key: value for key, value in document.items() if value}


@dataclass(frozen=True)
class MappedColumn:
    """A column of the file and one field it feeds; `position` is None for a constant without a column."""

    position: int | None
    name: str
    field: ImportField
    is_custom: bool = False
    unit: int = 1


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {str(name): "" if value is None else str(value) for name, value in values.items()}


def _read_options(document: dict[str, Any]) -> ReadOptions:
    header_row = document.get("header_row")
    return ReadOptions(
        encoding=document.get("encoding") or None,
        delimiter=document.get("delimiter") or None,
        header_row=int(header_row) if header_row else None,
        sheet=document.get("sheet") or None,
    )


def resolve_columns(entity: str, mapping: Mapping, header: list[str]) -> list[MappedColumn]:
    """The mapping laid over a file's header; names that differ only in width or case are the same column.

    Raises ImportProblem for a column that the file lacks, a field that does not exist, or an entity without custom fields.
    """
    exact = {name: position for position, name in enumerate(header)}
    folded = {_fold_name(name): position for position, name in reversed(list(enumerate(header)))}
    resolved = []
    for name, targets in mapping.columns.items():
        position = exact.get(name, folded.get(_fold_name(name)))
        if position is None:
            raise ImportProblem(_("ファイルに列「%(name)s」がありません") % {"name": name})
        unit = mapping.units.get(name) or unit_of(header[position])
        resolved += [_mapped(entity, position, name, target, unit) for target in targets]
    fed = {column.field.name for column in resolved}
    resolved += [_mapped(entity, None, name, name, 1) for name in mapping.constants if name not in fed]
    return resolved


def _mapped(entity: str, position: int | None, name: str, target: str, unit: int) -> MappedColumn:
    if target.startswith(CUSTOM_PREFIX) and entity in CUSTOM_ENTITIES:
        key = target.removeprefix(CUSTOM_PREFIX).strip()[:80]
        if key:
            return MappedColumn(position, name, ImportField(key, key, Kind.TEXT), is_custom=True, unit=unit)
    known = fields_of(entity).get(target)
    if known is None:
        raise ImportProblem(_("項目「%(field)s」はありません") % {"field": target})
    return MappedColumn(position, name, known, unit=unit)


def _fold_name(name: str) -> str:
    import unicodedata

    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def unit_of(heading: str) -> int:
    """What the numbers under a heading are multiplied by: 10000 for 「金額(万円)」, else 1."""
    match = UNIT.search(_fold_name(heading))
    return next((factor for name, factor in UNITS if match and name in match[0]), 1)


def guess_mapping(entity: str, header: list[str]) -> Mapping:
    """The mapping by the names files usually use, Japanese or English, HubSpot or Salesforce; each field at most once.

    Columns that are not recognised are left out; a deal's stage column also gives the outcome where no column does.
    What a file of leads says about companies that it does not name is kept with the leads, as custom fields.
    """
    fields = list(fields_of(entity).values())
    guessed: dict[str, list[str]] = {}
    taken: set[str] = set()
    for name in header:
        folded = fold_heading(name)
        match = next((one for one in fields if one.name not in taken and _is_called(one, folded)), None)
        if match is not None:
            guessed[name] = [match.name]
            taken.add(match.name)
    if entity == "deals" and "stage" in taken and "outcome" not in taken:
        next(targets for targets in guessed.values() if targets == ["stage"]).append("outcome")
    if entity == "leads" and not taken & NAMES_A_COMPANY:
        for name, targets in guessed.items():
            guessed[name] = [CUSTOM_PREFIX + name if target in ABOUT_A_COMPANY else target for target in targets]
    return Mapping(columns=guessed)


def _is_called(one: ImportField, folded: str) -> bool:
    return folded == fold_heading(one.name) or folded in one.aliases
