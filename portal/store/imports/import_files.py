"""Sealed while a package needs them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select, update

from portal.db import Unit
from portal.models.imports.import_file import ImportFile
from portal.models.imports.import_package import ImportPackage
from portal.store.statements import by, columns, every, insert_rows, one, rows, run, sql


@dataclass(frozen=True)
class FileRow:
    id: int
    uid: str
    file_hash: str
    came_by: str
    size: int
    key_id: str
    wrapped_key: bytes
    sealed_name: bytes
    came_at: int


_file = ImportFile.table
_package = ImportPackage.table
# Text, for the reason given in import_packages.
_ADD = insert_rows(
    "import_file",
    *(column.name for column in columns(FileRow, ImportFile, but=("id",))),
    "sealed_content",
    tail="ON CONFLICT (file_hash) DO NOTHING RETURNING file_hash, id",
)
_KNOWN = sql(select(_file.c.file_hash, _file.c.id).where(_file.c.file_hash.in_(bindparam("hashes"))))
_BY_IDS = sql(rows(FileRow, ImportFile).where(_file.c.id.in_(bindparam("ids"))))
_BY_ID = sql(rows(FileRow, ImportFile).where(by(_file.c.id)))
_CONTENT = sql(select(_file.c.sealed_content).where(by(_file.c.id)), bytes)
_NEEDED = exists().where(_package.c.file_id == _file.c.id, _package.c.state != "discarded")
_EMPTY = sql(
    update(_file)
    .where(_file.c.sealed_content != bindparam("nothing"), ~_NEEDED)
    .values(sealed_content=bindparam("nothing"), sealed_name=bindparam("nothing"))
)


def add(unit: Unit, files: Sequence[tuple[FileRow, bytes]]) -> dict[str, int]:
    """Hash → id of new files."""
    return dict(_ADD.run(unit, [{**vars(row), "sealed_content": sealed} for row, sealed in files]))


def known(unit: Unit, hashes: Sequence[str]) -> dict[str, int]:
    return dict(every(unit, _KNOWN, hashes=hashes))


def by_id(unit: Unit, file_id: int) -> FileRow | None:
    return one(unit, _BY_ID, id=file_id)


def by_ids(unit: Unit, file_ids: Sequence[int]) -> dict[int, FileRow]:
    return {row.id: row for row in every(unit, _BY_IDS, ids=file_ids)}


def content(unit: Unit, file_id: int) -> bytes:
    """b"" after removal."""
    return one(unit, _CONTENT, id=file_id) or b""


def empty_unneeded(unit: Unit) -> int:
    """Of discarded and deleted packages."""
    return run(unit, _EMPTY, {"nothing": b""}).rowcount
