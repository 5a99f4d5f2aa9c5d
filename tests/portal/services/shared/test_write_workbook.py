"""A spreadsheet program reads back numbers as numbers and text as text."""

from io import BytesIO

from python_calamine import load_workbook

from portal.services.shared.write_workbook import SheetTable, write_workbook


def test_numbers_shares_and_text_are_read_back_and_no_text_is_a_formula() -> None:
    tables = [
        SheetTable("手続ごと", ("手続", "届いた", "割合"), [("=1+1", 12, 0.25), ("児童手当", 0, None)]),
        SheetTable("空", ("言葉",), []),
    ]
    book = load_workbook(BytesIO(write_workbook(tables)))
    assert book.sheet_names == ["手続ごと", "空"]
    lines = book.get_sheet_by_name("手続ごと").to_python()
    assert lines == [["手続", "届いた", "割合"], ["=1+1", 12, 0.25], ["児童手当", 0, ""]]
    assert book.get_sheet_by_name("空").to_python() == [["言葉"]]
