"""What residents have by a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.entitlement import Entitlement
from portal.models.desk.desk_task import DeskTask
from portal.store.statements import bound, by, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class EntitlementRow:
    """`last_on` "": without an end, `remind_on` "": no reminder."""

    id: int
    application_id: int
    outcome: str
    made_at: int
    row_name: str
    first_on: str
    last_on: str
    remind_on: str
    ended_at: int | None = None


_entitlement = Entitlement.table
_application = Application.table
_task = DeskTask.table
_STANDING = _entitlement.c.ended_at.is_(None)
_ADD = sql(insert_into(Entitlement, EntitlementRow, but=("id",)).on_conflict_do_nothing())
_OF = sql(
    rows(EntitlementRow, Entitlement)
    .where(_entitlement.c.application_id.in_(bindparam("ids")), _STANDING)
    .order_by(_entitlement.c.application_id.desc(), _entitlement.c.made_at.desc(), _entitlement.c.id)
)
_DUE = sql(
    rows(EntitlementRow, Entitlement)
    .where(_entitlement.c.remind_on != "", _entitlement.c.remind_on <= bindparam("today"), _STANDING)
    .order_by(_entitlement.c.remind_on, _entitlement.c.id)
    .limit(bindparam("most"))
)
_REMIND = sql(update(_entitlement).where(by(_entitlement.c.id)).values(bound("remind_on")))
_END = sql(
    update(_entitlement)
    .where(by(_entitlement.c.application_id), _entitlement.c.outcome == bindparam("former"), _STANDING)
    .values(bound("ended_at"))
)
_END_RESULT = sql(
    update(_entitlement)
    .where(by(_entitlement.c.application_id, _entitlement.c.made_at), _STANDING)
    .values(bound("ended_at"))
)
_END_ALL = sql(update(_entitlement).where(by(_entitlement.c.application_id), _STANDING).values(bound("ended_at")))
_END_COMING = sql(
    update(_entitlement)
    .where(by(_entitlement.c.application_id), _entitlement.c.first_on > bindparam("day"), _STANDING)
    .values(bound("ended_at"))
)
_END_AFTER = sql(
    update(_entitlement)
    .where(
        by(_entitlement.c.application_id),
        or_(_entitlement.c.last_on == "", _entitlement.c.last_on > bindparam("day")),
        _STANDING,
    )
    .values(last_on=bindparam("day"), remind_on="")
)
_LISTED = sql(
    select(_application.c.receipt_number)
    .distinct()
    .select_from(
        _entitlement.join(_application, _application.c.id == _entitlement.c.application_id).join(
            _task, (_task.c.subject_id == _entitlement.c.id) & (_task.c.due == _entitlement.c.last_on)
        )
    )
    .where(
        _task.c.about == bindparam("about"),
        _application.c.duty.in_(bindparam("duties")),
        _entitlement.c.last_on >= bindparam("today"),
        _STANDING,
    )
    .order_by(_application.c.receipt_number)
    .limit(bindparam("most")),
    str,
)


def add(unit: Unit, row: EntitlementRow) -> None:
    """`row.id` is ignored."""
    run(unit, _ADD, vars(row))


def of_applications(unit: Unit, application_ids: Sequence[int]) -> list[EntitlementRow]:
    """Newest first, without replaced ones."""
    return every(unit, _OF, ids=application_ids)


def due(unit: Unit, today: str, most: int) -> list[EntitlementRow]:
    return every(unit, _DUE, today=today, most=most)


def remind_next(unit: Unit, number: int, remind_on: str) -> None:
    run(unit, _REMIND, {"id": number, "remind_on": remind_on})


def end(unit: Unit, application_id: int, outcome: str, now: int) -> None:
    run(unit, _END, {"application_id": application_id, "former": outcome, "ended_at": now})


def end_result(unit: Unit, application_id: int, made_at: int, now: int) -> None:
    run(unit, _END_RESULT, {"application_id": application_id, "made_at": made_at, "ended_at": now})


def end_all(unit: Unit, application_id: int, now: int) -> None:
    run(unit, _END_ALL, {"application_id": application_id, "ended_at": now})


def end_after(unit: Unit, application_id: int, day: str, now: int) -> None:
    """`day` becomes the last day of longer ones; later ones end now. No reminders."""
    run(unit, _END_COMING, {"application_id": application_id, "day": day, "ended_at": now})
    run(unit, _END_AFTER, {"application_id": application_id, "day": day})


def listed_numbers(unit: Unit, about: str, duties: Sequence[str], today: str, most: int) -> list[str]:
    return every(unit, _LISTED, about=about, duties=duties, today=today, most=most)
