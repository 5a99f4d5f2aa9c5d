"""A city's own extract of its register (住基): one CSV file, read again when it changes. docs/register.md says how it is
written. A file with a fault is refused whole, every fault at once: half a register would be a wrong one."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from threading import Lock

from forms.complaints import Complaint, Refused
from forms.japanese import is_katakana
from integrations.interfaces import AdapterError
from integrations.register.rows import HeldInRows, Rows
from integrations.register_socket import Resident

COLUMNS = (
    "宛名番号", "世帯番号", "続柄", "氏名", "フリガナ", "生年月日", "性別", "郵便番号", "住所", "番地", "方書", "転入日", "支援措置",
)  # fmt: skip
_SEX = {"1": "male", "2": "female", "9": "other", "": "unknown"}
_PROTECTED = {"": False, "0": False, "1": True}
_EMPTY = frozenset({"続柄", "フリガナ", "性別", "郵便番号", "方書", "転入日", "支援措置"})
_LONGEST = 200
# In a Japanese name: a card has a full-width one there, and nobody would ever be found. Names in Latin letters keep theirs.
_NARROW = re.compile("[^\x00-\x7f] | [^\x00-\x7f]")
_MOST = 100  # complaints that anybody reads


class Extract(HeldInRows):
    """The people of the file at `path`, read at the first look-up and when it has changed. A broken file is read once, too."""

    name = "file"
    fake = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read: tuple[tuple[int, ...], Rows | Refused] | None = None

    def check(self) -> None:
        """Refused, with every fault, if the file cannot be used."""
        found = self._newest()
        if isinstance(found, Refused):
            raise found

    def ready(self) -> bool:
        try:
            self._rows()
        except AdapterError:
            return False
        return True

    def _rows(self) -> Rows:
        """Those of the file as it is now. A day's file that is broken stops the look-up: yesterday's protection may be out
        of date, and nobody would notice."""
        found = self._newest()
        if isinstance(found, Refused):
            raise AdapterError("REGISTER_UNREADABLE", type(found).__name__, permanent=False)
        return found

    def _newest(self) -> Rows | Refused:
        """Read by one thread, however many look up at the same moment: each copy is a whole city."""
        with self._lock:
            try:
                found = self._path.stat()
                facts = found.st_mtime_ns, found.st_ctime_ns, found.st_size
                if self._read is None or facts != self._read[0]:
                    self._read = facts, self._people()
            except OSError as error:
                return Refused([_complaint(self._path, 1, 1, f"it cannot be read ({error.strerror})")])
            return self._read[1]

    def _people(self) -> Rows | Refused:
        try:
            return Rows(read_extract(self._path))
        except Refused as refused:
            return refused


def read_extract(path: Path) -> tuple[Resident, ...]:
    """Everybody in the file. `Refused` with every complaint; none of them repeats what a cell says."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused([_complaint(path, 1, 1, f"it cannot be read ({error.strerror})")]) from None
    except UnicodeDecodeError:
        raise Refused([_complaint(path, 1, 1, "it is not UTF-8: save it as CSV UTF-8")]) from None
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    complaints: list[Complaint] = []
    found: list[tuple[int, Resident]] = []
    try:
        complaints += _heading(path, next(rows, []))
        if not complaints:
            for cells in rows:
                told = list(_faults(path, rows.line_num, cells)) if cells else []
                complaints += told
                if cells and not told:
                    found.append((rows.line_num, _resident(cells)))
    except csv.Error as error:
        complaints.append(_complaint(path, rows.line_num, 1, f"no valid CSV: {error}"))
    complaints += _twice(path, found) if not complaints else []
    if complaints:
        raise Refused(complaints[:_MOST])
    return tuple(one for _, one in found)


def _complaint(path: Path, line: int, column: int, text: str) -> Complaint:
    return Complaint(str(path), line, column, "register.unfit", text)


def _heading(path: Path, cells: list[str]) -> Iterator[Complaint]:
    if tuple(cells) != COLUMNS:
        yield _complaint(path, 1, 1, f"the first line must be {','.join(COLUMNS)}")


def _faults(path: Path, line: int, cells: list[str]) -> Iterator[Complaint]:
    if len(cells) != len(COLUMNS):
        yield _complaint(path, line, 1, f"it has {len(cells)} cells, not {len(COLUMNS)}")
        return
    for number, (name, cell) in enumerate(zip(COLUMNS, cells, strict=True), 1):
        text = _fault(name, cell)
        if text:
            yield _complaint(path, line, number, f"{name}: {text}")


def _fault(name: str, cell: str) -> str:
    """What is wrong with one cell, or ""."""
    if not cell:
        return "" if name in _EMPTY else "it is empty"
    if len(cell) > _LONGEST or cell != cell.strip() or not cell.replace("\u3000", "").isprintable():
        return f"write it without line breaks and without spaces around it, in at most {_LONGEST} characters"
    wrong = {
        "氏名": ("write a full-width space (U+3000) between family and given name", bool(_NARROW.search(cell))),
        "フリガナ": ("write it in full-width katakana", not is_katakana(cell)),
        "生年月日": ("write the day as 2026-11-20", not _is_day(cell)),
        "転入日": ("write the day as 2026-11-20", not _is_day(cell)),
        "性別": ("write 1 (男), 2 (女) or 9", cell not in _SEX),
        "郵便番号": ("write seven digits", not (len(cell) == 7 and cell.isascii() and cell.isdigit())),
        "支援措置": ("write 1 for somebody who is protected, else 0", cell not in _PROTECTED),
    }  # fmt: skip
    text, is_wrong = wrong.get(name, ("", False))
    return text if is_wrong else ""


def _is_day(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _resident(cells: list[str]) -> Resident:
    told: Mapping[str, str] = dict(zip(COLUMNS, cells, strict=True))
    parts = {"postal": "郵便番号", "town": "住所", "street": "番地", "building": "方書"}
    return Resident(
        told["宛名番号"], told["世帯番号"], told["氏名"], told["フリガナ"], date.fromisoformat(told["生年月日"]),
        _SEX[told["性別"]], told["続柄"], {name: told[column] for name, column in parts.items() if told[column]},
        date.fromisoformat(told["転入日"]) if told["転入日"] else None, _PROTECTED[told["支援措置"]],
    )  # fmt: skip


def _twice(path: Path, found: list[tuple[int, Resident]]) -> Iterator[Complaint]:
    """One number is one person: two of them might be protected and not."""
    seen: set[str] = set()
    for line, one in found:
        if one.id in seen:
            yield _complaint(path, line, 1, "宛名番号: the same number stands in an earlier line")
        seen.add(one.id)
