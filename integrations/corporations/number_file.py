"""A file of 基本3情報 that the city downloads (全件データ of its prefecture, unpacked)."""

from pathlib import Path

from integrations.corporations.rows import corporation_of
from integrations.sockets.corporation_socket import Corporation
from integrations.sockets.interfaces import AdapterError
from integrations.table_text import text_of


class NumberFile:
    """Reads the file at each look-up, so that it can be replaced, and keeps no million rows in memory."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def look_up(self, number: str) -> Corporation | None:
        marks = (f',"{number}",'.encode(), f",{number},".encode())
        try:
            with self._path.open("rb") as file:
                matching = [line for line in file if any(mark in line for mark in marks)]
            return corporation_of([text_of(line) or "" for line in matching], number)
        except (OSError, ValueError) as error:
            raise AdapterError("PROVIDER_CONFIG", f"{self._path.name}: {error}", permanent=True) from None
