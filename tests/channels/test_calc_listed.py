from __future__ import annotations

from channels.calc.listed import Double, Piece, doubles


def listed(*pieces: tuple[str, str], known: tuple[tuple[str, str], ...] = ()) -> list[int | str]:
    """The place of the piece that each one repeats, `map` for one that is there, `new` for the rest."""
    found = doubles([Piece(*piece) for piece in pieces], [Piece(*piece) for piece in known])
    return ["new" if one is None else "map" if one.place is None else one.place for one in found]


def test_the_same_address_is_the_same_piece_whatever_it_is_called() -> None:
    assert listed(("/a", "事例"), ("/a", "導入事例"), ("/b", "事例")) == ["new", 0, "new"]


def test_without_an_address_the_title_decides() -> None:
    assert listed(("", "事例"), ("", "事例"), ("", "比較表")) == ["new", 0, "new"]


def test_a_title_alone_is_the_piece_with_an_address_of_that_title_and_the_other_way_round() -> None:
    assert listed(("", "事例"), known=(("/a", "事例"),)) == ["map"]
    assert listed(("/a", "事例"), known=(("", "事例"),)) == ["map"]
    assert listed(("/a", "事例"), ("", "事例")) == ["new", 0]


def test_what_is_on_the_map_comes_before_what_the_list_repeats() -> None:
    assert listed(("/a", "一"), ("/a", "二"), known=(("/a", "三"),)) == ["map", "map"]
    assert doubles([], []) == []
    assert doubles([Piece("/a", "一")], [Piece("/a", "一")]) == [Double(None)]
