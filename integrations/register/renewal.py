"""A new version of a file of the register, whole or as a difference to the one that is there: what it changes, and how it takes its
place. Until then the one before is read, whole; after it the new one, whole. Of the one before nothing is kept."""

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

Rows = dict[str, dict[str, str]]  # a line by its number (宛名番号, 発行番号), in the order of the file


@dataclass(frozen=True)
class Renewal:
    """`rows`: as the file will be. Of the lines: `new`, `changed`, `gone`, `same`; `already`: of a difference those that had been done
    before. `protected`: who has the mark of 支援措置 then; `lifted`: who is still there and has it no more."""

    rows: Rows
    new: int
    changed: int
    gone: int
    same: int
    already: int
    protected: int
    lifted: int

    @property
    def told(self) -> dict[str, int]:
        return {"lines": len(self.rows)} | {name: value for name, value in vars(self).items() if name != "rows"}


def rows_of(path: Path, sort: Sort) -> Rows:
    """Refused, with every complaint."""
    reading = Reading(path, sort)
    none = dict.fromkeys(sort.more, "")
    rows = {number: {**none, **said} for number, said in _single(reading, sort.columns[0])}
    reading.finish()
    return rows


def _single(reading: Reading, key: str) -> Iterator[tuple[str, dict[str, str]]]:
    """By number, each once."""
    seen: set[str] = set()
    for line, said in reading.lines():
        if said[key] in seen:
            reading.complain(line, key, "the same number stands in an earlier line")
        seen.add(said[key])
        yield said[key], said


def whole(path: Path, sort: Sort, before: Rows) -> Renewal:
    """`path` says how it is from now on. Refused."""
    return _compared(before, rows_of(path, sort), 0)


def difference(path: Path, sort: Sort, before: Rows) -> Renewal:
    """`path` says what changed; a line more of what is there already is nothing, so that the same difference twice is none.
    What its heading leaves out stays as it was. Refused, with every complaint."""
    key, after, already = sort.columns[0], dict(before), 0
    none = dict.fromkeys(sort.more, "")
    reading, seen = Reading(path, _changes(sort)), set[str]()
    for line, marked in reading.lines():
        mark, number = marked[MARK], marked[key]
        kept = {**none, **before.get(number, {})}
        said = {name: marked.get(name, kept.get(name, "")) for name in sort.whole}
        told = "the same number stands in an earlier line" if number in seen else _unfit(mark, said, before.get(number))
        seen.add(number)
        if told:
            reading.complain(line, key, told)
        elif mark == END:
            already += after.pop(number, None) is None
        else:
            already += before.get(number) == said
            after[number] = said
    reading.finish()
    return _compared(before, after, already)


def _changes(sort: Sort) -> Sort:
    def faults(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        line = {name: cell for name, cell in said.items() if name != MARK}
        if said[MARK] not in (ADD, CHANGE, END):
            yield MARK, f"write {ADD}, {CHANGE} or {END}"
        elif said[MARK] != END:
            yield from sort.faults(line)
        elif not said[sort.columns[0]]:
            yield sort.columns[0], "it is empty"

    return replace(sort, columns=(MARK, *sort.columns), faults=faults)


def _unfit(mark: str, said: dict[str, str], before: dict[str, str] | None) -> str:
    if mark == ADD and before is not None and before != said:
        return f"it is there already and says something else: write {CHANGE}"
    if mark == CHANGE and before is None:
        return f"it is not there yet: write {ADD}, or bring the whole file"
    return ""


def _compared(before: Rows, after: Rows, already: int) -> Renewal:
    kept = [number for number in after if number in before]
    same = sum(after[number] == before[number] for number in kept)
    lifted = sum(is_marked(before[number]) and not is_marked(after[number]) for number in kept)
    marked = sum(map(is_marked, after.values()))
    gone = len(before) - len(kept)
    return Renewal(after, len(after) - len(kept), len(kept) - same, gone, same, already, marked, lifted)


def is_marked(said: Mapping[str, str]) -> bool:
    return said.get(PROTECTED) == "1"


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else renews a file of this folder meanwhile: a second difference would be counted from what is being replaced.
    BlockingIOError if somebody does."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(folder)


def put_in_place(path: Path, sort: Sort, rows: Rows) -> None:
    """All of it or nothing, whenever the machine stops; as readable for others as the one before. OSError."""
    draft = path.with_name(f".{path.name}.new")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o660
    draft.unlink(missing_ok=True)  # of somebody who was stopped
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8", newline=""
        ) as file:
            told = any(said.get(name) for said in rows.values() for name in sort.more)
            writer = csv.DictWriter(file, sort.whole if told else sort.columns, extrasaction="ignore")
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
