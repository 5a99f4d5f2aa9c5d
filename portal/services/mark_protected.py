"""Staff mark people of a case as protected, with a reason, and lift it. Only who holds the right; each is recorded."""

from collections.abc import Sequence

from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.people_in import people_in
from portal.services.protect import STAFF, lift, protect
from portal.services.rights import Member

MOST_SIGNS = 300


def people_of(case: Case) -> list[tuple[str, str]]:
    """Whom its answers name, in one order."""
    return sorted(people_in(case.procedure, case.answers))


def mark_protected(
    installation: Installation,
    unit: Unit,
    member: Member,
    case: Case,
    revision: int,
    chosen: Sequence[str],
    reason: str,
) -> None:
    """`chosen`: positions among `people_of`. The application is hidden with them. BadRequest without a reason; Conflict if
    the answers changed since the page was read."""
    member.demand("protect", case.row.duty)
    people = people_of(case)
    if not reason.strip() or len(reason) > MOST_SIGNS or not set(chosen) <= {str(n) for n in range(len(people))}:
        raise BadRequest("protect")
    if case.row.revision != revision:
        raise Conflict("protect")
    marked = [people[int(position)] for position in chosen]
    protect(installation, unit, member.actor, marked, STAFF, reason.strip(), application_id=case.row.id)


def lift_protected(installation: Installation, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """Of everybody whom the case names. Who stands in the register as protected is marked again when it is asked next."""
    member.demand("protect", case.row.duty)
    if case.row.revision != revision:
        raise Conflict("lift protection")
    lift(installation, unit, member.actor, people_of(case), case.row.id)
