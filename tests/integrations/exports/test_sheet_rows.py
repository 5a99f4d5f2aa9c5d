"""Rows of a worksheet are those that XlsxWriter would write."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook

from integrations.exports.book import Book
from integrations.exports.sheet_rows import rows_xml
from integrations.sockets.layout_socket import Bench

ODD = st.sampled_from([
    "", " a", "a ", "　全角", "a\nb", "\ta", "a\x00b", "a\x0bb", "\x1f", "_x0041_", "_x004", "a_x", "&amp;", "<b>", '"', "a>b",
    "\ufffe", "\uffff", "𠮷" * 17_000, "あ" * 32_768, "\x85", "\u2028",
])  # fmt: skip
CELL = st.none() | st.text(max_size=5) | ODD


def by_the_library(rows: list[list[str | None]]) -> bytes:
    return sheet_by_the_library(rows).partition(b"<sheetData>")[2].partition(b"</sheetData>")[0]


def sheet_by_the_library(rows: list[list[str | None]]) -> bytes:
    written = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(written, options) as book:
        sheet = book.add_worksheet()
        for number, texts in enumerate(rows):
            for column, text in enumerate(texts):
                if text is not None:
                    sheet.write_string(number, column, text)
    with ZipFile(written) as parts:
        return parts.read("xl/worksheets/sheet1.xml")


@given(st.lists(st.lists(CELL, max_size=5), max_size=3))
def test_each_row_has_the_bytes_of_the_library(rows: list[list[str | None]]) -> None:
    made = rows_xml(list(enumerate(rows, start=1)))
    assert made.encode() == by_the_library(rows)


ROWS: list[list[str | None]] = [
    [None] * 3,
    [None, "b", None],
    *([None, "b", " c "] for _ in range(40)),
    [None],
    ["a", "b", None, "d"],
    [None],
]


@pytest.mark.parametrize(
    "rows", [ROWS, ROWS[:1], [[None, "b", "c"]] * 40 + [[None, None, "c"]] * 40, [[None] * 16_383 + ["last", "behind"]]]
)
def test_the_whole_sheet_is_that_of_the_library(tmp_path: Path, rows: list[list[str | None]]) -> None:
    with Book(tmp_path / "book", Bench(tmp_path), {}) as book:
        sheet = book.sheet("Sheet1")
        for number, texts in enumerate(rows):
            sheet.put(number, texts)
    with ZipFile(tmp_path / "book") as parts:
        assert parts.read("xl/worksheets/sheet1.xml") == sheet_by_the_library(rows)


def test_columns_behind_the_last_of_a_sheet_are_left_out_as_by_the_library() -> None:
    wide: list[str | None] = [None] * 16_383 + ["last", "behind"]
    assert rows_xml([(1, wide)]).encode() == by_the_library([wide])


def test_what_looks_like_the_library_s_formatted_text_stays_an_answer() -> None:
    answer = "<r><t>見本</r>"
    assert by_the_library([[answer]]) == f'<row r="1"><c r="A1" t="inlineStr"><is>{answer}</is></c></row>'.encode()
    row = ElementTree.fromstring(rows_xml([(1, [answer])]))
    assert [text.text for text in row.iter("t")] == [answer]
