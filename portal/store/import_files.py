"""What came from outside as packages: once by its hash, its content sealed until none of its packages is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert_rows, one, run, sql


@dataclass(frozen=True)
class FileRow:
    """Without its content."""

    id: int
    uid: str
    file_hash: str
    came_by: str
    size: int
    key_id: str
    wrapped_key: bytes
    sealed_name: bytes
    came_at: int


_COLUMNS = "id, uid, file_hash, came_by, size, key_id, wrapped_key, sealed_name, came_at"
_ADD = insert_rows(
    "import_file",
    *_COLUMNS.split(", ")[1:],
    "sealed_content",
    tail="ON CONFLICT (file_hash) DO NOTHING RETURNING file_hash, id",
)
_KNOWN = sql("SELECT file_hash, id FROM import_file WHERE file_hash IN :hashes").bindparams(
    bindparam("hashes", expanding=True)
)
_BY_IDS = sql(f"SELECT {_COLUMNS} FROM import_file WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
_BY_ID = sql(f"SELECT {_COLUMNS} FROM import_file WHERE id = :id")
_CONTENT = sql("SELECT sealed_content FROM import_file WHERE id = :id")
_EMPTY = sql(
    "UPDATE import_file SET sealed_content = :nothing, sealed_name = :nothing WHERE sealed_content <> :nothing "
    "AND NOT EXISTS (SELECT 1 FROM import_package p WHERE p.file_id = import_file.id AND p.state <> 'discarded')"
)


def add(unit: Unit, files: Sequence[tuple[FileRow, bytes]]) -> dict[str, int]:
    """Each with its sealed content; hash → id of those that are new: not of what came before."""
    rows = [{**vars(row), "sealed_content": sealed} for row, sealed in files]
    return {found[0]: int(found[1]) for found in _ADD.run(unit, rows)}


def known(unit: Unit, hashes: Sequence[str]) -> dict[str, int]:
    """Hash → id of those that came before."""
    return {row[0]: int(row[1]) for row in every(unit, _KNOWN, hashes=list(hashes))}


def by_id(unit: Unit, file_id: int) -> FileRow | None:
    row = one(unit, _BY_ID, id=file_id)
    return FileRow(*row) if row else None


def by_ids(unit: Unit, file_ids: Sequence[int]) -> dict[int, FileRow]:
    return {row[0]: FileRow(*row) for row in every(unit, _BY_IDS, ids=list(file_ids))}


def content(unit: Unit, file_id: int) -> bytes:
    """Sealed; b"" once it has gone."""
    row = one(unit, _CONTENT, id=file_id)
    return bytes(row[0]) if row else b""


def empty_unneeded(unit: Unit) -> int:
    """Takes away the content of files whose packages were discarded or went with their applications; how many."""
    return run(unit, _EMPTY, {"nothing": b""}).rowcount
