"""Reads a CSV of the register line by line and says everything that is wrong with it at once, each with line and column. No complaint
repeats what a cell says. What a line means, its sort knows."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from forms.complaints import Complaint, Refused

_MOST = 100  # complaints that anybody reads
_LONGEST = 200


@dataclass(frozen=True)
class Sort:
    """`columns`: the heading, whose first is the number that a line goes by; `faults`: of one line, by column, those columns that
    are wrong and what to write instead."""

    complaint: str
    columns: tuple[str, ...]
    faults: Callable[[Mapping[str, str]], Iterator[tuple[str, str]]]


class Reading:
    """Of the file at `path`. `lines` gives what is sound; `finish` refuses it whole if anything was not."""

    def __init__(self, path: Path, sort: Sort) -> None:
        self._path, self._sort = path, sort
        self.complaints: list[Complaint] = []

    def lines(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, its cells by column); blank lines are none."""
        rows = csv.reader(StringIO(self._text(), newline=""), strict=True)
        try:
            if tuple(next(rows, ())) != self._sort.columns:
                self.complain(1, 1, f"the first line must be {','.join(self._sort.columns)}")
                return
            for cells in rows:
                if cells and (said := self._sound(rows.line_num, cells)) is not None:
                    yield rows.line_num, said
        except csv.Error as error:
            self.complain(rows.line_num, 1, f"no valid CSV: {error}")

    def complain(self, line: int, column: int | str, text: str) -> None:
        """`column`: its number from 1, or its name, which is told then."""
        if isinstance(column, str):
            column, text = self._sort.columns.index(column) + 1, f"{column}: {text}"
        self.complaints.append(Complaint(str(self._path), line, column, self._sort.complaint, text))

    def finish(self) -> None:
        """Refused, with every complaint."""
        if self.complaints:
            raise Refused(self.complaints[:_MOST])

    def _sound(self, line: int, cells: Sequence[str]) -> dict[str, str] | None:
        columns = self._sort.columns
        if len(cells) != len(columns):
            self.complain(line, 1, f"it has {len(cells)} cells, not {len(columns)}")
            return None
        said = dict(zip(columns, cells, strict=True))
        faults = list(self._sort.faults(said))
        for column, text in faults:
            self.complain(line, column, text)
        return None if faults else said

    def _text(self) -> str:
        try:
            return self._path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            self.complain(1, 1, f"it cannot be read ({error.strerror})")
        except UnicodeDecodeError:
            self.complain(1, 1, "it is not UTF-8: save it as CSV UTF-8")
        self.finish()
        return ""


def unfit(cell: str) -> str:
    """What is wrong with any text of the register, "" where nothing is."""
    if len(cell) > _LONGEST or cell != cell.strip() or not cell.replace("\u3000", "").isprintable():
        return f"write it without line breaks and without spaces around it, in at most {_LONGEST} characters"
    return ""
