"""Without gap or overlap: the stored size gives the next start."""

# The database accepts one of two concurrent pieces.

from sqlalchemy import bindparam, delete, func, or_, select

from portal.db import Unit
from portal.models.files.file_piece import FilePiece
from portal.store.files.attachments import Holder
from portal.store.statements import by, every, exactly, insert_into, run, sql

_piece = FilePiece.table
# NULL equals nothing, so the only value of the holder that is not NULL decides.
_HERE = or_(by(_piece.c.draft_id), by(_piece.c.application_id), by(_piece.c.visit_id))
_FILE = by(_piece.c.file_hash)
_ADD = sql(
    insert_into(
        FilePiece, Holder, beside=("file_hash", "starts", "size", "sealed_content", "made_at")
    ).on_conflict_do_nothing()
)
_SIZE = select(func.coalesce(func.sum(_piece.c.size), 0)).where(_HERE)
_ARRIVED = sql(_SIZE.where(_FILE), int)
_UNDER_WAY = sql(_SIZE, int)
_OF = sql(select(_piece.c.starts, _piece.c.sealed_content).where(_FILE, _HERE).order_by(_piece.c.starts))
_REMOVE = sql(delete(_piece).where(_FILE, _HERE))
_REMOVE_OF_VISIT = sql(delete(_piece).where(by(_piece.c.visit_id)))
# Old uploads are removed as a whole, never only the first pieces of a file that still grows.
_other = _piece.alias("other")
_SWEEP = sql(
    delete(_piece).where(
        _piece.c.file_hash.in_(
            select(_other.c.file_hash)
            .group_by(_other.c.file_hash)
            .having(func.max(_other.c.made_at) < bindparam("before"))
        )
    )
)


def add(unit: Unit, holder: Holder, file_hash: bytes, starts: int, size: int, sealed_content: bytes, now: int) -> bool:
    """False if a piece starts there."""
    values = {
        "file_hash": file_hash, "starts": starts, "size": size, "sealed_content": sealed_content, "made_at": now,
        **vars(holder),
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def arrived(unit: Unit, holder: Holder, file_hash: bytes) -> int:
    """In bytes."""
    return exactly(unit, _ARRIVED, file_hash=file_hash, **vars(holder))


def under_way(unit: Unit, holder: Holder) -> int:
    """In bytes."""
    return exactly(unit, _UNDER_WAY, **vars(holder))


def of(unit: Unit, holder: Holder, file_hash: bytes) -> list[tuple[int, bytes]]:
    """(start, sealed content)."""
    return [(row.starts, row.sealed_content) for row in every(unit, _OF, file_hash=file_hash, **vars(holder))]


def remove(unit: Unit, holder: Holder, file_hash: bytes) -> None:
    run(unit, _REMOVE, {"file_hash": file_hash, **vars(holder)})


def remove_of_visit(unit: Unit, visit_id: str) -> None:
    run(unit, _REMOVE_OF_VISIT, {"visit_id": visit_id})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
