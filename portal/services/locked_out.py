"""Who can do nothing any more from a day on, and which cases then have nobody: looked at before the day comes."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import Unit
from portal.services.rights import ALLOWED
from portal.store import applications, staff_members, staff_rights
from portal.store.staff_rights import RightOf


@dataclass(frozen=True)
class LeftAlone:
    """Open cases of one duty. `login` "" : of nobody in particular, and nobody may review them; else they are this member's, who
    may not any more."""

    duty: str
    login: str
    name: str
    cases: int


@dataclass(frozen=True)
class LockedOut:
    """`people` as (login, name)."""

    people: tuple[tuple[str, str], ...]
    alone: tuple[LeftAlone, ...]


def locked_out(unit: Unit, today: str, day: str) -> LockedOut:
    """Compared with today: who had nothing before is not told again."""
    staff = {row.id: row for row in staff_members.everyone(unit)}
    then = staff_rights.in_force(unit, day)
    left = {one.staff_id for one in then}
    people = {one.staff_id for one in staff_rights.in_force(unit, today)} - left
    alone = [
        LeftAlone(
            duty, staff[whose].login if whose in staff else "", staff[whose].name if whose in staff else "", cases
        )
        for duty, whose, cases in applications.open_by_assignee(unit)
        if not any(_covers(one, duty) and whose in (None, one.staff_id) for one in then)
    ]
    names = sorted((staff[number].login, staff[number].name) for number in people)
    return LockedOut(tuple(names), tuple(alone))


def _covers(one: RightOf, duty: str) -> bool:
    return one.role in ALLOWED["review"] and one.duty in ("*", duty)


def as_rows(found: LockedOut) -> list[Mapping[str, object]]:
    """For the command line."""
    people = [{"login": login, "name": name, "duty": "", "cases": 0} for login, name in found.people]
    return [
        *people,
        *({"login": one.login, "name": one.name, "duty": one.duty, "cases": one.cases} for one in found.alone),
    ]
