"""Turns the rows of a file into clean columns of fields, and sets aside the rows that cannot be read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress

from django.utils.translation import gettext as _

from crm.calc.company_names import company_name_key
from crm.imports.custom import custom_reader
from crm.imports.mapping import MappedColumn, Mapping
from crm.imports.survey import Survey
from crm.imports.tables import Chunk
from crm.imports.values import Reader, clean_column, reader_for
from crm.models import ImportRun
from workspaces.models import Workspace

Column = list[str | None]
Entity = ImportRun.Entity
# A row that repeats its key more often than this within one file is refused: that column is no key.
MOST_REPETITIONS = 200
KIND_STEP = 1000


@dataclass(frozen=True)
class RowError:
    """Why a row was refused: its number in the file, the column at fault (blank: the row as a whole), the reason."""

    row: int
    column: str
    reason: str

    def as_json(self) -> dict[str, object]:
        return {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass
class Prepared:
    """Clean columns by staging name, equally long, and the refused rows."""

    numbers: list[int]
    columns: dict[str, Sequence[object]]
    refused: list[RowError] = field(default_factory=list)


@dataclass
class Preparer:
    """Reads chunks of one file; remembers keys across chunks, since a later row may repeat an earlier one's."""

    entity: str
    workspace: Workspace
    columns: list[MappedColumn]
    mapping: Mapping
    survey: Survey
    unknown_words: dict[str, set[str]] = field(default_factory=dict)
    repetitions: Counter[str] = field(default_factory=Counter)
    name_keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.readers: list[tuple[MappedColumn, str, Reader]] = []
        for column in self.columns:
            if column.is_custom and column.field.name not in self.survey.custom_types:
                continue  # a column without any value declares nothing
            self.readers.append((column, self.staging_name(column), self._reader(column)))
        self.names = {column.field.name: column.name for column in self.columns if not column.is_custom}

    @property
    def custom_names(self) -> dict[str, str]:
        """The staging columns of the custom fields that have values: name → key."""
        return {name: column.field.name for column, name, _read in self.readers if column.is_custom}

    def staging_name(self, column: MappedColumn) -> str:
        if not column.is_custom:
            return column.field.name
        keys = list(dict.fromkeys(one.field.name for one in self.columns if one.is_custom))
        return f"custom_{keys.index(column.field.name)}"

    def _reader(self, column: MappedColumn) -> Reader:
        name = column.field.name
        date_format = self.survey.date_formats.get(column.name, "")
        constants = self.mapping.constants
        if column.is_custom:
            values = self.mapping.values.get(f"custom.{name}", {})
            data_type = self.survey.custom_types[name]
            date_format = self.mapping.date_formats.get(column.name, "")
            return _replacing(custom_reader(data_type, date_format), values, constants.get(f"custom.{name}", ""))
        return reader_for(
            column,
            workspace=self.workspace,
            values=self.mapping.values.get(name, {}),
            date_format=date_format,
            default=constants.get(name, ""),
            unknown=self.unknown_words,
        )

    def prepare(self, chunk: Chunk) -> Prepared:
        """Clean a chunk: every mapped cell read, rows refused for their first unreadable cell or a missing key."""
        size = len(chunk)
        columns: dict[str, Sequence[object]] = {}
        reasons: dict[int, tuple[str, str]] = {}
        for column, name, read in self.readers:
            cells = chunk.columns[column.position] if column.position is not None else [""] * size
            cleaned, faults = clean_column(cells, read)
            for place, reason in faults.items():
                reasons.setdefault(place, (column.name, reason))
            columns[name] = _first_filled(columns[name], cleaned) if name in columns else cleaned
        self._require(columns, size, reasons)
        prepared = _without_refused(chunk.numbers, columns, reasons)
        self._derive(prepared)
        return prepared

    # -------------------------------------------------------------- what a row must have

    def _require(self, columns: dict[str, Sequence[object]], size: int, reasons: dict[int, tuple[str, str]]) -> None:
        for names, reason in REQUIRED[self.entity]():
            given = [columns[name] for name in names if name in columns]
            column = self.names.get(names[0], names[0])
            if len(given) == 1 and None not in given[0]:
                continue
            for place in range(size):
                if not any(cells[place] is not None for cells in given):
                    reasons.setdefault(place, (column, reason))

    # -------------------------------------------------------------- what follows from the cells

    def _derive(self, prepared: Prepared) -> None:
        columns, size = prepared.columns, len(prepared.numbers)
        blank: Column = [None] * size
        if self.entity == Entity.LEADS and not ("full_name" in columns and None not in columns["full_name"]):
            columns["full_name"] = _full_names(columns, blank)
        name = "name" if self.entity == Entity.COMPANIES else "company_name"
        if name in columns:
            columns["name_key"] = [self._name_key(text) for text in columns[name]]
        if self.entity == Entity.DEALS:
            columns["external_id"] = self._deal_ids(columns, size, blank)
        if self.entity == Entity.ACTIVITIES:
            moments = columns["occurred_at"]
            columns["precision"] = ["day" if len(text) == 10 else "moment" for text in moments]  # type: ignore[arg-type]
        if self.entity in WAVE_KEYS:
            self._number_waves(prepared, blank)

    def _name_key(self, text: object) -> str | None:
        if not isinstance(text, str):
            return None
        if text not in self.name_keys:
            self.name_keys[text] = company_name_key(text)[:255]
        return self.name_keys[text] or None

    def _deal_ids(self, columns: dict[str, Sequence[object]], size: int, blank: Column) -> Sequence[object]:
        """A deal without an id is known by company, lead, name, product and opening day, and by how many such stood before.

        So the same file imported again meets the same deals, also when result or amount have changed meanwhile.
        """
        given = columns.get("external_id", blank)
        if None not in given:
            return given
        names = [*DEAL_IDENTITY]
        if not {"name", "opened_on"} & set(columns):
            names += ["closed_on", "amount"]
        parts = [columns.get(name, blank) for name in names]
        return [own or self._deal_id(tuple(part[place] for part in parts)) for place, own in enumerate(given)]

    def _deal_id(self, identity: tuple[object, ...]) -> str:
        text = "\x1f".join("" if part is None else str(part) for part in identity)
        self.repetitions[f"deal:{text}"] += 1
        numbered = f"{text}\x1f{self.repetitions[f'deal:{text}']}"
        return f"auto-{hashlib.sha256(numbered.encode()).hexdigest()[:24]}"

    def _number_waves(self, prepared: Prepared, blank: Column) -> None:
        """Rows that repeat a key are written one after the other, and rows with stronger keys before weaker ones."""
        keys = [(kind, prepared.columns.get(name, blank)) for kind, name in enumerate(WAVE_KEYS[self.entity])]
        waves: list[object] = []
        reasons: dict[int, tuple[str, str]] = {}
        for place in range(len(prepared.numbers)):
            kind, key = next(((kind, cells[place]) for kind, cells in keys if cells[place] is not None), (9, None))
            self.repetitions[f"{kind}:{key}"] += 1
            number = self.repetitions[f"{kind}:{key}"]
            if number > MOST_REPETITIONS:
                column = self.names.get(WAVE_KEYS[self.entity][min(kind, len(keys) - 1)], "")
                reasons[place] = (column, _("同じキーの行が%(count)s行を超えています") % {"count": MOST_REPETITIONS})
            waves.append(kind * KIND_STEP + number)
        prepared.columns["wave"] = waves
        if reasons:
            kept = _without_refused(prepared.numbers, prepared.columns, reasons)
            prepared.numbers, prepared.columns = kept.numbers, kept.columns
            prepared.refused += kept.refused


