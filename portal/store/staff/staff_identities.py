"""At the city's provider, with the rights from its groups."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.staff.staff_identity import StaffIdentity
from portal.models.staff.staff_right import StaffRight
from portal.store.staff.staff_members import RightRow
from portal.store.statements import bound, by, insert_into, one, run, sql

_identity = StaffIdentity.table
_member = Staff.table
_right = StaffRight.table
_FIND = sql(select(_identity.c.staff_id).where(by(_identity.c.issuer, _identity.c.subject)), int)
_LINKED = sql(select(_identity.c.staff_id).where(by(_identity.c.issuer, _identity.c.staff_id)).limit(1), int)
_ADD = sql(
    insert_into(StaffIdentity, beside=("issuer", "subject", "staff_id", "made_at")).on_conflict_do_nothing(
        index_elements=[_identity.c.issuer, _identity.c.subject]
    )
)
_RENAME = sql(update(_member).where(by(_member.c.id)).values(bound("name")))
_TAKE = sql(delete(_right).where(by(_right.c.staff_id), _right.c.source == "group"))
_GIVE = sql(insert_into(StaffRight, RightRow, beside=("staff_id",)).values(source="group"))


def find(unit: Unit, issuer: str, subject: str) -> int | None:
    return one(unit, _FIND, issuer=issuer, subject=subject)


def is_linked(unit: Unit, issuer: str, staff_id: int) -> bool:
    return one(unit, _LINKED, issuer=issuer, staff_id=staff_id) is not None


def add(unit: Unit, issuer: str, subject: str, staff_id: int, now: int) -> bool:
    values = {"issuer": issuer, "subject": subject, "staff_id": staff_id, "made_at": now}
    return run(unit, _ADD, values).rowcount == 1


def rename(unit: Unit, staff_id: int, name: str) -> None:
    run(unit, _RENAME, {"id": staff_id, "name": name})


def give_rights(unit: Unit, staff_id: int, rights: Sequence[RightRow]) -> None:
    """Keeps rights given by hand."""
    run(unit, _TAKE, {"staff_id": staff_id})
    run(unit, _GIVE, [vars(right) | {"staff_id": staff_id} for right in rights])
