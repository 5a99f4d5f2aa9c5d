"""Rows of 基本3情報: thirty columns without a header, the same in files and in responses of the Web-API (リソース定義書 4.0)."""

import csv
from collections.abc import Iterable

from integrations.sockets.corporation_socket import Corporation

COLUMNS = 30
_NUMBER, _NAME, _PREFECTURE, _STREET, _OUTSIDE, _CLOSED, _LATEST, _KANA = 1, 6, 9, 11, 16, 18, 23, 28


def corporation_of(lines: Iterable[str], number: str) -> Corporation | None:
    """The newest row. Raises ValueError for a row that is none."""
    for row in csv.reader(lines):
        if len(row) != COLUMNS:
            raise ValueError(f"{len(row)} columns")
        if row[_NUMBER] == number and row[_LATEST] == "1":
            address = "".join(row[_PREFECTURE : _STREET + 1]) or row[_OUTSIDE]
            return Corporation(number, row[_NAME], row[_KANA], address, row[_CLOSED])
    return None
