"""Today's bookings of a visit, and who came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.clock import TOKYO, from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.bookings.bring_booking import bring_booking
from portal.services.cases.name_principal import name_principal, read_principal
from portal.services.counter.move_visit import join_visit
from portal.services.counter.visits import begin_visit, may_enter, visit_of_counter
from portal.services.shared.fold_names import is_kana, kana_keys, name_key
from portal.services.shared.needs import Basics, Records
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bookings import reservations
from portal.store.bookings.reservations import ReservationRow
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.counter import visits


@dataclass(frozen=True)
class Comer:
    id: int
    uid: str
    starts: str
    ends: str
    place: str
    title: str
    name: str
    receipt_number: str
    came_at: datetime | None
    kana: str = ""


def reservations_today(installation: Records, unit: Unit, member: Member, asked: str = "") -> list[Comer]:
    """`asked`: receipt number, or part of a name or of its reading. Audited."""
    day = installation.clock.today().isoformat()
    comers = _comers(installation, unit, member, reservations.on_day(unit, day))
    write_audit(installation, unit, member.actor, "see reservations", detail=day)
    number = read(asked)
    return [comer for comer in comers if not asked or comer.receipt_number == number or _is_called(comer, asked)]


def _is_called(comer: Comer, asked: str) -> bool:
    key, spoken = name_key(asked), kana_keys(asked) if is_kana(asked) else ()
    return bool(key and key in name_key(comer.name)) or any(
        part in whole for part in spoken for whole in kana_keys(comer.kana)
    )


def next_comers(installation: Records, unit: Unit, member: Member, most: int) -> tuple[list[Comer], int]:
    """With the number of others today. Audited if anybody is shown."""
    now = installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")
    day = now.partition("T")[0]
    rows = [row for row in reservations.on_day(unit, day) if row.came_at is None and row.ends >= now]
    expected = sorted(_of_member(installation, unit, member, rows), key=lambda pair: (pair[0].starts, pair[0].id))
    if expected:
        write_audit(installation, unit, member.actor, "see reservations", detail=day)
    shown = [_comer(installation, unit, row, case) for row, case in expected[:most]]
    return shown, len(expected) - len(shown)


def _comers(installation: Records, unit: Unit, member: Member, rows: Iterable[ReservationRow]) -> list[Comer]:
    return [_comer(installation, unit, row, case) for row, case in _of_member(installation, unit, member, rows)]


def _of_member(
    installation: Basics, unit: Unit, member: Member, rows: Iterable[ReservationRow]
) -> list[tuple[ReservationRow, ApplicationRow]]:
    # Nobody comes to the counter for a pickup, a sports hall or a screening.
    today = installation.clock.today()
    for_visit = {row.id for row in installation.city.times.resources if row.for_visit and row.holds(today)}
    booked = [(row, row.application_id) for row in rows if row.resource in for_visit and row.application_id is not None]
    cases = applications.by_ids(unit, [number for _, number in booked]) if booked else {}
    pairs = ((row, cases[number]) for row, number in booked if number in cases)
    return [(row, case) for row, case in pairs if member.may("see", case.duty) and member.may("enter", case.duty)]


def _comer(installation: Records, unit: Unit, row: ReservationRow, case: ApplicationRow) -> Comer:
    return Comer(
        row.id, case.uid, row.starts, row.ends, row.place, installation.catalogue.version(unit, case.meaning).title,
        name_principal(installation, unit, case), case.receipt_number,
        None if row.came_at is None else from_micro(row.came_at), read_principal(installation, case),
    )  # fmt: skip


def receive_comer(installation: Records, unit: Unit, member: Member, reservation_id: int, once: str) -> str:
    """A repeat returns the same visit. Raises NotFound unless today's and of this member's duties."""
    day = installation.clock.today().isoformat()
    rows = (row for row in reservations.on_day(unit, day) if row.id == reservation_id)
    comer = required(next(iter(_comers(installation, unit, member, rows)), None), NotFound("reservation"))
    existing = next(
        (row for row in visits.of_booked(unit, comer.uid, day) if may_enter(installation, unit, member, row)), None
    )
    if existing is not None:
        return existing.id
    reservations.mark_arrived(unit, comer.id, to_micro(installation.clock.now()))
    visit_id = begin_visit(installation, unit, member, once)
    visit = visit_of_counter(installation, unit, member, visit_id)
    join_visit(installation, unit, member, visit, comer.uid, booked=True)
    booked = applications.by_uid(unit, comer.uid)
    if booked is not None:
        bring_booking(installation, unit, member, visit, booked)
    return visit_id
