"""One package, several in folders, or a parcel of many."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from posixpath import basename

from integrations.imports.contents import OWN, packages_in
from integrations.imports.csv_reader import CsvReader
from integrations.imports.limits import MOST_UNPACKED
from integrations.imports.unpacking import is_zip, unpacked
from integrations.imports.xml_reader import XmlReader
from integrations.sockets.import_socket import Header, Package, Unreadable

_PAIR = 2  # an XML and its CSV, or two of which nobody knows the right one
_JUNK = ("__macosx/", "thumbs.db", "desktop.ini")


class ZipReader:
    name = "zip"

    def takes(self, content: bytes) -> bool:
        return is_zip(content)

    def read(self, content: bytes) -> tuple[Package, ...]:
        files = _files(content)
        if not _is_parcel(files):
            _demand_flat(files)
            return packages_in(files, hashlib.sha256(content).hexdigest())
        return tuple(replace(package, place=place) for place, package in enumerate(_each(files), 1))


def names_in(content: bytes) -> Mapping[str, str]:
    """Hash of a package → its file in a parcel, without reading it. Raises Unreadable."""
    files = _files(content) if is_zip(content) else {}
    return {hashlib.sha256(inside).hexdigest(): name for name, inside in files.items()} if _is_parcel(files) else {}


def _files(content: bytes) -> Mapping[str, bytes]:
    return {name: inside for name, inside in unpacked(content).items() if not _is_junk(name)}


def _is_junk(name: str) -> bool:
    return name.lower().startswith(_JUNK) or basename(name).lower() in _JUNK or basename(name).startswith(".")


def _is_parcel(files: Mapping[str, bytes]) -> bool:
    # What was no package before: ZIPs inside, or more data files than a package has.
    if any(basename(name) == OWN for name in files):
        return False
    data = [name for name in files if name.lower().endswith((".xml", ".csv"))]
    return len(data) > _PAIR or any(is_zip(content) for content in files.values())


def _demand_flat(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if is_zip(content):
            raise Unreadable("zip_nested", name[:60])


def _each(files: Mapping[str, bytes]) -> Iterator[Package]:
    # A file that cannot be read is a package with its fault: the others are taken.
    room = MOST_UNPACKED - sum(map(len, files.values()))
    for name, content in sorted(files.items()):
        digest = hashlib.sha256(content).hexdigest()
        try:
            if is_zip(content):
                inside = unpacked(content, room)
                room -= sum(map(len, inside.values()))
                _demand_flat(inside)
                packages = packages_in(inside, digest)
            else:
                packages = _reader(name, content).read(content)
            yield from packages
        except Unreadable as fault:
            yield Package(Header(), {}, content_hash=digest, fault=fault)


def _reader(name: str, content: bytes) -> XmlReader | CsvReader:
    # A name that promises neither is not read as CSV, which takes anything.
    if not content:
        raise Unreadable("empty")
    if XmlReader().takes(content):
        return XmlReader()
    if name.lower().endswith(".csv"):
        return CsvReader()
    raise Unreadable("unknown_kind")
