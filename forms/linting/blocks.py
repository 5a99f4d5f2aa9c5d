"""Blocks as they are written, whoever uses them: a parameter that changes nothing is a promise that is not kept, and so is a
language that some of their texts are in."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from forms.complaints import Complaint
from forms.loading.library import Block, Library
from forms.loading.texts import own_texts
from forms.loading.tree import Node, file_of

_CODED = ".options.codes.label"  # names a code list, whose translations stand beside it
_NAMED = re.compile(r"\bwith\.([a-z][a-z0-9_]*)")


def lint_blocks(library: Library) -> list[Complaint]:
    """Warnings about the blocks of `library`, in the order of their files."""
    return sorted(said for block in library.blocks.values() for said in (*_unused(block), *_untranslated(block)))


def _unused(block: Block) -> Iterator[Complaint]:
    used = set(_named(block.root.mapping["ask"]))
    for name, mark in block.root.mapping["params"].keys.items() if block.shape.params else ():
        if name not in used:
            text = f"no question of this block looks at {name}: use it, or take it out"
            yield Complaint(file_of(mark, block.id), *mark, "lint.parameter_unused", text, warning=True)


def _untranslated(block: Block) -> Iterator[Complaint]:
    """Pages are in Japanese and やさしい日本語, which a definition that uses the block is held to; here for every language."""
    for file, root in block.translations.values():
        for path, node in own_texts(block).items():
            if path not in root.mapping and not path.endswith(_CODED):
                text = f"{Path(file).name} lacks {path}: translate it"
                yield Complaint(
                    file_of(node.mark, block.id), *node.mark, "lint.translation_missing", text, warning=True
                )


def _named(node: Node) -> Iterator[str]:
    """Parameters that stand at `given`, at `required` and in rules."""
    if isinstance(node.value, Mapping):
        for key, child in node.mapping.items():
            if key in ("given", "required"):
                yield from child.mapping or (str(child.value),)
            yield from _named(child)
    elif isinstance(node.value, tuple):
        for child in node.value:
            yield from _named(child)
    elif isinstance(node.value, str):
        yield from _NAMED.findall(node.value)
