"""Transfer state, and the append-only ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Exists, bindparam, case, exists, func, or_, select, union, update
from sqlalchemy.sql.schema import Column

from portal.db import Unit
from portal.models.bookings.reservation import Reservation
from portal.models.bundles.bundle import Bundle
from portal.models.cases.application import Application
from portal.models.courier.courier_apart import CourierApart
from portal.models.courier.courier_case import CourierCase
from portal.models.courier.courier_step import CourierStep
from portal.models.disposal.disposal_line import DisposalLine
from portal.models.fees.payment import Payment
from portal.models.files.attachment import Attachment
from portal.models.my_cases.message import Message
from portal.models.notices.notice import ElectronicDelivery, Notice
from portal.models.notices.opening import Opening
from portal.models.shared.outbox import Outbox
from portal.models.signing.delegation import Delegation
from portal.store.statements import by, every, exactly, insert_into, one, put_into, rows, run, sql

OUT, IN = "out", "in"
PACKED, ARRIVED, LOST = "packed", "arrived", "lost"
TAKEN, AGAIN, REFUSED = "taken", "again", "refused"
ALONG = "along"  # the package had or brought what a laptop takes along; its reason: the logins


@dataclass(frozen=True)
class CaseRow:
    """0 or "" before the first transfer."""

    application_id: int
    sent_step: int = 0
    sent_mark: str = ""
    sent_in: int = 0
    sent_at: int = 0
    sent_files: str = ""
    there_step: int = 0
    there_files: str = ""
    taken_step: int = 0
    taken_acts: str = ""
    owes: bool = False
    looked_at: int = 0
    peer: int = 0  # 0: the other zone, else the laptop's number


@dataclass(frozen=True)
class StepRow:
    at: int
    way: str
    number: int
    digest: str
    act: str
    reason: str = ""
    items: int = 0
    left_over: int = 0
    size: int = 0
    actor: str = ""
    peer: int = 0


@dataclass(frozen=True)
class WaitingRow:
    """`sent_in` 0: never packed."""

    receipt_number: str
    arrived_at: int
    sent_in: int
    sent_at: int


_case = CourierCase.table
_step = CourierStep.table
_apart = CourierApart.table
_application = Application.table
_outbox = Outbox.table
_OF = sql(rows(CaseRow, CourierCase).where(by(_case.c.application_id)))
_KEEP = sql(put_into(CourierCase, CaseRow))
_LOOKED = sql(
    update(_case)
    .where(by(_case.c.application_id), _case.c.sent_mark == bindparam("mark"))
    .values(looked_at=bindparam("now"))
)
_ADD_STEP = sql(insert_into(CourierStep, StepRow).on_conflict_do_nothing())
_STEPS = sql(rows(StepRow, CourierStep).order_by(_step.c.id.desc()).limit(bindparam("most")))
_OF_NUMBER = sql(rows(StepRow, CourierStep).where(by(_step.c.peer, _step.c.way, _step.c.number)).order_by(_step.c.id))
_LAST = sql(select(func.coalesce(func.max(_step.c.number), 0)).where(by(_step.c.peer, _step.c.way, _step.c.act)), int)
_ALONG = sql(select(_step.c.reason).where(_step.c.act == ALONG, by(_step.c.peer)), str)
# Also those of what is thrown away.
_NUMBERS_LIKE = sql(
    union(
        *(
            select(column).where(column.like(bindparam("pattern")))
            for column in (_application.c.receipt_number, DisposalLine.table.c.receipt_number, Bundle.table.c.number)
        )
    ),
    str,
)
_LAST_AT = sql(select(func.coalesce(func.max(_step.c.at), 0)).where(by(_step.c.peer, _step.c.way, _step.c.act)), int)
_COUNT_OF = sql(select(func.count()).select_from(_case).where(by(_case.c.peer), _case.c.taken_step > 0), int)
_NUMBERS = sql(
    select(_step.c.number).distinct().where(by(_step.c.peer, _step.c.way, _step.c.act)).order_by(_step.c.number), int
)
_PACKED_AS = sql(select(_step.c.id).where(_step.c.act == PACKED, by(_step.c.digest)).limit(1))
_OWING = sql(
    select(_application.c.uid, _case.c.taken_step)
    .select_from(_case.join(_application))
    .where(_case.c.owes, by(_case.c.peer))
    .order_by(_case.c.application_id)
    .limit(bindparam("most"))
)
_OF_UID = _case.c.application_id == select(_application.c.id).where(by(_application.c.uid)).scalar_subquery()
_CLEAR_OWED = sql(update(_case).where(_case.c.taken_step == bindparam("step"), _OF_UID).values(owes=False))
_MARK_RECEIVED = sql(
    update(_case)
    .where(_case.c.there_step < bindparam("step"), _case.c.sent_step >= bindparam("step"), _OF_UID)
    .values(
        there_step=bindparam("step"),
        there_files=case((_case.c.sent_step == bindparam("step"), _case.c.sent_files), else_=_case.c.there_files),
    )
)
# The ranges overlap by 60 seconds, because a concurrent transaction commits later than its instant.
_SINCE = func.coalesce(_case.c.looked_at, 0) - 60_000_000


def _newer(*instants: "Column[Any]") -> Exists:
    table = instants[0].table
    return exists().where(table.c.application_id == _application.c.id, or_(*(instant > _SINCE for instant in instants)))


_UNSENT = _case.c.there_step < _case.c.sent_step
# Open applications may differ at any time; the others only if some row has a later instant.
_CHANGED = or_(
    _case.c.application_id.is_(None),
    _UNSENT,
    _application.c.decided_at.is_(None),
    _application.c.changed_at > _SINCE,
    _newer(Message.table.c.sent_at, Message.table.c.read_at),
    _newer(Opening.table.c.opened_at),
    _newer(ElectronicDelivery.table.c.declared_at),
    _newer(Delegation.table.c.judged_at),
    _newer(_outbox.c.changed_at).where(_outbox.c.kind == "letter"),
    _newer(Notice.table.c.made_at),
    _newer(Payment.table.c.changed_at),
    _newer(Reservation.table.c.changed_at),
    _newer(Attachment.table.c.made_at),
)
_OUTER, _INNER = _application.outerjoin(_case), _case.join(_application)
_OF_ZONE = _case.c.peer == 0
_CHANGES = (
    select(_application.c.id)
    .where(_application.c.id > bindparam("after"), _CHANGED)
    .order_by(_application.c.id)
    .limit(bindparam("most"))
)
_FROM_OUTER = sql(_CHANGES.select_from(_OUTER), int)
_FROM_INNER = sql(_CHANGES.select_from(_INNER).where(_case.c.taken_step > 0, _OF_ZONE), int)
_ACKNOWLEDGED = sql(
    select(_case.c.application_id)
    .where(_case.c.sent_step > 0, _case.c.there_step == _case.c.sent_step)
    .order_by(_case.c.application_id),
    int,
)
_SENT_IN, _SENT_AT = func.coalesce(_case.c.sent_in, 0), func.coalesce(_case.c.sent_at, 0)
_WAITING = (
    select(_application.c.receipt_number, _application.c.arrived_at, _SENT_IN, _SENT_AT)
    .order_by(_application.c.id)
    .limit(bindparam("most"))
)
_NEVER_SENT = or_(_case.c.application_id.is_(None), _case.c.sent_step == 0)
_WAITING_OUTER = sql(_WAITING.select_from(_OUTER).where(or_(_NEVER_SENT, _UNSENT)), WaitingRow)
_WAITING_INNER = sql(_WAITING.select_from(_INNER).where(_UNSENT, _OF_ZONE), WaitingRow)
_ADD_APART = sql(
    insert_into(CourierApart, beside=("application_id", "act", "sealed_content", "came_at")).on_conflict_do_nothing()
)
_APARTS = sql(
    select(_application.c.receipt_number, _apart.c.act, _apart.c.came_at)
    .select_from(_apart.join(_application))
    .order_by(_apart.c.came_at.desc(), _apart.c.application_id)
    .limit(bindparam("most"))
)


def of(unit: Unit, application_id: int) -> CaseRow | None:
    return one(unit, _OF, application_id=application_id)


def keep(unit: Unit, row: CaseRow) -> None:
    run(unit, _KEEP, vars(row))


def looked(unit: Unit, application_id: int, mark: str, now: int) -> None:
    """Nothing differs from this mark."""
    run(unit, _LOOKED, {"application_id": application_id, "mark": mark, "now": now})


def changed(unit: Unit, outer: bool, after: int, most: int) -> list[int]:
    """Inside, only applications that came by courier."""
    return every(unit, _FROM_OUTER if outer else _FROM_INNER, after=after, most=most)


def add_step(unit: Unit, row: StepRow) -> bool:
    return run(unit, _ADD_STEP, vars(row)).rowcount == 1


def steps(unit: Unit, most: int) -> list[StepRow]:
    return every(unit, _STEPS, most=most)


def steps_of(unit: Unit, way: str, number: int, peer: int = 0) -> list[StepRow]:
    return every(unit, _OF_NUMBER, way=way, number=number, peer=peer)


def last_number(unit: Unit, way: str, act: str, peer: int = 0) -> int:
    return exactly(unit, _LAST, way=way, act=act, peer=peer)


def went_along(unit: Unit, peer: int) -> frozenset[str]:
    # Logins, at any time.
    return frozenset(login for reason in every(unit, _ALONG, peer=peer) for login in reason.split())


def numbers_like(unit: Unit, pattern: str) -> list[str]:
    return sorted(every(unit, _NUMBERS_LIKE, pattern=pattern))


def last_at(unit: Unit, way: str, act: str, peer: int) -> int:
    return exactly(unit, _LAST_AT, way=way, act=act, peer=peer)


def count_of(unit: Unit, peer: int) -> int:
    return exactly(unit, _COUNT_OF, peer=peer)


def was_packed(unit: Unit, digest: str) -> bool:
    return one(unit, _PACKED_AS, digest=digest) is not None


def numbers(unit: Unit, way: str, act: str, peer: int = 0) -> list[int]:
    return every(unit, _NUMBERS, way=way, act=act, peer=peer)


def owing(unit: Unit, most: int, peer: int = 0) -> list[tuple[str, int]]:
    return every(unit, _OWING, most=most, peer=peer)


def clear_acknowledgements(unit: Unit, acknowledged: Sequence[tuple[str, int]]) -> None:
    run(unit, _CLEAR_OWED, [{"uid": uid, "step": step} for uid, step in acknowledged])


def mark_received(unit: Unit, uid: str, step: int) -> bool:
    """False if repeated or never sent."""
    return run(unit, _MARK_RECEIVED, {"uid": uid, "step": step}).rowcount == 1


def acknowledged(unit: Unit) -> list[int]:
    return every(unit, _ACKNOWLEDGED)


def waiting(unit: Unit, outer: bool, most: int) -> list[WaitingRow]:
    return every(unit, _WAITING_OUTER if outer else _WAITING_INNER, most=most)


def add_apart(unit: Unit, application_id: int, act: str, sealed_content: bytes, now: int) -> bool:
    values = {"application_id": application_id, "act": act, "sealed_content": sealed_content, "came_at": now}
    return run(unit, _ADD_APART, values).rowcount == 1


def aparts(unit: Unit, most: int) -> list[tuple[str, str, int]]:
    return every(unit, _APARTS, most=most)
