"""Files that lie together, out of a ZIP or a folder, into packages: the data, what it names, and what nothing names."""

import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from integrations.import_socket import Package, PackedFile, Unreadable
from integrations.imports.csv_reader import CsvReader
from integrations.imports.xml_reader import Told, read_xml

Files = Mapping[str, bytes]  # path inside, with /, → content
OWN = "package.xml"


def packages_in(files: Files, content_hash: str) -> tuple[Package, ...]:
    """One package, or one in each folder that has a `package.xml`. `content_hash` is that of the whole. Unreadable."""
    folders = sorted({posixpath.dirname(name) for name in files if posixpath.basename(name) == OWN})
    if len(folders) < 2:
        return _single(_inside(files, folders[0]) if folders else files, content_hash)
    found: list[Package] = []
    for folder in folders:
        inside = _inside(files, folder)
        found += _single(inside, _hash_of(inside))
    return tuple(replace(one, place=place) for place, one in enumerate(found, 1))


def _inside(files: Files, folder: str) -> Files:
    prefix = f"{folder}/" if folder else ""
    return {name.removeprefix(prefix): content for name, content in files.items() if name.startswith(prefix)}


def _hash_of(files: Files) -> str:
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{len(name.encode())}:{name}:{len(files[name])}:".encode() + files[name])
    return whole.hexdigest()


def _single(files: Files, content_hash: str) -> tuple[Package, ...]:
    tables = [name for name in files if name.lower().endswith(".csv")]
    trees = [OWN] if OWN in files else [name for name in files if name.lower().endswith(".xml")]
    if len(trees) > 1 or (not trees and len(tables) > 1):
        raise Unreadable("two_data")
    if trees:
        told = read_xml(files[trees[0]])
        for name in tables if len(tables) == 1 else ():
            _demand_same(told, files[name])
        return (_packed(told, files, {trees[0], *tables}, content_hash),)
    if not tables:
        raise Unreadable("no_data")
    found = CsvReader().read(files[tables[0]])
    return tuple(replace(one, unused=tuple(sorted(set(files) - {tables[0]}))) for one in found)


def _packed(told: Told, files: Files, used: set[str], content_hash: str) -> Package:
    attached = tuple(_attached(told, files))
    named = {*used, *(one.name for one in attached), *filter(None, [told.signature])}
    if told.signature and told.signature not in files:
        raise Unreadable("file_missing", told.signature[:60])
    return Package(
        told.header,
        told.fields,
        attached,
        files.get(told.signature, b""),
        content_hash,
        unused=tuple(sorted(set(files) - named)),
    )


def _attached(told: Told, files: Files) -> Iterator[PackedFile]:
    for one in told.listed:
        if one.name not in files:
            raise Unreadable("file_missing", one.name[:60])
        if one.sha256 and hashlib.sha256(files[one.name]).hexdigest() != one.sha256:
            raise Unreadable("file_differs", one.name[:60])
        yield PackedFile(one.name, files[one.name], one.of)


def _demand_same(told: Told, table: bytes) -> None:
    """A CSV beside the XML says the same again. Where it does not, nobody can know which of the two was meant."""
    lines = CsvReader().read(table)
    said = lines[0].fields
    if len(lines) != 1 or any(told.fields.get(name, "") != text for name, text in said.items()):
        raise Unreadable("data_differ")
    if lines[0].header.receipt_number not in ("", told.header.receipt_number):
        raise Unreadable("data_differ")
