"""A register file's changes and atomic replacement."""

import csv
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from integrations.register.register_csv import Reading, Sort
from integrations.register.residents import PROTECTED

MARK, ADD, CHANGE, END = "異動", "追加", "修正", "削除"

Rows = dict[str, dict[str, str]]  # lines by key (宛名番号, 発行番号), in file order


@dataclass(frozen=True)
class Renewal:
    """Counts of lines."""

    rows: Rows  # the new file
    new: int
    changed: int
    gone: int
    same: int
    already: int  # changes of a difference that were present
    protected: int  # people with 支援措置
    lifted: int  # those who lost it

    @property
    def counts(self) -> dict[str, int]:
        return {"lines": len(self.rows)} | {name: value for name, value in vars(self).items() if name != "rows"}


def rows_of(path: Path, sort: Sort) -> Rows:
    """Raises Refused."""
    reading = Reading(path, sort)
    none = dict.fromkeys(sort.more, "")
    rows = {number: {**none, **cells} for number, cells in _single(reading, sort.columns[0])}
    reading.finish()
    return rows


def _single(reading: Reading, key: str) -> Iterator[tuple[str, dict[str, str]]]:
    seen: set[str] = set()
    for line, cells in reading.lines():
        if cells[key] in seen:
            reading.complain(line, key, "the same number is in an earlier line")
        seen.add(cells[key])
        yield cells[key], cells


def whole(path: Path, sort: Sort, before: Rows) -> Renewal:
    """Raises Refused."""
    return _compared(before, rows_of(path, sort), 0)


def difference(path: Path, sort: Sort, before: Rows) -> Renewal:
    """Idempotent. Columns missing in its header stay. Raises Refused."""
    key, after, already = sort.columns[0], dict(before), 0
    none = dict.fromkeys(sort.more, "")
    reading, seen = Reading(path, _changes(sort)), set[str]()
    for line, marked in reading.lines():
        mark, number = marked[MARK], marked[key]
        current = {**none, **before.get(number, {})}
        cells = {name: marked.get(name, current.get(name, "")) for name in sort.whole}
        problem = "the same number is in an earlier line" if number in seen else _unfit(mark, cells, before.get(number))
        seen.add(number)
        if problem:
            reading.complain(line, key, problem)
        elif mark == END:
            already += after.pop(number, None) is None
        else:
            already += before.get(number) == cells
            after[number] = cells
    reading.finish()
    return _compared(before, after, already)


def _changes(sort: Sort) -> Sort:
    def faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        line = {name: cell for name, cell in cells.items() if name != MARK}
        if cells[MARK] not in (ADD, CHANGE, END):
            yield MARK, f"write {ADD}, {CHANGE} or {END}"
        elif cells[MARK] != END:
            yield from sort.faults(line)
        elif not cells[sort.columns[0]]:
            yield sort.columns[0], "it is empty"

    return replace(sort, columns=(MARK, *sort.columns), faults=faults)


def _unfit(mark: str, cells: dict[str, str], before: dict[str, str] | None) -> str:
    if mark == ADD and before is not None and before != cells:
        return f"the line exists with other content: write {CHANGE}"
    if mark == CHANGE and before is None:
        return f"the line does not exist: write {ADD}, or bring the whole file"
    return ""


def _compared(before: Rows, after: Rows, already: int) -> Renewal:
    common = [number for number in after if number in before]
    same = sum(after[number] == before[number] for number in common)
    lifted = sum(is_marked(before[number]) and not is_marked(after[number]) for number in common)
    marked = sum(map(is_marked, after.values()))
    removed = len(before) - len(common)
    return Renewal(after, len(after) - len(common), len(common) - same, removed, same, already, marked, lifted)


def is_marked(cells: Mapping[str, str]) -> bool:
    return cells.get(PROTECTED) == "1"


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Locks the folder: a concurrent difference would start from the old version. Raises BlockingIOError."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(folder)


def put_in_place(path: Path, sort: Sort, rows: Rows) -> None:
    """Atomic, durable, same file mode. Raises OSError."""
    draft = path.with_name(f".{path.name}.new")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o660
    draft.unlink(missing_ok=True)  # of an interrupted run
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8", newline=""
        ) as file:
            has_more = any(cells.get(name) for cells in rows.values() for name in sort.more)
            writer = csv.DictWriter(file, sort.whole if has_more else sort.columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows.values())
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
