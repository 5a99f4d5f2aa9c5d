"""Of a case, and lifts it; always audited."""

from collections.abc import Sequence
from typing import Any

from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.cases.cases import Case
from portal.services.residents.protect import STAFF, lift, protect
from portal.services.shared.needs import Records
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member

MOST_SIGNS = 300


def people_of(case: Case) -> list[tuple[str, str]]:
    return sorted(people_in(case.procedure, case.answers))


def mark_protected(
    installation: Records,
    unit: Unit,
    member: Member,
    case: Case,
    revision: int,
    chosen: Sequence[str],
    reason: str,
) -> None:
    """`chosen`: positions in `people_of`. Hides the application too. Raises BadRequest without a reason; Conflict if
    answers changed."""
    member.demand("protect", case.row.duty)
    people = people_of(case)
    if not reason.strip() or len(reason) > MOST_SIGNS or not set(chosen) <= {str(n) for n in range(len(people))}:
        raise BadRequest("protect")
    if case.row.revision != revision:
        raise Conflict("protect")
    marked = [people[int(position)] for position in chosen]
    protect(installation, unit, member.actor, marked, STAFF, reason.strip(), application_id=case.row.id)


def lift_protected(installation: Records, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """The register's protected people are marked again at its next query."""
    member.demand("protect", case.row.duty)
    if case.row.revision != revision:
        raise Conflict("lift protection")
    lift(installation, unit, member.actor, people_of(case), case.row.id)


def protection_panel(member: Member, case: Case) -> dict[str, Any]:
    protects = member.may("protect", case.row.duty)
    return {"protects": protects, "protected": case.protected, "people": people_of(case) if protects else ()}
