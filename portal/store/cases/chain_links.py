from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.chain_link import ChainLink
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class ChainRow:
    application_id: int
    earlier_id: int
    made_at: int


@dataclass(frozen=True)
class NumberRow:
    application_id: int
    receipt_number: str


_link = ChainLink.table
_application = Application.table
_ADD = sql(insert_into(ChainLink, ChainRow).on_conflict_do_nothing(index_elements=[_link.c.application_id]))
_EARLIER = sql(select(_link.c.earlier_id).where(by(_link.c.application_id)), int)
_LATER = sql(
    rows(ChainRow, ChainLink)
    .where(_link.c.earlier_id.in_(bindparam("ids")))
    .order_by(_link.c.earlier_id, _link.c.application_id)
)


_NUMBERS = sql(
    select(_link.c.application_id, _application.c.receipt_number)
    .select_from(_link.join(_application, _application.c.id == _link.c.earlier_id))
    .where(_link.c.application_id.in_(bindparam("ids"))),
    NumberRow,
)


def add(unit: Unit, row: ChainRow) -> None:
    """The first link stays."""
    run(unit, _ADD, vars(row))


def earlier_of(unit: Unit, application_id: int) -> int | None:
    return one(unit, _EARLIER, application_id=application_id)


def later_of(unit: Unit, earlier_ids: Sequence[int]) -> list[ChainRow]:
    return every(unit, _LATER, ids=earlier_ids)


def earlier_numbers(unit: Unit, application_ids: Sequence[int]) -> dict[int, str]:
    """Receipt numbers of what they follow, by their own ids."""
    return {row.application_id: row.receipt_number for row in every(unit, _NUMBERS, ids=application_ids)}
