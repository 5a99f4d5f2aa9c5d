"""What came from outside as packages: once by its hash, its content sealed until none of its packages is left."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


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
_ADD = insert(
    "import_file", *_COLUMNS.split(", ")[1:], "sealed_content", tail="ON CONFLICT (file_hash) DO NOTHING RETURNING id"
)
_BY_HASH = sql(f"SELECT {_COLUMNS} FROM import_file WHERE file_hash = :file_hash")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM import_file WHERE id = :id")
_CONTENT = sql("SELECT sealed_content FROM import_file WHERE id = :id")
_EMPTY = sql(
    "UPDATE import_file SET sealed_content = :nothing, sealed_name = :nothing WHERE sealed_content <> :nothing "
    "AND NOT EXISTS (SELECT 1 FROM import_package p WHERE p.file_id = import_file.id AND p.state <> 'discarded')"
)


def add(unit: Unit, row: FileRow, sealed_content: bytes) -> int | None:
    """The new id; None if the same file came before."""
    values = {name: value for name, value in vars(row).items() if name != "id"}
    found = one(unit, _ADD, **values, sealed_content=sealed_content)
    return int(found[0]) if found else None


def by_hash(unit: Unit, file_hash: str) -> FileRow | None:
    row = one(unit, _BY_HASH, file_hash=file_hash)
    return FileRow(*row) if row else None


def by_id(unit: Unit, file_id: int) -> FileRow | None:
    row = one(unit, _BY_ID, id=file_id)
    return FileRow(*row) if row else None


def content(unit: Unit, file_id: int) -> bytes:
    """Sealed; b"" once it has gone."""
    row = one(unit, _CONTENT, id=file_id)
    return bytes(row[0]) if row else b""


def empty_unneeded(unit: Unit) -> int:
    """Takes away the content of files whose packages were discarded or went with their applications; how many."""
    return run(unit, _EMPTY, {"nothing": b""}).rowcount
