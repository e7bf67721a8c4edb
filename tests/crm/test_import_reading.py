"""Opening files: encodings, delimiters, headers below notes, ragged rows, workbooks."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from crm.imports.problems import ImportProblem
from crm.imports.tables import ReadOptions, Table, open_table


def rows_of(table: Table) -> list[tuple[int, list[str]]]:
    return [
        (number, [column[place] for column in chunk.columns])
        for chunk in table.chunks(2)
        for place, number in enumerate(chunk.numbers)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp"])
def test_encodings_are_told_apart(encoding: str) -> None:
    content = "会社名,業種\n株式会社あさひ①,製造業\n".replace("①", "" if encoding == "euc_jp" else "①").encode(encoding)
    table = open_table(content)
    assert table.header == ["会社名", "業種"]
    assert rows_of(table)[0][1][1] == "製造業"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_told_apart(delimiter: str) -> None:
    table = open_table(f'name{delimiter}note\nA{delimiter}"1,2;3"\n'.encode())
    assert table.header == ["name", "note"] and rows_of(table) == [(2, ["A", "1,2;3"])]


def test_a_header_below_a_note_is_found_and_rows_keep_their_numbers() -> None:
    table = open_table(
        "ダウンロード日,2024年7月21日\nＩＤ,名称,業種,所在地,決算日\n1,あ,い,う,え\n\n2,か,き,く,け\n".encode()
    )
    assert table.header_row == 2 and table.header[0] == "ＩＤ"
    assert [number for number, _row in rows_of(table)] == [3, 5]


def test_header_row_encoding_and_delimiter_can_be_chosen() -> None:
    table = open_table("a;b\nc;d\n1;2\n".encode("utf-16-le"), ReadOptions("utf-16-le", ";", 2))
    assert table.header == ["c", "d"] and rows_of(table) == [(3, ["1", "2"])]


def test_rows_of_uneven_length_and_line_breaks_in_cells() -> None:
    table = open_table(b'a,b,c\r\n1\r\n1,2,3,4\r\n"x\ny",2,3\r\n  \r\n')
    assert [row for _number, row in rows_of(table)] == [["1", "", ""], ["1", "2", "3"], ["x\ny", "2", "3"]]


def test_nameless_and_repeated_columns_get_names() -> None:
    assert open_table(b"a,,a\n1,2,3\n").header == ["a", "列2", "a (2)"]


def test_a_wrong_encoding_or_an_empty_file_is_one_clear_sentence() -> None:
    with pytest.raises(ImportProblem, match="cp932"):
        open_table("名,😀\n1,2".encode(), ReadOptions(encoding="cp932"))
    with pytest.raises(ImportProblem):
        open_table(b"")
    with pytest.raises(ImportProblem):
        open_table(b"PK\x03\x04 no workbook")


def test_workbooks_are_read_by_sheet_with_days_in_iso_form() -> None:
    book = openpyxl.Workbook()
    book.active.append(["名前", "日", "時刻", "数"])
    book.active.append(["あ", dt.date(2026, 4, 1), dt.datetime(2026, 4, 1, 9, 30), 1200.0])
    book.create_sheet("二枚目").append(["b"])
    buffer = io.BytesIO()
    book.save(buffer)
    table = open_table(buffer.getvalue())
    assert table.sheets[1] == "二枚目"
    assert rows_of(table) == [(2, ["あ", "2026-04-01", "2026-04-01 09:30:00", "1200"])]
    assert open_table(buffer.getvalue(), ReadOptions(sheet="二枚目")).header == ["b"]
    with pytest.raises(ImportProblem):
        open_table(buffer.getvalue(), ReadOptions(sheet="三枚目"))
