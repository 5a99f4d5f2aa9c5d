# What is wanted follows from what is booked, whatever way a booking began, moved or ended.

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from forms.city.times import Lock
from forms.definition.kind import IN_VAIN
from portal.clock import TOKYO, to_micro
from portal.db import Unit
from portal.outbox import About, enqueue
from portal.sealing import Sealer
from portal.services.bookings.change_reservation import Booking
from portal.services.cases.cases import Case, open_case
from portal.services.cases.fee import GOOD, amount_due
from portal.services.filing.drafts import application_sealer
from portal.services.shared.needs import Basics, Correspondence, HasPayments, Records
from portal.services.shared.notify import Addressee, notify
from portal.store.bookings import door_keys
from portal.store.bookings.door_keys import ENDING, GIVEN, WANTED, KeyRow
from portal.store.bookings.reservations import ReservationRow
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow

KIND = "lock"  # of deliveries
GIVE, MOVE, TAKE = "door_give", "door_move", "door_take"


@dataclass(frozen=True)
class Door:
    state: str  # given, soon, unpaid or undecided
    number: str = field(default="", repr=False)
    opens: str = ""
    closes: str = ""


def keep_door_keys(installation: HasPayments) -> int:
    with installation.database.read() as unit:
        if not any(True for _ in _differences(installation, unit)):
            return 0
    done, now = 0, to_micro(installation.clock.now())
    with installation.database.change() as unit:
        for key, row in list(_differences(installation, unit)):
            done += _settle(installation, unit, key, row, now)
    return done


def _wall(installation: Basics) -> str:
    return installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")


def locks_of(installation: Basics) -> Mapping[str, Lock]:
    today = installation.clock.today()
    return {row.id: row.lock for row in installation.city.times.resources if row.lock and row.holds(today)}


def _differences(installation: HasPayments, unit: Unit) -> Iterator[tuple[KeyRow | None, ReservationRow | None]]:
    wall, locks = _wall(installation), locks_of(installation)
    booked = {
        (row.application_id, row.question): row for row in door_keys.booked(unit, tuple(locks), wall) if row.question
    }
    keys = {key.of: key for key in door_keys.open_ones(unit)}
    for key in keys.values():
        row = booked.get(key.of)
        if key.ends < wall or (row is None and key.state != ENDING):
            yield key, None
        elif row is not None and key.state != ENDING and (key.starts, key.ends) != (row.starts, row.ends):
            yield key, row
    for of, row in booked.items():
        if of not in keys and _is_due(installation, unit, row, locks[row.resource]):
            yield None, row


def _is_due(installation: HasPayments, unit: Unit, row: ReservationRow, lock: Lock) -> bool:
    application = applications.by_id(unit, row.application_id or 0)
    if application is None or application.state in IN_VAIN:
        return False
    if lock.given == "accepted" and application.state not in GOOD:
        return False
    return _is_paid(installation, unit, open_case(installation, unit, application))


def _is_paid(installation: HasPayments, unit: Unit, case: Case) -> bool:
    fee = amount_due(installation, unit, case)
    return fee is None or not fee.amount or fee.paid or fee.paid_when == "on_delivery"


def _settle(installation: HasPayments, unit: Unit, key: KeyRow | None, row: ReservationRow | None, now: int) -> bool:
    if key is None and row is not None:
        key = KeyRow(
            0, row.application_id or 0, row.question, row.resource, row.starts, row.ends, WANTED, 1,
            f"kakanai {secrets.token_hex(8)}", "", None, now,
        )  # fmt: skip
        made = door_keys.add(unit, key)
        return made is not None and _ask(installation, unit, made, key, 1, GIVE, now)
    if key is None:
        return False
    if key.ends < _wall(installation):  # nothing opens any more: the service ends it by itself
        return door_keys.end(unit, key.id, now)
    state, starts, ends = (WANTED, row.starts, row.ends) if row is not None else (ENDING, key.starts, key.ends)
    revision = door_keys.change(unit, key, state, starts, ends, now)
    return revision is not None and _ask(
        installation, unit, key.id, key, revision, MOVE if state == WANTED else TAKE, now
    )


def _ask(
    installation: HasPayments, unit: Unit, name: int, key: KeyRow, revision: int, message: str, now: int
) -> bool:  # fmt: skip
    application = applications.by_id(unit, key.application_id)
    about = About("" if application is None else application.duty, application_id=key.application_id)
    payload: dict[str, object] = {"to": KIND, "language": "ja", "link": "", "facts": {}, "key": name}
    once = f"{KIND}:{name}:{revision}"
    return enqueue(installation.keys, unit, KIND, message, payload, once=once, about=about, now=now)


def doors_of(installation: HasPayments, unit: Unit, case: Case, bookings: list[Booking]) -> Mapping[str, Door]:
    """By question."""
    locks = locks_of(installation)
    mine = [booking for booking in bookings if booking.kept and booking.row.resource in locks]
    if not mine:
        return {}
    keys, wall = {key.question: key for key in door_keys.of_application(unit, case.row.id)}, _wall(installation)
    return {
        booking.row.question: _door(installation, unit, case, booking, keys.get(booking.row.question), locks)
        for booking in mine
        if booking.row.ends >= wall
    }


def _door(
    installation: HasPayments, unit: Unit, case: Case, booking: Booking, key: KeyRow | None, locks: Mapping[str, Lock]
) -> Door:
    lock, row = locks[booking.row.resource], booking.row
    if key is not None and key.state == GIVEN and (key.starts, key.ends) == (row.starts, row.ends):
        return Door("given", number_of(case.sealer, key), *lock.opens(row.starts, row.ends))
    if key is None and not _is_paid(installation, unit, case):
        return Door("unpaid")
    undecided = key is None and lock.given == "accepted" and case.row.state not in GOOD
    return Door("undecided" if undecided else "soon")


def number_of(box: Sealer, key: KeyRow) -> str:
    return "" if key.sealed_number is None else str(box.open(seal_name(key), key.sealed_number))


def number_at_desk(installation: Records, row: ApplicationRow, key: KeyRow) -> str:
    return number_of(application_sealer(installation, row.uid, row.key_id, row.wrapped_key), key)


def seal_name(key: KeyRow) -> str:
    return f"door key:{key.name}"


def remind_of_door_keys(installation: Correspondence) -> int:
    # The mail has the way to the page, never the number.
    with installation.database.read() as unit:
        near = [key for key in door_keys.open_ones(unit) if _is_near(installation, key)]
    if not near:
        return 0
    with installation.database.change() as unit:
        for key in near:
            door_keys.remind(unit, key.id, key.starts)
            row = applications.by_id(unit, key.application_id)
            if row is not None:
                once = f"door_key:{key.id}:{key.starts}"
                link, until = f"/applications/{row.receipt_number}", key.starts
                to, number = Addressee(row.person_id, row.id), row.receipt_number
                notify(installation, unit, to, "door_key", link=link, once=once, receipt=number, until=until)
    return len(near)


def _is_near(installation: Basics, key: KeyRow) -> bool:
    lock, day, today = (
        locks_of(installation).get(key.resource),
        date.fromisoformat(key.starts[:10]),
        installation.clock.today(),
    )
    if key.state != GIVEN or lock is None or not lock.remind_days or key.reminded == key.starts:
        return False
    return day - timedelta(days=lock.remind_days) <= today <= day
