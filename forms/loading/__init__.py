"""Reads definitions from YAML with translations, or from their published canonical form."""

# Raises Refused with all complaints.

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.definition.field import FieldType
from forms.definition.procedure import Procedure
from forms.loading.canonical import parts, short_hash
from forms.loading.library import SHIPPED, Library, read_library
from forms.loading.reading import Reading
from forms.loading.source import read_source
from forms.loading.tree import Node, node_of, read_tree

__all__ = ["Library", "from_canonical", "load", "load_folder", "load_text", "read_library", "short_hash"]


def load(path: Path, *, fields: Mapping[str, FieldType], library: Library | None = None) -> Procedure:
    """`<id>.yaml` with `<id>.<language>.yaml`. Without `library`: the shipped one and what is beside the file."""
    return _load_beside(path, _names(path.parent), fields, library)


def _load_beside(
    path: Path, names: Sequence[str], fields: Mapping[str, FieldType], library: Library | None
) -> Procedure:
    own = [path.with_name(name) for name in names if name.startswith(f"{path.stem}.") and name != path.name]
    files = {other.stem.partition(".")[2]: (str(other), read_source(other)) for other in own}
    library = read_library((SHIPPED, path.parent)) if library is None else library
    procedure = _load(read_source(path), str(path), fields, files, library)
    if procedure.id != path.stem:
        raise Refused([_elsewhere(procedure, path)])
    return procedure


def load_text(
    text: str,
    name: str,
    *,
    fields: Mapping[str, FieldType],
    translations: Mapping[str, str] | None = None,
    library: Library = Library(),
) -> Procedure:
    files = {language: (f"{name}:{language}", other) for language, other in (translations or {}).items()}
    return _load(text, name, fields, files, library)


def load_folder(folder: Path, *, fields: Mapping[str, FieldType]) -> dict[str, Procedure]:
    """By id. Raises Refused."""
    procedures: dict[str, Procedure] = {}
    complaints: list[Complaint] = []
    library = Library()
    try:
        library = read_library((SHIPPED, folder))
    except Refused as refused:
        complaints.extend(refused.complaints)
    # Listed once: each file looks through the names that begin as its own.
    of_base: dict[str, list[str]] = {}
    for name in (every := _names(folder)):
        of_base.setdefault(name.partition(".")[0], []).append(name)
    for path in map(folder.joinpath, every):
        base = path.stem.partition(".")[0]
        try:
            if base == path.stem:
                procedures[base] = _load_beside(path, of_base[base], fields, library)
            elif not path.with_name(f"{base}.yaml").exists():
                message = "there is no definition for this translation"
                complaints.append(Complaint(str(path), 1, 1, "translation.orphan", message))
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return procedures


def from_canonical(text: str, fields: Mapping[str, FieldType]) -> Procedure:
    """Raises Refused if this release no longer understands it."""
    definition, translations, _ = parts(text)
    name = f"{definition['procedure']}@{definition['version']}"
    from forms.loading.definition import Definition  # noqa: PLC0415 - thirty modules, which kept definitions do not need

    trees = {language: (Reading(name), node_of(paths)) for language, paths in translations.items()}
    return Definition(node_of(definition), name, fields, Library()).procedure(trees)


def _names(folder: Path) -> list[str]:
    names: list[str] = []
    with suppress(FileNotFoundError, NotADirectoryError):  # the definition is missed where it is read
        names = os.listdir(folder)
    return sorted(name for name in names if name.endswith(".yaml"))


def _load(
    text: str, name: str, fields: Mapping[str, FieldType], files: Mapping[str, tuple[str, str]], library: Library
) -> Procedure:
    complaints: list[Complaint] = []
    trees: dict[str, tuple[Reading, Node]] = {}
    for language, (file, other) in files.items():
        try:
            trees[language] = Reading(file), read_tree(other, file)
        except Refused as refused:
            complaints.extend(refused.complaints)
    from forms.loading.definition import Definition  # noqa: PLC0415 - see from_canonical

    try:
        procedure = Definition(read_tree(text, name), name, fields, library).procedure(trees)
    except Refused as refused:
        raise Refused([*complaints, *refused.complaints], refused.part) from None
    if complaints:
        raise Refused(complaints, procedure)
    return procedure


def _elsewhere(procedure: Procedure, path: Path) -> Complaint:
    message = f"the file of {procedure.id} must be called {procedure.id}.yaml"
    return Complaint(str(path), *procedure.marks["procedure"], "id.file", message)
