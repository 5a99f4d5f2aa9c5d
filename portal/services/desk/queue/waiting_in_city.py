"""What waits for one person in another city of a joint installation."""

# Without names, which only that city's pages show.
#
# The person is who the provider of staff says, in this very session: an account of one city proves nothing to another.

from dataclasses import dataclass

from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.desk.queue.page import Wanted, counted, filter_of
from portal.services.shared.needs import Records
from portal.services.shared.official_words import Deadline, deadline
from portal.services.shared.rights import member_by_id
from portal.services.shared.sessions import sessions_of
from portal.services.shared.write_audit import write_audit
from portal.services.staff.telework import is_outside, narrowed
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
    """`signed_in`: there too; else nothing is shown, because rights are those of the last sign-in."""

    city: str
    address: str
    signed_in: bool = False
    open: str = ""
    overdue: str = ""
    cases: tuple[WaitingCase, ...] = ()


def waiting_in_city(
    installation: Records, unit: Unit, identity: tuple[str, str], place: str, asking: str
) -> WaitingInCity | None:
    """None if the person has no account there, or no right. Audited there with the name of the city that asks."""
    staff_id = staff_identities.find(unit, *identity)
    try:
        member = member_by_id(installation.clock, unit, staff_id, place)
    except SignInNeeded:
        return None
    if is_outside(installation.settings, place):  # as on that city's own pages
        member = narrowed(member)
    if not member.duties("see", tuple(installation.city.duties)):
        return None
    name, base = installation.city.name, installation.settings.base_url
    address = f"{base}/staff/sign-in/city?next=/desk"
    living = sessions_of(installation, unit, member.id)
    if not any((session.issuer, session.subject) == identity for session in living):
        return WaitingInCity(name, address)
    today = installation.clock.today()
    wish = filter_of(installation, unit, member, Wanted(), today)
    over = filter_of(installation, unit, member, Wanted(due="over"), today)
    rows = queues.page(unit, wish, "due", after=None, most=MOST)
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
        write_audit(installation, unit, member.actor, "see queue", detail=f"{len(cases)} applications, from {asking}")
    return WaitingInCity(name, address, True, counted(unit, wish), counted(unit, over), tuple(cases))
