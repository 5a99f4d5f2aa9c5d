"""In open formats (docs/exit.md)."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from mimetypes import guess_extension
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Column

from integrations.sockets.interfaces import AdapterError, KeyStore
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import BadSetting
from portal.sealing import Sealer, WrappedKey, sealer
from portal.services.audit import exit_columns
from portal.services.audit.exit_columns import (
    NUMBERS,
    ONLY_SENT,
    SEALED,
    Sealed,
    is_instant,
    is_sealed,
    owner_of,
    shown_columns,
    shown_name,
)
from portal.services.cases.keep_book import defused
from portal.services.shared.needs import HasNumberKeys
from portal.store.audit import backup_figures
from portal.store.audit.whole_tables import DataKey, WholeRow, WholeTable
from portal.store.files import attachments

FORMAT = "kakanai-exit 1"
SUMS = "SHA256SUMS"
AT_ONCE = 200  # rows; of tables with files one
_BOOK = (
    "receipt_number", "procedure", "version", "kind", "duty", "state", "door", "arrived_at", "due", "decided_at", "name", "kana",
)  # fmt: skip


@dataclass
class Folder:
    """Each file with its sum; `files` and `size` count what is below `files/` and `definitions/`."""

    path: Path
    sums: BinaryIO
    files: int = 0
    size: int = 0

    def put(self, name: str, content: bytes) -> dict[str, Any]:
        place = self.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self.note(name, digest)
        self.files += 1
        self.size += len(content)
        return {"file": name, "bytes": len(content), "sha256": digest}

    def note(self, name: str, digest: str) -> None:
        self.sums.write(f"{digest}  {name}\n".encode())


@dataclass
class Lines:
    file: BinaryIO
    rows: int = 0
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> None:
        self.file.write(line)
        self.digest.update(line)
        self.rows += 1
        self.size += len(line)


@dataclass(frozen=True)
class Unopened:
    table: str
    key: Mapping[str, Any]
    column: str


@dataclass
class HandBack:
    installation: HasNumberKeys
    unit: Unit
    folder: Folder
    numbers: bool  # with 個人番号
    report: Callable[[str, int], None]
    unopened: list[Unopened] = field(default_factory=list)  # what no key opens, with its place
    sums: dict[str, int] = field(default_factory=dict)

    def write(self) -> list[dict[str, Any]]:
        """A line of the manifest per table."""
        backup_figures.hold_one_state(self.unit)
        described = [
            self._table(table) for table in exit_columns.handed_back() if self.numbers or table.name != NUMBERS
        ]
        with self._lines("unopened.jsonl") as lines:
            for place in self.unopened:
                lines.add(_line(vars(place)))
        return described

    def _table(self, table: Any) -> dict[str, Any]:
        columns = shown_columns(table)
        owners = tuple(dict.fromkeys(owner_of(table, SEALED[table.name, c.name]) for c in columns if is_sealed(c)))
        with_files = any(SEALED[table.name, c.name].folder for c in columns if is_sealed(c))
        whole = WholeTable(table, owners, table.name in ONLY_SENT, at_once=1 if with_files else AT_ONCE)
        name = f"tables/{table.name}.jsonl"
        book = _Book(self.folder) if table.name == "application" else None
        with self._lines(name) as lines:
            for row in whole.rows(self.unit):
                shown = self._row(table.name, columns, row)
                lines.add(_line(shown))
                self._add_up(table.name, shown)
                if book:
                    book.add(shown)
        if book:
            book.close()
        self.report(table.name, lines.rows)
        return {
            "table": table.name, "file": name, "rows": lines.rows, "bytes": lines.size, "sha256": lines.digest.hexdigest(),
            "key": [column.name for column in table.primary_key.columns],
            "columns": {shown_name(column): kind_of(table.name, column) for column in columns},
        }  # fmt: skip

    def _row(self, table: str, columns: "tuple[Column[object], ...]", row: WholeRow) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        boxes: dict[str, Sealer] = {}
        for column in columns:
            value = row.values[column.name]
            if is_sealed(column) and (value or _lies_outside(column, row)):
                value = self._opened(column, row, boxes, shown)
            elif (table, column.name) == ("definition", "canonical"):
                file = (
                    f"definitions/{row.values['procedure']}.{row.values['version']}.{row.values['meaning'][:16]}.json"
                )
                value = self.folder.put(file, str(value).encode())
            else:
                value = _plain(column, value)
            shown[shown_name(column)] = value
        return shown

    def _opened(
        self, column: "Column[object]", row: WholeRow, boxes: dict[str, Sealer], shown: Mapping[str, Any]
    ) -> Any:
        table = column.table
        sealed = SEALED[table.name, column.name]
        owner, content = owner_of(table, sealed), row.values[column.name]
        try:
            if owner not in boxes:
                boxes[owner] = self._box(row.keys[owner])
            named = sealed.name.format(**row.values)
            if _lies_outside(column, row) and (fetch := attachments.sealed(self.unit, row.values["id"], content)):
                content = fetch()
            if not sealed.folder:
                return boxes[owner].open(named, content)
            plain = boxes[owner].open_bytes(named, content)
        except (InvalidTag, KeyError, ValueError, AdapterError):
            key = {own.name: _plain(own, row.values[own.name]) for own in table.primary_key.columns}
            self.unopened.append(Unopened(table.name, key, shown_name(column)))
            return None
        return self.folder.put(_place(sealed, column, row.values, shown), plain)

    def _box(self, key: DataKey) -> Sealer:
        store: KeyStore = self.installation.keys
        if key.ring == "numbers":
            if self.installation.number_keys is None:
                raise BadSetting(
                    "There are no keys of 個人番号 here (number-keys.json).",
                    words=["個人番号の鍵（number-keys.json）がありません。控えから戻してください。"],
                )
            store = self.installation.number_keys
        return sealer(store, key.bound_to, WrappedKey(key.key_id, key.wrapped_key))

    def _add_up(self, table: str, shown: Mapping[str, Any]) -> None:
        amounts = {"payment": shown.get("amount"), "till_entry": shown.get("amount")}
        if table in amounts:
            self.sums[f"{table}.amount"] = self.sums.get(f"{table}.amount", 0) + int(amounts[table] or 0)
        if table == "application":
            state = f"application.state.{shown['state']}"
            self.sums[state] = self.sums.get(state, 0) + 1

    @contextmanager
    def _lines(self, name: str) -> Iterator[Lines]:
        place = self.folder.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            lines = Lines(file)
            yield lines
        self.folder.note(name, lines.digest.hexdigest())


class _Book:
    # `applications.csv`, for people.

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._path = folder.path / "applications.csv"
        self._file = self._path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(_BOOK)

    def add(self, shown: Mapping[str, Any]) -> None:
        flat = {**shown, **{name: _name(shown["summary"], name) for name in ("name", "kana")}}
        self._writer.writerow(["" if flat[name] is None else defused(str(flat[name])) for name in _BOOK])

    def close(self) -> None:
        self._file.close()
        with self._path.open("rb") as file:
            self._folder.note(self._path.name, hashlib.file_digest(file, "sha256").hexdigest())


def _name(summary: Any, part: str) -> str:
    value = summary.get(part, "") if isinstance(summary, Mapping) else ""
    return "　".join(str(item) for item in value.values()) if isinstance(value, Mapping) else str(value or "")


def _lies_outside(column: "Column[object]", row: WholeRow) -> bool:
    # A checked file with empty content lies in the object storage (D310).
    content = (column.table.name, column.name) == ("attachment", "sealed_content")
    return content and row.values["state"] == attachments.CHECKED and not row.values["sealed_content"]


def kind_of(table: str, column: "Column[object]") -> str:
    if is_sealed(column):
        return "file" if SEALED[table, column.name].folder else "json"
    if (table, column.name) == ("definition", "canonical"):
        return "file"
    if is_instant(column):
        return "instant"
    return {bytes: "hex", bool: "boolean", int: "integer"}.get(column.type.python_type, "text")


def _plain(column: "Column[object]", value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if is_instant(column):
        return from_micro(value).isoformat(timespec="microseconds").replace("+00:00", "Z") if value else None
    return bool(value) if value is not None and column.type.python_type is bool else value


def _place(sealed: Sealed, column: "Column[object]", values: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    # A path that no id of the database can lead out of the folder.
    owner = values.get("application_id")
    name = quote(str(values["id"]), safe="").replace(".", "%2E")
    facts = shown.get("facts")
    media = facts.get("media", "") if isinstance(facts, Mapping) else ""
    ending = (guess_extension(str(media)) or "") if media else ".list" if column.name == "sealed_list" else ""
    return f"{sealed.folder}/{owner}/{name}{ending}" if owner is not None else f"{sealed.folder}/{name}{ending}"


def _line(values: Mapping[str, Any]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)
