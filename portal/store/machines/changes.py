# Only committed changes get numbers, from one transaction at a time, which locks the head until it commits: if a number
# is visible, so is every lower one, and none is missed.

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, or_, select, union_all, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.handover.hand_over import HandOver
from portal.models.machines.change_head import ChangeHead
from portal.store.handover.hand_overs import GOES_OUT
from portal.store.statements import Statement, bound, by, columns, every, exactly, one, run, sql

_application = Application.table
_hand_over = HandOver.table
_head = ChangeHead.table
_UNNUMBERED = _application.c.numbered != _application.c.revision
_ANY = sql(select(_application.c.id).where(_UNNUMBERED).limit(1))
# This changes no value. It locks the row until the transaction ends.
_HEAD = sql(update(_head).where(_head.c.id == 1).values(last=_head.c.last + 0).returning(_head.c.last), int)
# Rows locked by a running change wait for the next time: two transactions that wait for rows one by one can deadlock.
_FREE = sql(
    select(_application.c.id, _application.c.revision)
    .where(_UNNUMBERED)
    .order_by(_application.c.id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
)
_NUMBER = sql(
    update(_application)
    .where(by(_application.c.id, _application.c.revision))
    .values(bound("change_number") | {"numbered": bindparam("revision")})
)
_LAST = sql(update(_head).where(_head.c.id == 1).values(bound("last")))


@dataclass(frozen=True)
class ChangeRow:
    id: int
    receipt_number: str
    procedure: str
    version: int
    kind: str
    duty: str
    state: str
    door: str
    arrived_at: int
    due: str
    changed_at: int
    decided_at: int | None
    answers_revision: int
    change_number: int
    acknowledged: int | None  # revision, by this target


def number(unit: Unit, most: int) -> bool:
    """True if more are left."""
    if one(unit, _ANY) is None:
        return False
    last = exactly(unit, _HEAD)
    rows = every(unit, _FREE, most=most)
    if rows:
        values = [
            {"id": row.id, "revision": row.revision, "change_number": last + at} for at, row in enumerate(rows, 1)
        ]
        run(unit, _NUMBER, values)
        run(unit, _LAST, {"last": last + len(rows)})
    return len(rows) == most


@dataclass(frozen=True)
class Wanted:
    target: str
    duties: Sequence[str]  # unique; `procedures` () and `state` "": any
    procedures: Sequence[str] = ()
    state: str = ""
    waiting: bool = False  # only what this `target` may get and has not acknowledged


def after(unit: Unit, wanted: Wanted, last: int, most: int) -> list[ChangeRow]:
    """Changes since the numbering get the next number: nothing appears twice."""
    if not wanted.duties:
        return []
    statement = _after(len(wanted.duties), bool(wanted.procedures), wanted.waiting)
    duties = {f"duty{at}": duty for at, duty in enumerate(wanted.duties)}
    return every(unit, statement, **vars(wanted) | duties, last=last, most=most)


@cache
def _after(duties: int, named: bool, waiting: bool) -> Statement[ChangeRow]:
    ranges = [select(_range(f"duty{at}", named, waiting).subquery(f"of_duty{at}")) for at in range(duties)]
    return sql(union_all(*ranges).order_by("change_number").limit(bindparam("most")), ChangeRow)


def _range(duty: str, named: bool, waiting: bool) -> "Select[Any]":
    # By the index on duty and change number.
    acknowledged = and_(_hand_over.c.layout == bindparam("target"), _hand_over.c.application_id == _application.c.id)
    changes = (
        select(
            *columns(ChangeRow, Application, but=("acknowledged",)),
            _hand_over.c.answers_revision.label("acknowledged"),
        )
        .select_from(_application.outerjoin(_hand_over, acknowledged))
        .where(
            _application.c.duty == bindparam(duty),
            _application.c.change_number > bindparam("last"),
            _application.c.numbered == _application.c.revision,
            or_(bindparam("state", type_=String) == "", by(_application.c.state)),
        )
    )
    if named:
        changes = changes.where(_application.c.procedure.in_(bindparam("procedures")))
    if waiting:
        changes = changes.where(_hand_over.c.application_id.is_(None), GOES_OUT)
    return changes.order_by(_application.c.change_number).limit(bindparam("most"))
