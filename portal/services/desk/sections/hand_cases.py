"""To a colleague, or their substitute while absent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forms.city.city import City
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.cases.own_case import is_kept_away
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.colleagues import Colleague, colleagues, who_does
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow

MOST = 200

# One word for every personal obstacle: details would disclose whose family a case concerns.
GIVEN, CANNOT, CHANGED = "given", "cannot", "changed"


@dataclass(frozen=True)
class Handed:
    receipt_number: str
    result: str
    to: str = ""
    taken: str = ""  # what `give_back_in_bulk` reads


def hand_case(installation: Records, unit: Unit, member: Member, case: Case, revision: int, staff_id: int) -> Handed:
    """Raises NotAllowed."""
    member.demand("review", case.row.duty)
    staff = colleagues(installation.clock, unit)
    return _hand(installation, unit, member, case, revision, staff, staff_id)


def return_case(installation: Records, unit: Unit, member: Member, case: Case, revision: int, staff_id: int) -> Handed:
    # To whose it was, also while they are away: they had it then.
    member.demand("review", case.row.duty)
    staff = colleagues(installation.clock, unit)
    present = {number: replace(colleague, away="") for number, colleague in staff.items()}
    return _hand(installation, unit, member, case, revision, present, staff_id)


def cases_of(city: City, unit: Unit, member: Member, staff_id: int) -> list[ApplicationRow]:
    """Returns open cases, earliest due first."""
    duties = member.duties("review", tuple(city.duties))
    return applications.open_of(unit, staff_id, duties, MOST)


def hand_all(
    installation: Records, unit: Unit, member: Member, from_id: int, seen: Mapping[str, int], to_id: int
) -> list[Handed]:
    """`seen` maps receipt numbers to revisions."""
    staff, handed = colleagues(installation.clock, unit), []
    theirs = {row.receipt_number: row for row in cases_of(installation.city, unit, member, from_id)}
    for number, revision in seen.items():
        row = theirs.get(number)
        if row is None:
            handed.append(Handed(number, CHANGED))
            continue
        case = open_case(installation, unit, row)
        handed.append(_hand(installation, unit, member, case, revision, staff, to_id))
    return handed


def _hand(
    installation: Records, unit: Unit, member: Member, case: Case, revision: int, staff: dict[int, Colleague],
    staff_id: int,
) -> Handed:  # fmt: skip
    row = case.row
    to = who_does(staff, staff_id, row.duty)
    if to is None or is_kept_away(installation, unit, Member(to.id, to.login, to.name, to.rights, ""), case):
        return Handed(row.receipt_number, CANNOT)
    now = to_micro(installation.clock.now())
    if row.decided_at is not None or row.revision != revision or not applications.assign(unit, row, to.id, now):
        return Handed(row.receipt_number, CHANGED)
    before = staff[row.assignee_id].login if row.assignee_id in staff else ""
    write_audit(installation, unit, member.actor, "hand case", application_id=row.id, detail=f"{before} to {to.login}")
    taken = f"{row.receipt_number}:{revision + 1}:{row.assignee_id or 0}:{to.id}"
    return Handed(row.receipt_number, GIVEN, to.name, taken)


def choices_for(staff: dict[int, Colleague], duties: Sequence[str]) -> list[Colleague]:
    return [colleague for colleague in staff.values() if any(colleague.reviews(duty) for duty in duties)]
