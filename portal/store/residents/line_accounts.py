from dataclasses import dataclass

from sqlalchemy import delete

from portal.db import Unit
from portal.models.residents.line_account import LineAccount
from portal.store.statements import by, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class LineAccountRow:
    person_id: str
    account_hash: bytes
    linked_at: int


_account = LineAccount.table
_BY_HASH = sql(rows(LineAccountRow, LineAccount).where(by(_account.c.account_hash)))
_OF_PERSON = sql(rows(LineAccountRow, LineAccount).where(by(_account.c.person_id)))
_ADD = sql(insert_into(LineAccount, LineAccountRow).on_conflict_do_nothing())
_REMOVE = sql(delete(_account).where(by(_account.c.person_id)))


def by_hash(unit: Unit, account_hash: bytes) -> LineAccountRow | None:
    return one(unit, _BY_HASH, account_hash=account_hash)


def of_person(unit: Unit, person_id: str) -> LineAccountRow | None:
    return one(unit, _OF_PERSON, person_id=person_id)


def add(unit: Unit, row: LineAccountRow) -> bool:
    """False if the person or the account is linked already."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def remove(unit: Unit, person_id: str) -> bool:
    return run(unit, _REMOVE, {"person_id": person_id}).rowcount == 1
