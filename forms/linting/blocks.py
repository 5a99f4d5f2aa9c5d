"""Unused parameters and missing translations."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from forms.complaints import Complaint
from forms.loading.library import Block, Library
from forms.loading.texts import own_texts
from forms.loading.tree import Node, file_of

_CODED = ".options.codes.label"  # refers to a code list, which has translations of its own
_NAMED = re.compile(r"\bwith\.([a-z][a-z0-9_]*)")


def lint_blocks(library: Library) -> list[Complaint]:
    return sorted(
        complaint for block in library.blocks.values() for complaint in (*_unused(block), *_untranslated(block))
    )


def _unused(block: Block) -> Iterator[Complaint]:
    used = set(_named(block.root.mapping["ask"]))
    for name, mark in block.root.mapping["params"].keys.items() if block.shape.params else ():
        if name not in used:
            text = f"no question of this block uses {name}: use it or remove it"
            yield Complaint(file_of(mark, block.id), *mark, "lint.parameter_unused", text, warning=True)


def _untranslated(block: Block) -> Iterator[Complaint]:
    for file, root in block.translations.values():
        for path, node in own_texts(block).items():
            if path not in root.mapping and not path.endswith(_CODED):
                text = f"{Path(file).name} lacks {path}: translate it"
                yield Complaint(
                    file_of(node.mark, block.id), *node.mark, "lint.translation_missing", text, warning=True
                )


def _named(node: Node) -> Iterator[str]:
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
