"""Divides a hand-over into sets of files."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.exports.batch_lines import Figures
from integrations.exports.definition import LayoutFile
from integrations.exports.lines import Packed
from integrations.exports.tables import Part
from integrations.exports.text_files import TextFiles
from integrations.exports.xlsx_file import XlsxFile
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import ExportFile

Files = TextFiles | XlsxFile
# Each set keeps its files open; more values than this are not supported.
_MOST_VALUES = 100


@dataclass
class FileSet:
    number: int
    value: str
    files: Files
    figures: Figures
    begun: set[Part] = field(default_factory=set)
    applications: int = 0


class FileSets:
    """`reserved`: bytes for heading and batch lines."""

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
        """Raises AdapterError if no file can take them, or for too many values."""
        target = self._open.get(value)
        if target is not None and self._is_full(target, lines):
            self._finish(target)
            target = None
        if target is None:
            if len(self._open) >= _MOST_VALUES:
                raise AdapterError("EXPORT_SPLIT_UNFIT", value, permanent=True)
            target = self.begin(value)
            if self._is_full(target, lines):
                raise AdapterError("EXPORT_SPLIT_UNFIT", "one application", permanent=True)
        return target

    def begin(self, value: str) -> FileSet:
        number = len(self._all) + 1
        made = FileSet(number, value, self._open_set(number), Figures(self._layout))
        self._open[value] = made
        self._all.append(made)
        return made

    def put(self, target: FileSet, lines: Sequence[Packed]) -> None:
        files: Any = target.files  # the shape made the lines for these files
        put, counted = files.put, target.figures.count
        for kind, piece, count in lines:
            put(kind, piece, count)
            counted(kind.kind if isinstance(kind, Part) else kind, count)

    def _is_full(self, target: FileSet, lines: Sequence[Packed]) -> bool:
        split, files = self._layout.file.split, target.files
        if split is None or not isinstance(files, TextFiles):
            return False
        in_first = [
            (len(piece), count) for kind, piece, count in lines if isinstance(kind, int) and files.is_in_first(kind)
        ]  # fmt: skip
        rows, size = files.first
        if split.rows is not None:
            return rows + sum(count for _, count in in_first) > split.rows
        if split.bytes is not None:
            return size + sum(more for more, _ in in_first) + self._reserved > split.bytes
        return False

    def _finish(self, file_set: FileSet) -> None:
        self._close(file_set)
        self._made[file_set.number] = file_set.files.finish()
        del self._open[file_set.value]

    def finish(self) -> list[ExportFile]:
        """One set without applications too."""
        if not self._all:
            self.begin("")
        for file_set in list(self._open.values()):
            self._finish(file_set)
        return [file for number in sorted(self._made) for file in self._made[number]]

    def abandon(self) -> None:
        for file_set in self._open.values():
            file_set.files.abandon()
        for files in self._made.values():
            for file in files:
                file.path.unlink(missing_ok=True)

    def manifest(self) -> Iterator[Mapping[str, object]]:
        for file_set in self._all:
            yield {"part": file_set.number, "of": file_set.value, "applications": file_set.applications}
