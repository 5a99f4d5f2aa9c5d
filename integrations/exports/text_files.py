from collections.abc import Callable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Protocol

from integrations.exports.characters import Encoding
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.spooled_file import SpooledFile
from integrations.exports.tables import Part
from integrations.sockets.layout_socket import Bench, ExportFile


class TextShape(Protocol):
    encoding: Encoding
    end: str

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | None]: ...


class TextFiles:
    """`within`: kind → kind whose file it shares. `parted`: kinds with a file per part. `counted`: first lines known
    last. `skips`: no empty files."""

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
        for kind, heading in enumerate(headings):
            if kind in parted or kind in within:
                continue
            if kind in counted:
                self._heads[kind] = [self._bom, heading]
            self._add(kind, names[kind], b"" if kind in counted else self._bom + heading)

    def begin(self, part: Part, heading: bytes) -> None:
        self._add(part, self._names[part.kind].replace("{table}", part.name), self._bom + heading)

    def _add(self, where: int | Part, name: str, head: bytes) -> None:
        self._files[where] = SpooledFile(self._bench, name, self._end)
        self._files[where].add(head)

    @property
    def first(self) -> tuple[int, int]:
        first_file = self._files.get(0)
        return (first_file.rows, first_file.bytes) if first_file else (0, 0)

    def is_in_first(self, kind: int) -> bool:
        return self._within.get(kind, kind) == 0

    def put(self, where: int | Part, lines: bytes, count: int = 1) -> None:
        target = self._within.get(where, where) if self._within and isinstance(where, int) else where
        self._files[target].add_rows(lines, count)

    def put_first(self, where: int, line: bytes) -> None:
        self._heads[self._within.get(where, where)].append(line)

    def finish(self) -> list[ExportFile]:
        for kind, head in self._heads.items():
            self._files[kind].put_before(b"".join(head))
        ordered = sorted(self._files, key=lambda target: target.kind if isinstance(target, Part) else target)
        made = []
        for target in ordered:
            if self._skips and target not in self._heads and not self._files[target].rows:
                self._files[target].abandon()
            else:
                made.append(self._files[target].finish())
        return made

    def abandon(self) -> None:
        for spool in self._files.values():
            spool.abandon()
