"""One hand-over as one set of files after another, or beside another: where the lines of an application go. Knows no database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.exports.batch_lines import Figures
from integrations.exports.definition import LayoutFile
from integrations.exports.lines import Packed
from integrations.exports.tables import Part
from integrations.exports.text_files import TextFiles
from integrations.exports.xlsx_file import XlsxFile
from integrations.interfaces import AdapterError
from integrations.layout_socket import ExportFile

Files = TextFiles | XlsxFile
# Each has its files open: a value of which there are more is none to split by.
_MOST_VALUES = 100


@dataclass
class FileSet:
    """`number` from 1; `value` for which it stands, "" where lines or bytes decide."""

    number: int
    value: str
    files: Files
    figures: Figures
    begun: set[Part] = field(default_factory=set)
    applications: int = 0


class FileSets:
    """The sets of one hand-over. `open_set` opens one by its number; `close` adds what stands behind the others. `reserved`: bytes
    that heading and lines about the batch may take."""

    def __init__(
        self, layout: LayoutFile, open_set: Callable[[int], Files], close: Callable[[FileSet], None], reserved: int
    ) -> None:
        self._layout = layout
        self._open_set = open_set
        self._close = close
        self._reserved = reserved
        self._open: dict[str, FileSet] = {}
        self._all: list[FileSet] = []
        self._made: dict[int, list[ExportFile]] = {}

    def for_lines(self, value: str, lines: Sequence[Packed]) -> FileSet:
        """The set that takes these lines of one application. AdapterError where no file takes them all, or there are too many
        values."""
        found = self._open.get(value)
        if found is not None and self._is_full(found, lines):
            self._finish(found)
            found = None
        if found is None:
            if len(self._open) >= _MOST_VALUES:
                raise AdapterError("EXPORT_SPLIT_UNFIT", value, permanent=True)
            found = self.begin(value)
            if self._is_full(found, lines):
                raise AdapterError("EXPORT_SPLIT_UNFIT", "one application", permanent=True)
        return found

    def begin(self, value: str) -> FileSet:
        number = len(self._all) + 1
        made = FileSet(number, value, self._open_set(number), Figures(self._layout))
        self._open[value] = made
        self._all.append(made)
        return made

    def put(self, where: FileSet, lines: Sequence[Packed]) -> None:
        files: Any = where.files  # the shape made the lines that these files take
        put, counted = files.put, where.figures.count
        for kind, piece, count in lines:
            put(kind, piece, count)
            counted(kind.kind if isinstance(kind, Part) else kind, count)

    def _is_full(self, found: FileSet, lines: Sequence[Packed]) -> bool:
        split, files = self._layout.file.split, found.files
        if split is None or not isinstance(files, TextFiles):
            return False
        first = [
            (len(piece), count) for kind, piece, count in lines if isinstance(kind, int) and files.stands_in_first(kind)
        ]  # fmt: skip
        rows, size = files.first
        if split.rows is not None:
            return rows + sum(count for _, count in first) > split.rows
        if split.bytes is not None:
            return size + sum(more for more, _ in first) + self._reserved > split.bytes
        return False

    def _finish(self, one: FileSet) -> None:
        self._close(one)
        self._made[one.number] = one.files.finish()
        del self._open[one.value]

    def finish(self) -> list[ExportFile]:
        """The files of all sets, by their numbers. A hand-over without applications has one set, too."""
        if not self._all:
            self.begin("")
        for one in list(self._open.values()):
            self._finish(one)
        return [file for number in sorted(self._made) for file in self._made[number]]

    def abandon(self) -> None:
        for one in self._open.values():
            one.files.abandon()
        for files in self._made.values():
            for file in files:
                file.path.unlink(missing_ok=True)

    def told(self) -> Iterator[Mapping[str, object]]:
        """Of each: its number, for what it stands, how many applications."""
        for one in self._all:
            yield {"part": one.number, "of": one.value, "applications": one.applications}
