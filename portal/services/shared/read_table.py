"""Reads a CSV or XLSX table into lines of cells."""

import csv
from typing import NamedTuple

from integrations.table_text import lines_of, text_of
from portal.services.shared.read_sheet import UnreadableSheet, is_workbook, read_sheet


class Fault(NamedTuple):
    """Counted from 1; 0 is the whole file."""

    line: int
    column: int
    words: str


def read_table(content: bytes) -> list[list[str]] | Fault:
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
