"""Of a case, and lifts it; always audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.cases.cases import Case
from portal.services.residents.protect import STAFF, lift, marks_on, protect
from portal.services.shared.needs import Records
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.store.staff import staff_members

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


def lift_protected(
    installation: Records, unit: Unit, member: Member, case: Case, revision: int, reason: str
) -> None:  # fmt: skip
    """Of all its people. The register's protected people are marked again at its next query. Raises BadRequest, Conflict."""
    member.demand("protect", case.row.duty)
    if not reason or len(reason) > MOST_SIGNS:
        raise BadRequest("lift protection")
    if case.row.revision != revision:
        raise Conflict("lift protection")
    lift(installation, unit, member.actor, people_of(case), case.row.id, reason)


@dataclass(frozen=True)
class ShownMark:
    name: str  # "" of the application itself
    basis: str
    by: str  # "" unless a member of staff
    since: date
    reason: str
    lifted: date | None
    lifted_by: str
    why_lifted: str


def shown_marks(installation: Records, unit: Unit, case: Case) -> list[ShownMark]:
    # For members with the right alone; lifted ones, too.
    marks = marks_on(installation, unit, people_of(case), case.row.id)
    return [
        ShownMark(
            mark.name, mark.row.basis, _staff_name(unit, mark.row.actor), _day(mark.row.marked_at), mark.reason,
            None if mark.row.lifted_at is None else _day(mark.row.lifted_at), _staff_name(unit, mark.row.lifted_by),
            mark.why_lifted,
        )
        for mark in marks
    ]  # fmt: skip


def _day(instant: int) -> date:
    return tokyo_day(from_micro(instant))


def _staff_name(unit: Unit, actor: str) -> str:
    kind, _, login = actor.partition(":")
    member = staff_members.by_login(unit, login) if kind == "staff" else None
    return member.name if member is not None else ""


def protection_panel(installation: Records, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    protects = member.may("protect", case.row.duty)
    return {
        "protects": protects, "protected": case.protected, "people": people_of(case) if protects else (),
        "marks": shown_marks(installation, unit, case) if protects else (),
    }  # fmt: skip