WAVE_KEYS: dict[str, tuple[str, ...]] = {
    Entity.LEADS: ("external_id", "email"),
    Entity.COMPANIES: ("external_id", "corporate_number", "domain", "name_key"),
    Entity.DEALS: ("external_id",),
}
DEAL_IDENTITY = (
    *("lead_external_id", "company_external_id", "corporate_number", "company_domain", "name_key", "name", "product"),
    "opened_on",
)


def _lead_rules() -> list[tuple[tuple[str, ...], str]]:
    return [(("external_id", "email"), _("外部IDかメールアドレスが必要です"))]


def _company_rules() -> list[tuple[tuple[str, ...], str]]:
    return [(("name", "domain"), _("会社名が必要です"))]


def _deal_rules() -> list[tuple[tuple[str, ...], str]]:
    names = ("external_id", "lead_external_id", "company_external_id", "company_name", "name", "company_domain")
    return [((*names, "corporate_number"), _("商談の外部ID・会社・リード・商談名のどれかが必要です"))]


def _activity_rules() -> list[tuple[tuple[str, ...], str]]:
    return [
        (("lead_external_id", "lead_email"), _("リードの外部IDかメールアドレスが必要です")),
        (("type",), _("種別が必要です")),
        (("occurred_at",), _("日時が必要です")),
    ]


def _series_rules() -> list[tuple[tuple[str, ...], str]]:
    return [
        (("date",), _("日付が必要です")),
        (("metric",), _("指標が必要です")),
        (("value",), _("値が必要です")),
    ]


REQUIRED: dict[str, Callable[[], list[tuple[tuple[str, ...], str]]]] = {
    Entity.LEADS: _lead_rules,
    Entity.COMPANIES: _company_rules,
    Entity.DEALS: _deal_rules,
    Entity.ACTIVITIES: _activity_rules,
    Entity.SERIES: _series_rules,
}


def _replacing(convert: Reader, values: dict[str, str], default: str) -> Reader:
    def read(text: str) -> str | None:
        text = text.strip()
        text = values.get(text, text).strip() or default
        return convert(text) if text else None

    return read


def _first_filled(one: Sequence[object], other: Sequence[object]) -> list[object]:
    return [left if left is not None else right for left, right in zip(one, other, strict=True)]


def _full_names(columns: dict[str, Sequence[object]], blank: Column) -> list[object]:
    given = zip(
        columns.get("full_name", blank),
        columns.get("family_name", blank),
        columns.get("given_name", blank),
        strict=True,
    )
    return [whole or " ".join(str(part) for part in (family, first) if part) or None for whole, family, first in given]


def _without_refused(
    numbers: list[int], columns: dict[str, Sequence[object]], reasons: dict[int, tuple[str, str]]
) -> Prepared:
    if not reasons:
        return Prepared(numbers, columns)
    keep = [place not in reasons for place in range(len(numbers))]
    refused = [RowError(numbers[place], column, reason) for place, (column, reason) in sorted(reasons.items())]
    kept: dict[str, Sequence[object]] = {name: list(compress(cells, keep)) for name, cells in columns.items()}
    return Prepared(list(compress(numbers, keep)), kept, refused)
