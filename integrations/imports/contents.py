import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from posixpath import dirname

from integrations.imports.csv_reader import CsvReader
from integrations.imports.named_files import with_named_files
from integrations.imports.xml_reader import XmlContent, read_xml
from integrations.sockets.import_socket import Package, PackedFile, Unreadable

Files = Mapping[str, bytes]  # path inside, with /, → content
OWN = "package.xml"


def packages_in(files: Files, content_hash: str) -> tuple[Package, ...]:
    """One per folder with a `package.xml`. `content_hash`: of the upload. Raises Unreadable."""
    folders = sorted({posixpath.dirname(name) for name in files if posixpath.basename(name) == OWN})
    if len(folders) < 2:
        return _single(_inside(files, folders[0]) if folders else files, content_hash)
    packages: list[Package] = []
    for folder in folders:
        inside = _inside(files, folder)
        packages += _single(inside, _hash_of(inside))
    return tuple(replace(package, place=place) for place, package in enumerate(packages, 1))


def _inside(files: Files, folder: str) -> Files:
    prefix = f"{folder}/" if folder else ""
    return {name.removeprefix(prefix): content for name, content in files.items() if name.startswith(prefix)}


def _hash_of(files: Files) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{len(name.encode())}:{name}:{len(files[name])}:".encode() + files[name])
    return digest.hexdigest()


def _single(files: Files, content_hash: str) -> tuple[Package, ...]:
    tables = [name for name in files if name.lower().endswith(".csv")]
    trees = [OWN] if OWN in files else [name for name in files if name.lower().endswith(".xml")]
    if len(trees) > 1 or (not trees and len(tables) > 1):
        raise Unreadable("two_data")
    if trees:
        document = read_xml(files[trees[0]])
        for name in tables if len(tables) == 1 else ():
            _demand_same(document, files[name])
        return (_packed(document, files, {trees[0], *tables}, content_hash),)
    if not tables:
        raise Unreadable("no_data")
    packages = with_named_files(CsvReader().read(files[tables[0]]), _without(files, tables[0]), dirname(tables[0]))
    named = {file.name for package in packages for file in package.files}
    unused = tuple(sorted(set(files) - {tables[0]} - named))
    # Names of files may be of people: what no line names is shown with the first line only.
    contents = files if len(packages) == 1 else {}  # else no file is of one line alone
    return (replace(packages[0], unused=unused, contents=contents), *packages[1:])


def _without(files: Files, name: str) -> Files:
    return {path: content for path, content in files.items() if path != name}


def _packed(document: XmlContent, files: Files, used: set[str], content_hash: str) -> Package:
    attached = tuple(_attached(document, files))
    named = {*used, *(file.name for file in attached), *filter(None, [document.signature])}
    if document.signature and document.signature not in files:
        raise Unreadable("file_missing", document.signature[:60])
    return Package(
        document.header,
        document.fields,
        attached,
        files.get(document.signature, b""),
        content_hash,
        unused=tuple(sorted(set(files) - named)),
        contents=files,
    )


def _attached(document: XmlContent, files: Files) -> Iterator[PackedFile]:
    for file in document.listed:
        if file.name not in files:
            raise Unreadable("file_missing", file.name[:60])
        if file.sha256 and hashlib.sha256(files[file.name]).hexdigest() != file.sha256:
            raise Unreadable("file_differs", file.name[:60])
        yield PackedFile(file.name, files[file.name], file.of)


def _demand_same(document: XmlContent, table: bytes) -> None:
    # It must repeat the XML: else it is unknown which is right.
    lines = CsvReader().read(table)
    fields = lines[0].fields
    if len(lines) != 1 or any(document.fields.get(name, "") != text for name, text in fields.items()):
        raise Unreadable("data_differ")
    if lines[0].header.receipt_number not in ("", document.header.receipt_number):
        raise Unreadable("data_differ")
