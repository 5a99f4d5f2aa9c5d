"""Members who lose all rights, and cases left to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import Unit
from portal.services.shared.rights import ALLOWED
from portal.store.cases import applications
from portal.store.staff import staff_members, staff_rights
from portal.store.staff.staff_rights import RightOf


@dataclass(frozen=True)
class LeftAlone:
    """`login` "": without a reviewer; else the assignee loses the right."""

    duty: str
    login: str
    name: str
    cases: int


@dataclass(frozen=True)
class LockedOut:
    people: tuple[tuple[str, str], ...]
    alone: tuple[LeftAlone, ...]


def locked_out(unit: Unit, today: str, day: str) -> LockedOut:
    staff = {row.id: row for row in staff_members.everyone(unit)}
    rights = staff_rights.in_force(unit, day)
    left = {right.staff_id for right in rights}
    people = {right.staff_id for right in staff_rights.in_force(unit, today)} - left
    alone = [
        LeftAlone(
            duty,
            staff[assignee].login if assignee in staff else "",
            staff[assignee].name if assignee in staff else "",
            cases,
        )
        for duty, assignee, cases in applications.open_by_assignee(unit)
        if not any(_covers(right, duty) and assignee in (None, right.staff_id) for right in rights)
    ]
    names = sorted((staff[number].login, staff[number].name) for number in people)
    return LockedOut(tuple(names), tuple(alone))


def _covers(right: RightOf, duty: str) -> bool:
    return right.role in ALLOWED["review"] and right.duty in ("*", duty)


def as_rows(result: LockedOut) -> list[Mapping[str, object]]:
    people = [{"login": login, "name": name, "duty": "", "cases": 0} for login, name in result.people]
    return [
        *people,
        *(
            {"login": cases.login, "name": cases.name, "duty": cases.duty, "cases": cases.cases}
            for cases in result.alone
        ),
    ]
