"""個人番号, sealed. Each hangs on a draft or on an application, never on both; and who looked at them, what for."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.attachments import Holder
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class NumberRow:
    """`whose`: filled in by staff, for that person of the application; None where the applicant gave it."""

    id: str
    whose: str | None
    key_id: str
    wrapped_key: bytes
    sealed: bytes
    made_at: int
    made_by: str = ""


@dataclass(frozen=True)
class LookRow:
    application_id: int
    place: str
    purpose: str
    sealed_note: bytes
    seen_by: str
    seen_at: int


_COLUMNS = "id, whose, key_id, wrapped_key, sealed, made_at, made_by"
# A parameter that is NULL equals nothing, so that each holder finds its own.
_HERE = "(draft_id = :draft_id OR application_id = :application_id)"
_ADD = insert(
    "my_number",
    "draft_id",
    "application_id",
    *_COLUMNS.split(", "),
    tail="ON CONFLICT (application_id, whose) DO NOTHING",
)
_OF = sql(f"SELECT {_COLUMNS} FROM my_number WHERE {_HERE} ORDER BY made_at, id")
_DROP = sql(f"DELETE FROM my_number WHERE id = :id AND {_HERE}")
_DROP_OTHERS = sql(f"DELETE FROM my_number WHERE {_HERE} AND whose IS NULL AND id NOT IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
_DROP_ALL = sql(f"DELETE FROM my_number WHERE {_HERE} AND whose IS NULL")
_CARRY = sql(
    "UPDATE my_number SET draft_id = NULL, application_id = :application_id WHERE id = :id AND draft_id = :draft_id"
)
_IN_BATCH = sql(
    "SELECT DISTINCT application_id FROM my_number WHERE application_id IN (SELECT application_id FROM hand_over "
    "WHERE batch_id = :batch_id UNION SELECT application_id FROM hand_over_change WHERE batch_id = :batch_id) ORDER BY 1"
)
_SHARE = sql(
    "INSERT INTO my_number (draft_id, application_id, id, whose, key_id, wrapped_key, sealed, made_at, made_by) "
    "SELECT :into, NULL, id, whose, key_id, wrapped_key, sealed, made_at, made_by FROM my_number "
    "WHERE id = :id AND draft_id = :draft_id ON CONFLICT (id, draft_id) DO NOTHING"
)
_ADD_LOOK = insert("number_look", "application_id", "place", "purpose", "sealed_note", "seen_by", "seen_at")
_LOOKS = sql(
    "SELECT application_id, place, purpose, sealed_note, seen_by, seen_at FROM number_look "
    "WHERE application_id = :application_id ORDER BY seen_at DESC, id DESC LIMIT 100"
)


def add(unit: Unit, holder: Holder, row: NumberRow) -> bool:
    """False if staff filled in this person's number meanwhile."""
    return run(unit, _ADD, {**vars(row), **vars(holder)}).rowcount == 1


def of(unit: Unit, holder: Holder) -> list[NumberRow]:
    return [NumberRow(*row) for row in every(unit, _OF, **vars(holder))]


def drop(unit: Unit, holder: Holder, number_id: str) -> bool:
    """False if it is gone already."""
    return run(unit, _DROP, {"id": number_id, **vars(holder)}).rowcount == 1


def drop_others(unit: Unit, holder: Holder, kept: Collection[str]) -> None:
    """All that applicants gave but those of these ids."""
    if kept:
        run(unit, _DROP_OTHERS, {"ids": list(kept), **vars(holder)})
    else:
        run(unit, _DROP_ALL, vars(holder))


def carry_over(unit: Unit, draft_id: str, application_id: int, ids: Collection[str]) -> int:
    """From a draft that is sent to its application; how many. What is not named goes with the draft."""
    return sum(
        run(unit, _CARRY, {"id": one_id, "draft_id": draft_id, "application_id": application_id}).rowcount
        for one_id in ids
    )


def in_batch(unit: Unit, batch_id: int) -> list[int]:
    """The applications of this batch that have one."""
    return [row[0] for row in every(unit, _IN_BATCH, batch_id=batch_id)]


def share(unit: Unit, number_id: str, draft_id: str, into: str) -> bool:
    """Under another draft, too, as it lies there: nobody opens it. False if it stands there already, or is gone."""
    return run(unit, _SHARE, {"id": number_id, "draft_id": draft_id, "into": into}).rowcount == 1


def add_look(unit: Unit, row: LookRow) -> None:
    run(unit, _ADD_LOOK, vars(row))


def looks(unit: Unit, application_id: int) -> list[LookRow]:
    """The last hundred, newest first."""
    return [LookRow(*row) for row in every(unit, _LOOKS, application_id=application_id)]
