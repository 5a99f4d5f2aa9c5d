"""The text files of one hand-over: which line goes to which of them, and what stands first. Knows no record."""

from collections.abc import Callable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Protocol

from integrations.exports.characters import Encoding
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.spooled_file import SpooledFile
from integrations.exports.tables import Part
from integrations.layout_socket import Bench, ExportFile


class TextShape(Protocol):
    """How lines look in bytes; None where the encoding cannot hold one. `end`: of each line."""

    encoding: Encoding
    end: str

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | None]: ...


class TextFiles:
    """The open files of one hand-over, under temporary names on the bench.

    `names`: of each kind of line, not used for one that stands in the file of another (`within`: kind → that one).
    `headings`: of each kind, b"" for none. Kinds in `parted` have no file of their own, but one for each part that is begun.
    `counted`: kinds whose files begin with lines that are known at the end. `last_end`: whether the last line has an end. `skips`: a file without lines is not made."""

    def __init__(
        self, bench: Bench, names: Sequence[str], shape: TextShape, headings: Sequence[bytes], *,
        parted: Set[int] = frozenset(), within: Mapping[int, int] = MappingProxyType({}),
        counted: Set[int] = frozenset(), last_end: bool = True, skips: bool = False,
    ) -> None:  # fmt: skip
        self._bench = bench
        self._names = names
        self._bom = shape.encoding.bom
        self._end = b"" if last_end else shape.encoding.bytes_of(shape.end) or b""
        self._within = within
        self._skips = skips
        self._files: dict[int | Part, SpooledFile] = {}
        self._heads: dict[int, list[bytes]] = {}
        for at, heading in enumerate(headings):
            if at in parted or at in within:
                continue
            if at in counted:
                self._heads[at] = [self._bom, heading]
            self._add(at, names[at], b"" if at in counted else self._bom + heading)

    def begin(self, part: Part, heading: bytes) -> None:
        """One more file, for lines of `part`."""
        self._add(part, self._names[part.kind].replace("{table}", part.name), self._bom + heading)

    def _add(self, where: int | Part, name: str, head: bytes) -> None:
        self._files[where] = SpooledFile(self._bench, name, self._end)
        self._files[where].add(head)

    @property
    def first(self) -> tuple[int, int]:
        """How many data rows stand in the first file, and of how many bytes."""
        first = self._files.get(0)
        return (first.rows, first.bytes) if first else (0, 0)

    def stands_in_first(self, kind: int) -> bool:
        return self._within.get(kind, kind) == 0

    def put(self, where: int | Part, lines: bytes, count: int = 1) -> None:
        """So many lines behind the others of their file."""
        at = self._within.get(where, where) if self._within and isinstance(where, int) else where
        self._files[at].add_rows(lines, count)

    def put_first(self, where: int, line: bytes) -> None:
        """One line before all others of its file, in the order of these calls."""
        self._heads[self._within.get(where, where)].append(line)

    def finish(self) -> list[ExportFile]:
        """In the order of the layout; parts in the order in which they were begun."""
        for at, head in self._heads.items():
            self._files[at].put_before(b"".join(head))
        ordered = sorted(self._files, key=lambda where: where.kind if isinstance(where, Part) else where)
        made = []
        for where in ordered:
            if self._skips and where not in self._heads and not self._files[where].rows:
                self._files[where].abandon()
            else:
                made.append(self._files[where].finish())
        return made

    def abandon(self) -> None:
        for spool in self._files.values():
            spool.abandon()
