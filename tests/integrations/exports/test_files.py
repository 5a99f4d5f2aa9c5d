"""Quoting and worksheets."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from integrations.exports.csv_shape import CsvShape
from integrations.exports.file_spec import FileSpec
from integrations.exports.text_files import TextFiles
from integrations.exports.xlsx_file import XlsxFile
from integrations.sockets.layout_socket import Bench

MADE_AT = datetime(2026, 11, 20, tzinfo=UTC)


def shape(**keys: object) -> CsvShape:
    facts = {"kind": "csv", "embedded_newline": "keep", "formulas": "keep", "name": "a.csv", "done": {"name": "a.end"}}
    return CsvShape(FileSpec.model_validate({**facts, **keys}))


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ({}, '"a""b","c,d",,"","e"\r\n'),
        ({"newline": "lf"}, '"a""b","c,d",,"","e"\n'),
        ({"no_value": "quoted"}, '"a""b","c,d","","","e"\r\n'),
        ({"quoting": "minimal"}, '"a""b","c,d",,"",e\r\n'),
    ],
)
def test_quoting_follows_the_layout_and_distinguishes_empty_from_nothing(keys: dict[str, object], line: str) -> None:
    assert shape(**keys).packed(['a"b', "c,d", None, "", "e"]) == line.encode()


@pytest.mark.parametrize("sign", ["\n", "\r", ",", '"'])
def test_minimal_quoting_quotes_what_would_break_a_line(sign: str) -> None:
    assert (shape(quoting="minimal").packed([f"a{sign}b"]) or b"").startswith(b'"a')


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", b""), ("utf-8-sig", b"\xef\xbb\xbf"), ("cp932", b"")])
def test_the_byte_order_mark_is_exactly_as_declared(tmp_path: Path, encoding: str, start: bytes) -> None:
    files = TextFiles(Bench(tmp_path), ["a.csv"], shape(encoding=encoding), [b""])
    files.put(0, b'"1"\r\n')
    (file,) = files.finish()
    assert (file.path.read_bytes(), file.rows) == (start + b'"1"\r\n', 1)


def test_a_full_worksheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.exports.xlsx_file.ROWS_OF_A_SHEET", 3)
    book = XlsxFile(Bench(tmp_path), "a.xlsx", ["回答", "あ" * 31], [["値"], None], MADE_AT)
    for number in range(5):
        book.put(0, [f"{number:03}", None])
    for _ in range(4):
        book.put(1, ["1"])
    (file,) = book.finish()
    assert file.rows == 9
    sheets = CalamineWorkbook.from_path(file.path)
    assert sheets.sheet_names == ["回答", "あ" * 31, "回答 (2)", "回答 (3)", "あ" * 26 + " (2)"]
    assert [sheets.get_sheet_by_name(f"回答{more}").to_python() for more in ("", " (2)", " (3)")] == [
        [["値"], ["000"], ["001"]],
        [["値"], ["002"], ["003"]],
        [["値"], ["004"]],
    ]
    assert [path.name for path in tmp_path.iterdir()] == [".a.xlsx.part"]
