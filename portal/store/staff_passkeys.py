"""Passkeys of staff."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


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


_COLUMNS = "id, credential, staff_id, public_key, sign_count, name, made_at, used_at"
_BY_CREDENTIAL = sql(f"SELECT {_COLUMNS} FROM staff_passkey WHERE credential = :credential")
_OF = sql(f"SELECT {_COLUMNS} FROM staff_passkey WHERE staff_id = :staff_id ORDER BY made_at, id")
_ADD = insert(
    "staff_passkey", "credential", "staff_id", "public_key", "sign_count", "name", "made_at",
    tail="ON CONFLICT (credential) DO NOTHING",
)  # fmt: skip
# Of two answers with the same count the second one is a copy; authenticators that do not count stay at 0 for ever.
_USE = sql(
    "UPDATE staff_passkey SET sign_count = :sign_count, used_at = :now WHERE id = :id "
    "AND (sign_count < :sign_count OR (sign_count = 0 AND :sign_count = 0))"
)
_REMOVE = sql("DELETE FROM staff_passkey WHERE id = :id AND staff_id = :staff_id")
_REMOVE_ALL = sql("DELETE FROM staff_passkey WHERE staff_id = :staff_id")


def by_credential(unit: Unit, credential: bytes) -> PasskeyRow | None:
    row = one(unit, _BY_CREDENTIAL, credential=credential)
    return PasskeyRow(*row) if row else None


def of_staff(unit: Unit, staff_id: int) -> list[PasskeyRow]:
    return [PasskeyRow(*row) for row in every(unit, _OF, staff_id=staff_id)]


def add(
    unit: Unit, *, credential: bytes, staff_id: int, public_key: bytes, sign_count: int, name: str, now: int
) -> bool:
    """False if it is known already."""
    values = {
        "credential": credential, "staff_id": staff_id, "public_key": public_key, "sign_count": sign_count, "name": name,
        "made_at": now,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def use(unit: Unit, passkey_id: int, sign_count: int, now: int) -> bool:
    """False if it has signed as often already."""
    return run(unit, _USE, {"id": passkey_id, "sign_count": sign_count, "now": now}).rowcount == 1


def remove(unit: Unit, passkey_id: int, staff_id: int) -> bool:
    """False if this member has none of that number."""
    return run(unit, _REMOVE, {"id": passkey_id, "staff_id": staff_id}).rowcount == 1


def remove_all(unit: Unit, staff_id: int) -> None:
    run(unit, _REMOVE_ALL, {"staff_id": staff_id})
