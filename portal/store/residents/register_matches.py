from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.residents.person_link import PersonLink
from portal.models.residents.register_match import RegisterMatch
from portal.store.statements import bound, by, cross_join, every, insert_into, one, rows, run, sql

OPEN, MATCHED, NOBODY = "open", "matched", "nobody"


@dataclass(frozen=True)
class MatchRow:
    application_id: int
    person_id: str
    state: str
    sealed_card: bytes
    opened_at: int
    settled_by: str = ""
    settled_at: int | None = None
    sealed_reason: bytes | None = None


@dataclass(frozen=True)
class LinkRow:
    person_id: str
    sealed_number: bytes
    linked_by: str
    linked_at: int


_match = RegisterMatch.table
_application = Application.table
_link = PersonLink.table
_ADD = sql(insert_into(RegisterMatch, MatchRow).on_conflict_do_nothing(index_elements=[_match.c.application_id]))
_OF = sql(rows(MatchRow, RegisterMatch).where(by(_match.c.application_id)))
_SETTLE = sql(
    update(_match)
    .where(by(_match.c.application_id), _match.c.state == OPEN)
    .values(bound("state", "settled_by", "settled_at", "sealed_reason"))
)
_OPEN = sql(
    select(_application.c.receipt_number)
    .select_from(cross_join(_match, _application))
    .where(
        _application.c.id == _match.c.application_id,
        _match.c.state == OPEN,
        _application.c.duty.in_(bindparam("duties")),
    )
    .order_by(_match.c.opened_at)
    .limit(bindparam("most")),
    str,
)
_LINK = sql(rows(LinkRow, PersonLink).where(by(_link.c.person_id)))
_insertion = insert_into(PersonLink, LinkRow)
_PUT_LINK = sql(
    _insertion.on_conflict_do_update(
        index_elements=[_link.c.person_id],
        set_={name: _insertion.excluded[name] for name in ("sealed_number", "linked_by", "linked_at")},
        where=_link.c.linked_at == bindparam("before"),
    )
)


def add(unit: Unit, row: MatchRow) -> None:
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> MatchRow | None:
    return one(unit, _OF, application_id=application_id)


def settle(unit: Unit, application_id: int, state: str, settled_by: str, settled_at: int, sealed_reason: bytes) -> bool:
    values = {"application_id": application_id, "state": state, "settled_by": settled_by, "settled_at": settled_at}
    return run(unit, _SETTLE, values | {"sealed_reason": sealed_reason}).rowcount == 1


def open_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    return every(unit, _OPEN, duties=duties, most=most)


def link(unit: Unit, person_id: str) -> LinkRow | None:
    return one(unit, _LINK, person_id=person_id)


def put_link(unit: Unit, row: LinkRow, before: int) -> bool:
    """`before` 0: no link. False if the stored link differs."""
    return run(unit, _PUT_LINK, {**vars(row), "before": before}).rowcount == 1
