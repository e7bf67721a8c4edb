"""Which pieces of a list are on the content map already, and which the list names twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Piece:
    """What a piece of content is recognised by: its address, and its title folded for comparison; either may be blank."""

    address: str
    title: str


@dataclass(frozen=True)
class Double:
    """The piece that a listed one repeats: the place of an earlier one in the list (from 0), or None when it is on the map."""

    place: int | None


@dataclass
class _Seen:
    """Pieces met so far, by address and by title, with where they stand."""

    by_address: dict[str, Double] = field(default_factory=dict)
    by_title: dict[str, Double] = field(default_factory=dict)
    without_address: dict[str, Double] = field(default_factory=dict)

    def add(self, piece: Piece, where: Double) -> None:
        self.by_title.setdefault(piece.title, where)
        if piece.address:
            self.by_address.setdefault(piece.address, where)
        else:
            self.without_address.setdefault(piece.title, where)

    def find(self, piece: Piece) -> Double | None:
        if piece.address:
            return self.by_address.get(piece.address) or self.without_address.get(piece.title)
        return self.by_title.get(piece.title)


def doubles(listed: Sequence[Piece], known: Iterable[Piece]) -> list[Double | None]:
    """For each listed piece the one it repeats, else None.

    Two pieces are the same when their addresses agree; where one of them has none, when their titles do.
    """
    seen = _Seen()
    for piece in known:
        seen.add(piece, Double(None))
    found: list[Double | None] = []
    for place, piece in enumerate(listed):
        found.append(double := seen.find(piece))
        if double is None:
            seen.add(piece, Double(place))
    return found
