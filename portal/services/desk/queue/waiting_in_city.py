"""What waits for one person in another city of a joint installation: without names, which only that city's pages show.

The person is who the provider of staff says, in this very session: an account of one city proves nothing to another."""

from dataclasses import dataclass

from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.desk.queue.page import Wanted, counted, filter_of
from portal.services.shared.needs import Records
from portal.services.shared.official_words import Deadline, deadline
from portal.services.shared.rights import member_by_id
from portal.services.shared.write_audit import write_audit
from portal.store.desk import queues
from portal.store.staff import staff_identities

MOST = 30


@dataclass(frozen=True)
class WaitingCase:
    city: str
    receipt_number: str
    address: str  # absolute
    procedure: str
    office: str
    state: str
    due: Deadline
    day: str  # ISO


@dataclass(frozen=True)
class WaitingInCity:
    city: str
    address: str
    open: str
    overdue: str
    cases: tuple[WaitingCase, ...]


def waiting_in_city(
    installation: Records, unit: Unit, identity: tuple[str, str], place: str
) -> WaitingInCity | None:  # fmt: skip
    """None if the person has no account there, or no right. Audited there."""
    staff_id = staff_identities.find(unit, *identity)
    try:
        member = member_by_id(installation.clock, unit, staff_id, place)
    except SignInNeeded:
        return None
    if not member.duties("see", tuple(installation.city.duties)):
        return None
    today = installation.clock.today()
    wish = filter_of(installation, unit, member, Wanted(), today)
    over = filter_of(installation, unit, member, Wanted(due="over"), today)
    rows = queues.page(unit, wish, "due", after=None, most=MOST)
    name, base = installation.city.name, installation.settings.base_url
    cases = []
    for row in rows:
        procedure = installation.catalogue.version(unit, row.meaning)
        cases.append(
            WaitingCase(
                name, row.receipt_number, f"{base}/staff/sign-in/city?next=/desk/{row.receipt_number}", procedure.title,
                installation.city.office(row.duty, today).office, row.state,
                deadline(today, row.due, row.state, procedure), row.due,
            )
        )  # fmt: skip
    if cases:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{len(cases)} applications, another city")
    return WaitingInCity(
        name, f"{base}/staff/sign-in/city?next=/desk", counted(unit, wish), counted(unit, over), tuple(cases)
    )
