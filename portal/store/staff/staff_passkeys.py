from dataclasses import dataclass

from sqlalchemy import BigInteger, and_, bindparam, delete, or_, update

from portal.db import Unit
from portal.models.staff.staff_passkey import StaffPasskey
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class PasskeyRow:
    id: int
    credential: bytes
    staff_id: int
    public_key: bytes
    sign_count: int
    name: str
    made_at: int
    used_at: int | None


_passkey = StaffPasskey.table
_BY_CREDENTIAL = sql(rows(PasskeyRow, StaffPasskey).where(by(_passkey.c.credential)))
_OF = sql(rows(PasskeyRow, StaffPasskey).where(by(_passkey.c.staff_id)).order_by(_passkey.c.made_at, _passkey.c.id))
_ADD = sql(
    insert_into(
        StaffPasskey, beside=("credential", "staff_id", "public_key", "sign_count", "name", "made_at")
    ).on_conflict_do_nothing(index_elements=[_passkey.c.credential])
)
# A second assertion with the same count comes from a cloned authenticator (WebAuthn). Authenticators without a counter
# always send 0.
_USE = sql(
    update(_passkey)
    .where(
        by(_passkey.c.id),
        or_(
            _passkey.c.sign_count < bindparam("sign_count"),
            and_(_passkey.c.sign_count == 0, bindparam("sign_count", type_=BigInteger) == 0),
        ),
    )
    .values(bound("sign_count", "used_at"))
)
_REMOVE = sql(delete(_passkey).where(by(_passkey.c.id, _passkey.c.staff_id)))
_REMOVE_ALL = sql(delete(_passkey).where(by(_passkey.c.staff_id)))


def by_credential(unit: Unit, credential: bytes) -> PasskeyRow | None:
    return one(unit, _BY_CREDENTIAL, credential=credential)


def of_staff(unit: Unit, staff_id: int) -> list[PasskeyRow]:
    return every(unit, _OF, staff_id=staff_id)


def add(
    unit: Unit, *, credential: bytes, staff_id: int, public_key: bytes, sign_count: int, name: str, now: int
) -> bool:
    values = {
        "credential": credential, "staff_id": staff_id, "public_key": public_key, "sign_count": sign_count, "name": name,
        "made_at": now,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def use(unit: Unit, passkey_id: int, sign_count: int, now: int) -> bool:
    return run(unit, _USE, {"id": passkey_id, "sign_count": sign_count, "used_at": now}).rowcount == 1


def remove(unit: Unit, passkey_id: int, staff_id: int) -> bool:
    return run(unit, _REMOVE, {"id": passkey_id, "staff_id": staff_id}).rowcount == 1


def remove_all(unit: Unit, staff_id: int) -> None:
    run(unit, _REMOVE_ALL, {"staff_id": staff_id})
