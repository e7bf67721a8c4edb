"""What a list of content would do to the map, row by row and in words, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from channels.calc.listed import Double, doubles
from channels.forms import AssetChoices
from channels.forms.list_reader import ListRow
from channels.models import ContentAsset
from channels.selectors.content_map import ContentMap
from channels.services.content import AssetEntry, Imported, piece_of


@dataclass(frozen=True)
class ListedPiece:
    """A row with a title: its number, the piece in the words of the screen, and what there is to say about it."""

    number: int
    entry: AssetEntry
    stage: str
    role: str
    state: str
    owner: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class RefusedRow:
    """A row that is not taken over, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class ListPreview:
    """The rows of a list by what becomes of them; `carried` hands the rows on to the import."""

    added: list[ListedPiece]
    known: list[ListedPiece]
    refused: list[RefusedRow]
    unused: Sequence[str]
    carried: str

    @property
    def read(self) -> int:
        return len(self.added) + len(self.known) + len(self.refused)


def list_preview(found: Mapping[str, Any], page: ContentMap, choices: AssetChoices) -> ListPreview:
    """Of the cleaned data of a form that read a list. Rows with something to say come first among those that are added."""
    rows: list[ListRow] = found["list"]
    titled = [(row, row.entry) for row in rows if row.entry]
    known = [piece_of(asset.url, asset.title) for asset in page.assets]
    repeated = doubles([piece_of(entry.url, entry.title) for _row, entry in titled], known)
    names = _names(choices)
    added, there = [], []
    for (row, entry), double in zip(titled, repeated, strict=True):
        if double is None:
            added.append(_piece(row, entry, names, row.remarks))
        else:
            there.append(_piece(row, entry, names, (_double(double, titled),)))
    refused = [RefusedRow(row.number, _("題名がありません")) for row in rows if row.entry is None]
    return ListPreview(
        sorted(added, key=lambda piece: not piece.remarks), there, refused, found["unused"], found["carried"]
    )


def _names(choices: AssetChoices) -> dict[str, str]:
    pairs = [*choices.stages, *choices.roles, *choices.owners]
    return {str(value): str(label) for value, label in pairs}


def _piece(row: ListRow, entry: AssetEntry, names: Mapping[str, str], remarks: tuple[str, ...]) -> ListedPiece:
    return ListedPiece(
        number=row.number,
        entry=entry,
        stage=names.get(entry.stage_key, ""),
        role=names.get(entry.role_key, ""),
        state=str(ContentAsset.State(entry.state).label),
        owner=names.get(str(entry.owner_id), ""),
        remarks=remarks,
    )


def _double(double: Double, titled: Sequence[tuple[ListRow, AssetEntry]]) -> str:
    if double.place is None:
        return _("コンテンツマップにすでにあります")
    return _("%(number)d行目と同じです") % {"number": titled[double.place][0].number}


def imported_sentence(done: Imported) -> str:
    """What became of a list that was taken over."""
    if not done.known:
        return _("%(created)d本を追加しました") % {"created": done.created}
    said = {"created": done.created, "known": done.known}
    return _("%(created)d本を追加しました（すでにあったもの %(known)d本）") % said
