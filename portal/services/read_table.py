"""Reads a table as table programs save it, CSV or XLSX: the lines of its cells, or one sentence about the whole of it."""

import csv
from typing import NamedTuple

from integrations.table_text import lines_of, text_of
from portal.services.read_sheet import UnreadableSheet, is_workbook, read_sheet


class Fault(NamedTuple):
    """`line` and `column` as a table program counts them, from 1; 0 = the whole file."""

    line: int
    column: int
    words: str


def read_table(content: bytes) -> list[list[str]] | Fault:
    """At least one line."""
    if is_workbook(content):
        return _of_workbook(content)
    text = text_of(content)
    if text is None:
        return Fault(0, 0, "文字コードがわかりません。UTF-8かShift_JISで保存してください。")
    try:
        lines = list(lines_of(text))
    except csv.Error:
        return Fault(0, 0, "CSVとして読めません。引用符が閉じているか、確かめてください。")
    return lines or Fault(0, 0, "何も書かれていません。")


def _of_workbook(content: bytes) -> list[list[str]] | Fault:
    try:
        lines = read_sheet(content)
    except UnreadableSheet:
        return Fault(0, 0, "Excelのファイルとして読めません。xlsxで保存しなおすか、CSVで保存してください。")
    return lines or Fault(0, 0, "1枚目のシートに、何も書かれていません。")
