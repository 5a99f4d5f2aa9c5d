from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, literal, select, update

from portal.db import Unit
from portal.models.my_cases.given_file import GivenFile
from portal.models.notices.opening import Opening
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class GivenRow:
    id: int
    application_id: int
    once: str
    staff_id: int | None
    sealed_facts: bytes
    until: str
    given_at: int
    taken_back_at: int | None = None

    @property
    def document(self) -> str:
        """Its name among the openings."""
        return f"given-{self.once}"


_given = GivenFile.table
_opening = Opening.table
_ON_OFFER = _given.c.taken_back_at.is_(None)
_THIS = by(_given.c.application_id, _given.c.once)
_ADD = sql(
    insert_into(GivenFile, GivenRow, but=("id",), beside=("sealed_content",)).on_conflict_do_nothing(
        index_elements=[_given.c.application_id, _given.c.once]
    )
)
_OF = sql(rows(GivenRow, GivenFile).where(by(_given.c.application_id)).order_by(_given.c.id))
_CONTENT = sql(select(_given.c.sealed_content).where(_THIS, _ON_OFFER), bytes)
_PROLONG = sql(update(_given).where(_THIS, _ON_OFFER).values(bound("until")))
_TAKE_BACK = sql(
    update(_given).where(_THIS, _ON_OFFER).values(taken_back_at=bindparam("now"), sealed_content=bindparam("nothing"))
)
_UNOPENED = sql(
    rows(GivenRow, GivenFile)
    .where(
        _given.c.application_id.in_(bindparam("ids")),
        _ON_OFFER,
        _given.c.until >= bindparam("today"),
        ~exists().where(
            _opening.c.application_id == _given.c.application_id,
            _opening.c.document == literal("given-") + _given.c.once,
        ),
    )
    .order_by(_given.c.id)
)


def add(unit: Unit, row: GivenRow, sealed_content: bytes) -> bool:
    """False for a repeated form."""
    return run(unit, _ADD, vars(row) | {"sealed_content": sealed_content}).rowcount == 1


def of(unit: Unit, application_id: int) -> list[GivenRow]:
    return every(unit, _OF, application_id=application_id)


def content(unit: Unit, application_id: int, once: str) -> bytes | None:
    """None once taken back."""
    return one(unit, _CONTENT, application_id=application_id, once=once)


def prolong(unit: Unit, application_id: int, once: str, until: str) -> bool:
    return run(unit, _PROLONG, {"application_id": application_id, "once": once, "until": until}).rowcount == 1


def take_back(unit: Unit, application_id: int, once: str, now: int) -> bool:
    values = {"application_id": application_id, "once": once, "now": now, "nothing": b""}
    return run(unit, _TAKE_BACK, values).rowcount == 1


def unopened(unit: Unit, application_ids: Sequence[int], today: str) -> list[GivenRow]:
    """That may still be fetched."""
    return every(unit, _UNOPENED, ids=application_ids, today=today)
