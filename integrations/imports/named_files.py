"""Files beside a table: its cells name them."""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from integrations.sockets.import_socket import Package, PackedFile, Unreadable

Files = Mapping[str, bytes]
_BETWEEN = re.compile(r"[\n;；|、,]")
_LIKE_A_FILE = re.compile(r"[^\s/].*\.[0-9A-Za-z]{2,5}")
_MOST_PLACES = 5  # in one complaint


def looks_like_files(cell: str) -> bool:
    """Text such as 「なし」 in a column of files is none."""
    return any(map(_LIKE_A_FILE.fullmatch, _names(cell)))


def with_named_files(packages: Sequence[Package], files: Files, folder: str) -> tuple[Package, ...]:
    """`folder`: of the table, "" for the top. A column with the name of a file that is there is one of files: all its names must
    be there. Raises Unreadable with the places of all that are not."""
    shelf = _Shelf(files, folder)
    columns = {name for package in packages for name, cell in package.fields.items() if shelf.any_of(cell, package)}
    if not columns:
        return tuple(packages)
    missing = [*_places(packages, columns, shelf, 0)]
    unclear = [*_places(packages, columns, shelf, 2)]
    if missing or unclear:
        raise Unreadable("file_missing" if missing else "file_unclear", _listed(missing or unclear))
    return tuple(_joined(package, columns, shelf) for package in packages)


class _Shelf:
    def __init__(self, files: Files, folder: str) -> None:
        self.files, self._folder = files, folder
        self._alike: dict[str, list[str]] = {}
        for path in files:
            self._alike.setdefault(posixpath.basename(path), []).append(path)

    def any_of(self, cell: str, package: Package) -> bool:
        return any(self.paths(name, package) for name in self.names(cell, package))

    def names(self, cell: str, package: Package) -> tuple[str, ...]:
        # The name of a file may contain what separates names.
        whole = cell.strip()
        if whole and "." in whole and self.paths(whole, package):
            return (whole,)
        return tuple(name for name in _names(cell) if _LIKE_A_FILE.fullmatch(name))

    def paths(self, name: str, package: Package) -> Sequence[str]:
        """More than one: it is unclear which."""
        path = name.replace("\\", "/").removeprefix("./")
        for exact in (posixpath.join(self._folder, path), path):
            if exact in self.files:
                return (exact,)
        alike = self._alike.get(posixpath.basename(path), ())
        # One folder per application: its name is a cell of the line (its number).
        cells = {package.header.receipt_number, *(text.strip() for text in package.fields.values())} - {""}
        own = [file for file in alike if not cells.isdisjoint(posixpath.dirname(file).split("/"))]
        return own if own and len(alike) > 1 else alike


def _names(cell: str) -> Iterator[str]:
    yield from (name.strip() for name in _BETWEEN.split(cell) if name.strip())


def _places(packages: Sequence[Package], columns: set[str], shelf: _Shelf, fewest: int) -> Iterator[str]:
    # `fewest` 0: names of which nothing is there; 2: names of several files.
    for package in packages:
        for column, cell in package.fields.items():
            if column not in columns:
                continue
            counts = [len(shelf.paths(name, package)) for name in shelf.names(cell, package)]
            if any(count >= 2 if fewest else count == 0 for count in counts):
                yield f"{package.place + 1}行目 {column[:30]}"


def _listed(places: Sequence[str]) -> str:
    more = f"ほか{len(places) - _MOST_PLACES}か所" if len(places) > _MOST_PLACES else ""
    return "、".join(places[:_MOST_PLACES]) + more


def _joined(package: Package, columns: set[str], shelf: _Shelf) -> Package:
    packed = tuple(
        PackedFile(path, shelf.files[path], column)
        for column, cell in package.fields.items()
        if column in columns
        for name in shelf.names(cell, package)
        for path in shelf.paths(name, package)
    )
    if not packed:
        return package
    digest = hashlib.sha256(package.content_hash.encode())
    for file in packed:
        digest.update(f"{len(file.of)}:{file.of}".encode() + hashlib.sha256(file.content).digest())
    return replace(package, files=packed, content_hash=digest.hexdigest())
