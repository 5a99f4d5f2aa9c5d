"""Reads each shipped definition once per process, wherever it is copied: files do not change during a run, and parsed
values are frozen. Otherwise each command under test would read the whole catalogue. Definitions written by tests, and
complaints, are read each time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from forms import loading
from forms.definition.field import FieldType
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import Library
from forms.loading.library import SHIPPED

PROCEDURES = SHIPPED / "procedures"

_read_library, _load, _load_folder = loading.read_library, loading._load, loading.load_folder
_library: list[Library] = []
_procedures: dict[tuple[object, ...], Procedure] = {}
_folder: list[Mapping[str, Procedure]] = []
_kept: list[Callable[[], Mapping[tuple[object, ...], Procedure]]] = []


def read_shipped_once() -> None:
    loading.read_library = read_library
    loading._load = load
    loading.load_folder = load_folder


def read_library(folders: Iterable[Path]) -> Library:
    libraries = [folder for folder in folders if (folder / "blocks").exists() or (folder / "codes").exists()]
    others = [folder for folder in libraries if folder.resolve() != SHIPPED]
    if others == libraries or libraries[0] in others:  # what comes first is replaced by the shipped
        return _read_library(libraries)
    if not _library:
        _library.append(_read_library([SHIPPED]))
    if not others:
        return _library[0]
    shipped, own = _library[0], _read_library(others)
    return Library({**shipped.blocks, **own.blocks}, {**shipped.codes, **own.codes})


def load(
    text: str, name: str, fields: Mapping[str, FieldType], files: Mapping[str, tuple[str, str]], library: Library
) -> Procedure:
    shared = any(library is known for known in _library) and fields is field_types()
    key = (Path(name).name, text, *sorted((language, other) for language, (_, other) in files.items()))
    if not shared or not (key in _procedures or Path(name).parent.resolve() == PROCEDURES):
        return _load(text, name, fields, files, library)
    while key not in _procedures and _kept:
        _procedures.update(_kept.pop()())
    if key not in _procedures:
        _procedures[key] = _load(text, name, fields, files, library)
    return replace(_procedures[key], source=name)


def load_folder(folder: Path, *, fields: Mapping[str, FieldType]) -> dict[str, Procedure]:
    """Its 360 files take a twentieth of a second each time, also where nothing is parsed."""
    if folder != PROCEDURES or fields is not field_types():
        return _load_folder(folder, fields=fields)
    if not _folder:
        _folder.append(_load_folder(folder, fields=fields))
    return dict(_folder[0])


def know_later(kept: Callable[[], Mapping[tuple[object, ...], Procedure]]) -> None:
    """Read when the first file is needed."""
    _kept.append(kept)


def reread() -> Mapping[tuple[object, ...], Procedure]:
    """By the key of `know`."""
    before, kept = dict(_procedures), list(_kept)
    _procedures.clear()
    _kept.clear()
    try:
        _load_folder(PROCEDURES, fields=field_types())
        return dict(_procedures)
    finally:
        _procedures.update(before)
        _kept.extend(kept)
