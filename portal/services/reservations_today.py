"""Who has a time today, of the sections of a member: found by number or name when they come, and noted that they did."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.bring_booking import bring_booking
from portal.services.fold_names import name_key
from portal.services.installation import Installation
from portal.services.move_visit import join_visit
from portal.services.name_principal import name_principal
from portal.services.receipt_number import read
from portal.services.rights import Member
from portal.services.visits import begin_visit, may_enter, visit_of_counter
from portal.services.write_audit import write_audit
from portal.store import applications, reservations, visits
from portal.store.reservations import ReservationRow


@dataclass(frozen=True)
class Comer:
    """One booked time of today. `uid`: the application that booked it; `came_at`: since when they are there."""

    id: int
    uid: str
    starts: str
    ends: str
    place: str
    title: str
    name: str
    receipt_number: str
    came_at: datetime | None


def reservations_today(installation: Installation, unit: Unit, member: Member, asked: str = "") -> list[Comer]:
    """In the order of their times; `asked`: a receipt number or a part of a name. The look is recorded; the caller commits."""
    day = installation.clock.today().isoformat()
    found = [_comer(installation, unit, member, row) for row in reservations.on_day(unit, day)]
    write_audit(installation, unit, member.actor, "see reservations", detail=day)
    number, key = read(asked), name_key(asked)
    return [
        one for one in found if one and (not asked or one.receipt_number == number or (key and key in name_key(one.name)))
    ]  # fmt: skip


def _comer(installation: Installation, unit: Unit, member: Member, row: ReservationRow) -> Comer | None:
    case = applications.by_id(unit, row.application_id) if row.application_id is not None else None
    if case is None or not (member.may("see", case.duty) and member.may("enter", case.duty)):
        return None
    return Comer(
        row.id, case.uid, row.starts, row.ends, row.place, installation.catalogue.version(unit, case.meaning).title,
        name_principal(installation, unit, case), case.receipt_number,
        None if row.came_at is None else from_micro(row.came_at),
    )  # fmt: skip


def receive_comer(installation: Installation, unit: Unit, member: Member, reservation_id: int, once: str) -> str:
    """The visit of whoever came to this time, and a mark that they did. NotFound unless it is of today and of a duty of this member.
    Pressed again, or by a colleague, it is the same visit."""
    day = installation.clock.today().isoformat()
    rows = (row for row in reservations.on_day(unit, day) if row.id == reservation_id)
    comer = next((one for row in rows if (one := _comer(installation, unit, member, row))), None)
    if comer is None:
        raise NotFound("reservation")
    there = next(
        (row for row in visits.of_booked(unit, comer.uid, day) if may_enter(installation, unit, member, row)), None
    )
    if there is not None:
        return there.id
    reservations.come(unit, comer.id, to_micro(installation.clock.now()))
    visit_id = begin_visit(installation, unit, member, once)
    visit = visit_of_counter(installation, unit, member, visit_id)
    join_visit(installation, unit, member, visit, comer.uid, booked=True)
    booked = applications.by_uid(unit, comer.uid)
    if booked is not None:
        bring_booking(installation, unit, member, visit, booked)
    return visit_id
