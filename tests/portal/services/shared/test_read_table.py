"""Tables as CSV and as workbooks, bounded."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from portal.services.shared.read_table import MOST_SHEETS, Fault, UnreadableSheet, read_sheet, read_sheets, read_table

LINES = [["氏名", "メモ"], ["髙見本 太郎", "1行\n2行"]]
TEXT = '氏名,メモ\r\n髙見本 太郎,"1行\n2行"\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_of_an_office_gives_the_same_cells(encoding: str) -> None:
    assert read_table(TEXT.encode(encoding)) == LINES


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_divide_cells_too(delimiter: str) -> None:
    assert read_table(TEXT.replace(",", delimiter).encode()) == LINES


def test_a_workbook_is_known_by_its_content() -> None:
    assert read_table(workbook())[0] == ["受付番号", "決裁日", "数"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "何も書かれていません。"),
        ("氏名".encode("cp932")[:-1], "文字コードがわかりません。UTF-8かShift_JISで保存してください。"),
        (TEXT.encode("utf-16")[:-1], "文字コードがわかりません。UTF-8かShift_JISで保存してください。"),
        ('氏名,メモ\n太郎,"開いたまま'.encode(), "CSVとして読めません。引用符が閉じているか、確かめてください。"),
    ],
)
def test_what_cannot_be_read_is_a_fault_of_the_whole_file(content: bytes, sentence: str) -> None:
    assert read_table(content) == Fault(0, 0, sentence)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(**options: Any) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **options})
    sheet = book.add_worksheet()
    days = [book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", '[$-411]ggge"年"m"月"d"日"', '0.0"d"')]
    sheet.write_row(0, 0, ["受付番号", "決裁日", "数"])
    sheet.write_string(2, 0, "0012 髙𠮷")
    sheet.write_datetime(2, 1, datetime(2026, 11, 20), days[0])  # noqa: DTZ001  # a day, in no zone
    sheet.write_number(2, 2, 5)
    sheet.write_datetime(3, 1, datetime(2026, 11, 20), days[1])  # noqa: DTZ001
    sheet.write_number(3, 2, 5, days[2])
    book.add_worksheet().write(0, 0, "another")
    book.close()
    return made.getvalue()


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_cells_are_text_in_their_lines_and_days_are_days(options: dict[str, bool]) -> None:
    assert read_sheet(workbook(**options)) == [
        ["受付番号", "決裁日", "数"], ["", "", ""], ["0012 髙𠮷", "2026-11-20", "5"], ["", "2026-11-20", "5"],
    ]  # fmt: skip


def handmade(sheet: str, shared: str = "", styles: str = "", more: bytes = b"") -> bytes:
    parts = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'.encode() + more,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>'.encode(),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode(),
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as real, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in real.namelist():
            archive.writestr(name, parts.get(name, real.read(name)))
    return made.getvalue()


def test_readings_beside_a_text_are_left_out_and_parts_of_it_put_together() -> None:
    shared = "<si><r><t>髙見</t></r><r><t>本</t></r><rPh sb='0' eb='2'><t>タカミ</t></rPh></si>"
    row = '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>一</t></is></c><c t="str"><f>A1</f><v>式</v></c><c s="1"><v>1.0</v></c></row>'
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="57"/></cellXfs>'
    assert read_sheet(handmade(row, shared, styles)) == [["髙見本", "一", "式", "1900-01-01"]]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no zip", handmade('<row><c t="s"><v>9</v></c></row>'),
        handmade('<row r="20001"><c><v>1</v></c></row>'), handmade('<row><c r="ZZZ1"><v>1</v></c></row>'),
        handmade("<row/>", shared="").replace(b"workbook.xml", b"workbook.xmm"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_reported_in_one_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableSheet):
        read_sheet(content)
    assert read_table(content) == Fault(
        0, 0, "Excelのファイルとして読めません。xlsxで保存しなおすか、CSVで保存してください。"
    )


def test_entities_and_bombs_are_refused_before_they_unfold() -> None:
    bomb = handmade("", more=b" " * (41 * 1024 * 1024))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>')
    for content in (bomb, made.getvalue()):
        with pytest.raises(UnreadableSheet):
            read_sheet(content)


def test_an_empty_sheet_is_reported_as_empty() -> None:
    assert read_table(handmade("")) == Fault(0, 0, "1枚目のシートに、何も書かれていません。")


def test_an_empty_cell_at_the_end_of_a_formatted_column_is_no_cell() -> None:
    content = handmade('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert read_sheet(content) == [["1"]]


def test_sheets_are_read_by_their_titles_and_the_last_of_many_are_not() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for number in range(MOST_SHEETS + 2):
            book.add_worksheet(f"枚{number}").write_string(0, 0, f"={number}")
    sheets = read_sheets(made.getvalue())
    assert (list(sheets)[1], sheets["枚1"], len(sheets)) == ("枚1", [["=1"]], MOST_SHEETS)
    assert read_sheets(made.getvalue(), lambda names: names[-1:]) == {"枚11": [["=11"]]}


def cornered(*corners: tuple[int, int]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for corner in corners:
            book.add_worksheet().write_number(*corner, 1)
    return made.getvalue()


def test_a_large_table_is_read_and_one_large_sheet_or_many_are_refused() -> None:
    """Ten sheets of two cells each span 60 million cells: 11 s and 733 MB when they were read."""
    assert len(read_sheet(cornered((4_999, 199)))) == 5_000
    assert len(read_sheet(cornered((19_999, 49), (19_999, 49)))) == 20_000
    with pytest.raises(UnreadableSheet):
        read_sheet(cornered((19_999, 50)))
    with pytest.raises(UnreadableSheet):
        read_sheets(cornered((9_999, 49), (9_999, 49), (0, 0)))


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row><c r="xfd1" s=">"><v>1</v></c></row>',
        "<row/>" * 20_001 + "<row><c><v>1</v></c></row>",
        "<row>" + "<c/>" * 300 + "<c><v>1</v></c></row>",
        '<row><c r="AAAA1"><v>1</v></c></row>',
    ],
)
def test_cells_that_lie_far_apart_are_refused_before_room_is_made_for_all_between(row: str) -> None:
    """The library would allocate half a terabyte."""
    with pytest.raises(UnreadableSheet):
        read_sheet(handmade(row))
