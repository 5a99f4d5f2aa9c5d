"""Shared blocks of questions and code lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from forms.complaints import Complaint, Refused
from forms.loading.items import items
from forms.loading.reading import Reading
from forms.loading.shared_shape import BlockShape, CodesShape
from forms.loading.source import read_source
from forms.loading.tree import Node, read_tree

SHIPPED = Path(__file__).parents[1]
_S = TypeVar("_S", BlockShape, CodesShape)


@dataclass(frozen=True)
class Block:
    id: str
    shape: BlockShape
    root: Node
    translations: Mapping[str, tuple[str, Node]]

    def place(self, prefix: str, path: str) -> str:
        head, _, rest = path.partition(".")
        return f"{head}.{prefix}{rest}"

    @property
    def names(self) -> tuple[str, ...]:
        parts = [part for item in items(self.root.get("ask")) for part in items(item.get("ask")) or (item,)]
        return tuple(part.word("id") for part in parts if part.get("id") is not None)


@dataclass(frozen=True)
class Codes:
    options: Node
    translations: Mapping[str, tuple[str, Node]]

    def place(self, prefix: str, path: str) -> str:
        return f"ask.{prefix}{path}"


@dataclass(frozen=True)
class Library:
    blocks: Mapping[str, Block] = field(default_factory=dict)
    codes: Mapping[str, Codes] = field(default_factory=dict)


def read_library(folders: Iterable[Path]) -> Library:
    """Later folders replace earlier entries. Raises Refused."""
    blocks: dict[str, Block] = {}
    codes: dict[str, Codes] = {}
    complaints: list[Complaint] = []
    for folder in folders:
        for path in [*sorted((folder / "blocks").glob("*.yaml")), *sorted((folder / "codes").glob("*.yaml"))]:
            if "." in path.stem:
                continue  # a translation, read with its original
            try:
                if path.parent.name == "codes":
                    codes[path.stem] = _codes(path)
                else:
                    blocks[path.stem] = _block(path)
            except Refused as refused:
                complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return Library(blocks, codes)


def _block(path: Path) -> Block:
    shape, root = _read(path, BlockShape, "block")
    return Block(shape.block, shape, root, _translations(path))


def _codes(path: Path) -> Codes:
    _, root = _read(path, CodesShape, "codes")
    return Codes(root.mapping["options"], _translations(path))


def _translations(path: Path) -> Mapping[str, tuple[str, Node]]:
    paths = {other.stem.partition(".")[2]: other for other in sorted(path.parent.glob(f"{path.stem}.*.yaml"))}
    return {language: (str(other), read_tree(read_source(other), str(other))) for language, other in paths.items()}


def _read(path: Path, kind: type[_S], key: str) -> tuple[_S, Node]:
    reading, root = Reading(str(path)), read_tree(read_source(path), str(path), elsewhere=True)
    shape = reading.shape(kind, root)
    name = path.stem if shape is None else getattr(shape, key)
    if name != path.stem:
        message = f"the file of the {key} {name} must be called {name}.yaml"
        reading.complain(root.mapping[key].mark, "id.file", message)
    if shape is None or reading.complaints:
        raise Refused(reading.complaints)
    return shape, root
