"""Staff at the city's own provider, and the rights that its groups give."""

from collections.abc import Sequence

from portal.db import Unit
from portal.store.staff_members import RightRow
from portal.store.statements import insert, one, run, sql

_FIND = sql("SELECT staff_id FROM staff_identity WHERE issuer = :issuer AND subject = :subject")
_ADD = insert(
    "staff_identity", "issuer", "subject", "staff_id", "made_at", tail="ON CONFLICT (issuer, subject) DO NOTHING"
)
_RENAME = sql("UPDATE staff SET name = :name WHERE id = :id")
_TAKE = sql("DELETE FROM staff_right WHERE staff_id = :staff_id AND source = 'group'")
_GIVE = insert("staff_right", "staff_id", "role", "duty", "from_day", "to_day", "source")


def find(unit: Unit, issuer: str, subject: str) -> int | None:
    """Whose it is."""
    row = one(unit, _FIND, issuer=issuer, subject=subject)
    return int(row[0]) if row else None


def add(unit: Unit, issuer: str, subject: str, staff_id: int, now: int) -> bool:
    """False if it is somebody's already."""
    values = {"issuer": issuer, "subject": subject, "staff_id": staff_id, "made_at": now}
    return run(unit, _ADD, values).rowcount == 1


def rename(unit: Unit, staff_id: int, name: str) -> None:
    run(unit, _RENAME, {"id": staff_id, "name": name})


def give_rights(unit: Unit, staff_id: int, rights: Sequence[RightRow]) -> None:
    """In place of all that groups gave before; what was given by hand stays."""
    run(unit, _TAKE, {"staff_id": staff_id})
    for right in rights:
        run(unit, _GIVE, vars(right) | {"staff_id": staff_id, "source": "group"})
