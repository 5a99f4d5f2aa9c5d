"""What definitions share: blocks of questions and code lists, each a file of a folder, with translations beside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.loading.items import items
from forms.loading.reading import Reading
from forms.loading.shared_shape import BlockShape, CodesShape
from forms.loading.source import read_source
from forms.loading.tree import Node, read_tree

SHIPPED = Path(__file__).parents[1]


@dataclass(frozen=True)
class Block:
    """A block as it was read. `translations`: language → (file, tree of path → sentence)."""

    id: str
    shape: BlockShape
    root: Node
    translations: Mapping[str, tuple[str, Node]]

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of its questions."""
        parts = [part for item in items(self.root.get("ask")) for part in items(item.get("ask")) or (item,)]
        return tuple(part.word("id") for part in parts if part.get("id") is not None)


@dataclass(frozen=True)
class Library:
    """`codes`: id → the tree of its options."""

    blocks: Mapping[str, Block] = field(default_factory=dict)
    codes: Mapping[str, Node] = field(default_factory=dict)


def read_library(folders: Iterable[Path]) -> Library:
    """The blocks and codes in `<folder>/blocks` and `<folder>/codes`; a later folder may replace what an earlier one has.
    `Refused` with the complaints of all files."""
    blocks: dict[str, Block] = {}
    codes: dict[str, Node] = {}
    complaints: list[Complaint] = []
    for folder in folders:
        for path in [*sorted((folder / "blocks").glob("*.yaml")), *sorted((folder / "codes").glob("*.yaml"))]:
            try:
                if path.parent.name == "codes":
                    codes[path.stem] = _codes(path)
                elif "." not in path.stem:
                    blocks[path.stem] = _block(path)
            except Refused as refused:
                complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return Library(blocks, codes)


def _block(path: Path) -> Block:
    reading, root = _read(path)
    shape = reading.shape(BlockShape, root)
    if shape is not None and shape.block != path.stem:
        said = f"the file of the block {shape.block} is called {shape.block}.yaml"
        reading.complain(root.mapping["block"].mark, "id.file", said)
    if shape is None or reading.complaints:
        raise Refused(reading.complaints)
    beside = {other.stem.partition(".")[2]: other for other in sorted(path.parent.glob(f"{path.stem}.*.yaml"))}
    translations = {
        language: (str(other), read_tree(read_source(other), str(other))) for language, other in beside.items()
    }
    return Block(shape.block, shape, root, translations)


def _codes(path: Path) -> Node:
    reading, root = _read(path)
    shape = reading.shape(CodesShape, root)
    if shape is None:
        raise Refused(reading.complaints)
    return root.mapping["options"]


def _read(path: Path) -> tuple[Reading, Node]:
    return Reading(str(path)), read_tree(read_source(path), str(path), elsewhere=True)
