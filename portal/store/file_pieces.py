"""Pieces of files that are on their way. Of one file they lie one behind the other, without gap or overlap: how much there is
says where the next one starts, and of two who send that one at once the database takes one."""

from portal.db import Unit
from portal.store.attachments import Holder
from portal.store.statements import every, insert, one, run, sql

_ADD = insert(
    "file_piece", "file_hash", "starts", "draft_id", "application_id", "visit_id", "size", "sealed_content", "made_at",
    tail="ON CONFLICT DO NOTHING",
)  # fmt: skip
# A parameter that is NULL equals nothing, so that each holder finds its own.
_HERE = "(draft_id = :draft_id OR application_id = :application_id OR visit_id = :visit_id)"
_ARRIVED = sql(f"SELECT COALESCE(SUM(size), 0) FROM file_piece WHERE file_hash = :file_hash AND {_HERE}")
_UNDER_WAY = sql(f"SELECT COALESCE(SUM(size), 0) FROM file_piece WHERE {_HERE}")
_OF = sql(f"SELECT starts, sealed_content FROM file_piece WHERE file_hash = :file_hash AND {_HERE} ORDER BY starts")
_REMOVE = sql(f"DELETE FROM file_piece WHERE file_hash = :file_hash AND {_HERE}")
_REMOVE_OF_VISIT = sql("DELETE FROM file_piece WHERE visit_id = :visit_id")
# Whole files, never the first pieces of one that still grows.
_SWEEP = sql(
    "DELETE FROM file_piece WHERE file_hash IN "
    "(SELECT file_hash FROM file_piece GROUP BY file_hash HAVING MAX(made_at) < :before)"
)


def add(unit: Unit, holder: Holder, file_hash: bytes, starts: int, size: int, sealed_content: bytes, now: int) -> bool:
    """False where there is one that starts there."""
    values = {
        "file_hash": file_hash, "starts": starts, "size": size, "sealed_content": sealed_content, "made_at": now,
        **vars(holder),
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def arrived(unit: Unit, holder: Holder, file_hash: bytes) -> int:
    """How many bytes of it are there."""
    return int(one(unit, _ARRIVED, file_hash=file_hash, **vars(holder))[0])


def under_way(unit: Unit, holder: Holder) -> int:
    """How many bytes of all files."""
    return int(one(unit, _UNDER_WAY, **vars(holder))[0])


def of(unit: Unit, holder: Holder, file_hash: bytes) -> list[tuple[int, bytes]]:
    """(where it starts, sealed content), in order."""
    return [(int(row[0]), bytes(row[1])) for row in every(unit, _OF, file_hash=file_hash, **vars(holder))]


def remove(unit: Unit, holder: Holder, file_hash: bytes) -> None:
    run(unit, _REMOVE, {"file_hash": file_hash, **vars(holder)})


def remove_of_visit(unit: Unit, visit_id: str) -> None:
    """Of all its files."""
    run(unit, _REMOVE_OF_VISIT, {"visit_id": visit_id})


def sweep(unit: Unit, before: int) -> None:
    """Of which nothing came since."""
    run(unit, _SWEEP, {"before": before})
