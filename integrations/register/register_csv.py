"""Faults never quote a cell."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from forms.complaints import Complaint, Refused

_MOST = 100  # maximum number of complaints
_LONGEST = 200
_LONGEST_LINE = 20_000  # characters; a resident takes a tenth of it


@dataclass(frozen=True)
class Sort:
    """`faults`: (column, what to write instead)."""

    complaint: str
    columns: tuple[str, ...]  # the header, key first
    faults: Callable[[Mapping[str, str]], Iterator[tuple[str, str]]]
    more: tuple[str, ...] = ()  # optional columns after them, all or none

    @property
    def whole(self) -> tuple[str, ...]:
        return (*self.columns, *self.more)


class _Endless(Exception):
    pass


class Reading:
    def __init__(self, path: Path, sort: Sort) -> None:
        self._path, self._sort = path, sort
        self.complaints: list[Complaint] = []

    def lines(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(first line number, cells by column)."""
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                yield from self._lines_of(file)
        except OSError as error:
            self.complain(1, 1, f"it cannot be read ({error.strerror})")
        except UnicodeDecodeError:
            self.complain(1, 1, "it is not UTF-8: save it as CSV UTF-8")

    def _lines_of(self, file: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
        rows, begun = csv.reader(_pieces(file), strict=True), 1
        try:
            heading = tuple(next(rows, ()))
            if heading not in (self._sort.columns, self._sort.whole):
                more = f", or that and {','.join(self._sort.more)} behind it" if self._sort.more else ""
                self.complain(1, 1, f"the first line must be {','.join(self._sort.columns)}{more}")
                return
            begun = rows.line_num + 1
            for cells in rows:
                line, begun = begun, rows.line_num + 1
                if cells and (row_cells := self._sound(line, heading, cells)) is not None:
                    yield line, row_cells
        except _Endless:
            self.complain(rows.line_num + 1, 1, f"no valid CSV: a line of {_LONGEST_LINE} characters or more")
        except csv.Error as error:
            # An open quote takes following lines into its cell and is often noticed only at the end of the file.
            ends = begun == rows.line_num and "end of data" not in str(error)
            quoted = (
                f'a quote (") is opened in this line and not closed in it; its cell extends to line {rows.line_num}'
            )
            self.complain(begun, 1, f"no valid CSV: {error if ends else quoted}")

    def complain(self, line: int, column: int | str, text: str) -> None:
        if isinstance(column, str):
            column, text = self._sort.whole.index(column) + 1, f"{column}: {text}"
        if len(self.complaints) < _MOST:
            self.complaints.append(Complaint(str(self._path), line, column, self._sort.complaint, text))

    def finish(self) -> None:
        """Raises Refused."""
        if self.complaints:
            raise Refused(self.complaints)

    def _sound(self, line: int, columns: Sequence[str], cells: Sequence[str]) -> dict[str, str] | None:
        if len(cells) != len(columns):
            self.complain(line, 1, f"it has {len(cells)} cells, not {len(columns)}")
            return None
        by_column = dict(zip(columns, cells, strict=True))
        faults = list(self._sort.faults(by_column))
        for column, text in faults:
            self.complain(line, column, text)
        return None if faults else by_column


def _pieces(file: TextIO) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise _Endless
        yield line


def unfit(cell: str) -> str:
    if len(cell) > _LONGEST or cell != cell.strip() or not cell.replace("\u3000", "").isprintable():
        return f"write it without line breaks and without spaces around it, in at most {_LONGEST} characters"
    return ""
