"""Rows of a worksheet are those that XlsxWriter would write."""

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook

from integrations.exports.sheet_rows import row_xml

ODD = st.sampled_from([
    "", " a", "a ", "　全角", "a\nb", "\ta", "a\x00b", "a\x0bb", "\x1f", "_x0041_", "_x004", "a_x", "&amp;", "<b>", '"', "a>b",
    "\ufffe", "\uffff", "𠮷" * 17_000, "あ" * 32_768, "\x85", "\u2028",
])  # fmt: skip
CELL = st.none() | st.text(max_size=5) | ODD


def by_the_library(rows: list[list[str | None]]) -> bytes:
    written = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(written, options) as book:
        sheet = book.add_worksheet()
        for number, texts in enumerate(rows):
            for column, text in enumerate(texts):
                if text is not None:
                    sheet.write_string(number, column, text)
    with ZipFile(written) as parts:
        data = parts.read("xl/worksheets/sheet1.xml")
    return data.partition(b"<sheetData>")[2].partition(b"</sheetData>")[0]


@given(st.lists(st.lists(CELL, max_size=5), max_size=3))
def test_each_row_has_the_bytes_of_the_library(rows: list[list[str | None]]) -> None:
    made = "".join(row_xml(number, texts) for number, texts in enumerate(rows, start=1))
    assert made.encode() == by_the_library(rows)


def test_columns_behind_the_last_of_a_sheet_are_left_out_as_by_the_library() -> None:
    wide: list[str | None] = [None] * 16_383 + ["last", "behind"]
    assert row_xml(1, wide).encode() == by_the_library([wide])


def test_what_looks_like_the_library_s_formatted_text_stays_an_answer() -> None:
    answer = "<r><t>見本</r>"
    assert by_the_library([[answer]]) == f'<row r="1"><c r="A1" t="inlineStr"><is>{answer}</is></c></row>'.encode()
    row = ElementTree.fromstring(row_xml(1, [answer]))
    assert [text.text for text in row.iter("t")] == [answer]
