"""CSV files in the offices' encodings and delimiters."""

import pytest

from portal.services.shared.read_table import Fault, read_table
from tests.portal.services.shared.test_read_sheet import workbook

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
