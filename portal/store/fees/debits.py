"""Registrations for 口座振替."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, update

from portal.db import Unit
from portal.models.fees.debit import Debit
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class DebitRow:
    id: int
    number: str
    application_id: int
    state: str
    provider: str
    reference: str
    sealed_account: bytes | None
    ends_at: int
    asked_at: int
    made_at: int
    changed_at: int


_debit = Debit.table
_ADD = sql(insert_into(Debit, DebitRow, but=("id",)).on_conflict_do_nothing())
_BY_NUMBER = sql(rows(DebitRow, Debit).where(by(_debit.c.number)))
_OF = sql(rows(DebitRow, Debit).where(_debit.c.application_id.in_(bindparam("ids"))).order_by(_debit.c.id))
_REGISTERED = sql(
    rows(DebitRow, Debit)
    .where(
        _debit.c.application_id.in_(bindparam("ids")),
        _debit.c.state == "registered",
        _debit.c.sealed_account.is_not(None),
    )
    .order_by(_debit.c.id)
)
_SETTLE = sql(
    update(_debit)
    .where(by(_debit.c.id), _debit.c.state == bindparam("was"))
    .values(bound("state", "reference", "sealed_account") | {"changed_at": bindparam("now")})
)
_REMOVE = sql(delete(_debit).where(by(_debit.c.id, _debit.c.provider), _debit.c.state == "registered"))
_ASKED = sql(
    update(_debit).where(by(_debit.c.id), _debit.c.asked_at == bindparam("was")).values(asked_at=bindparam("now"))
)
_TO_ASK = sql(
    rows(DebitRow, Debit)
    .where(_debit.c.state == "open", _debit.c.asked_at < bindparam("before"))
    .order_by(_debit.c.asked_at)
    .limit(50)
)


def add(unit: Unit, row: DebitRow) -> bool:
    # False while one is open.
    return run(unit, _ADD, vars(row)).rowcount == 1


def by_number(unit: Unit, number: str) -> DebitRow | None:
    return one(unit, _BY_NUMBER, number=number)


def of_applications(unit: Unit, ids: Sequence[int]) -> dict[int, list[DebitRow]]:
    # Oldest first.
    debits: dict[int, list[DebitRow]] = {}
    for row in every(unit, _OF, ids=ids):
        debits.setdefault(row.application_id, []).append(row)
    return debits


def registered_of(unit: Unit, ids: Sequence[int]) -> dict[int, DebitRow]:
    # With an account that the bank disclosed, the newest of each application.
    return {row.application_id: row for row in every(unit, _REGISTERED, ids=ids)}


def settle(unit: Unit, row: DebitRow, state: str, reference: str, sealed_account: bytes | None, now: int) -> bool:
    values = {"id": row.id, "was": row.state, "state": state, "reference": reference, "now": now}
    return run(unit, _SETTLE, {**values, "sealed_account": sealed_account}).rowcount == 1


def remove(unit: Unit, row: DebitRow) -> bool:
    return run(unit, _REMOVE, {"id": row.id, "provider": row.provider}).rowcount == 1


def asked(unit: Unit, row: DebitRow, now: int) -> bool:
    return run(unit, _ASKED, {"id": row.id, "was": row.asked_at, "now": now}).rowcount == 1


def to_ask(unit: Unit, before: int) -> list[DebitRow]:
    return every(unit, _TO_ASK, before=before)
