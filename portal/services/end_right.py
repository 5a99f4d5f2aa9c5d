"""Ends a right, or all of somebody's: one administrator does it alone, and it holds at once. The last one who could give rights
again stays: the command line could, but nobody would be there who is asked."""

from collections.abc import Iterable

from portal.db import Unit
from portal.errors import LastAdministrator, NotFound
from portal.services.add_staff import disable_staff
from portal.services.installation import Installation
from portal.services.plan_moves import day_after
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import staff_members, staff_rights
from portal.store.staff_rights import HAND, HeldRight


def end_right(installation: Installation, unit: Unit, member: Member, staff_id: int, right_id: int, last: str) -> None:
    """`last`: the last day on which it holds; before its first day, it never begins. NotFound, also for what a group of the
    city's directory gives; NotAllowed."""
    held = next(
        (one for one in staff_rights.of_staff(unit, staff_id) if one.id == right_id and one.source == HAND), None
    )
    row = staff_members.by_id(unit, staff_id)
    if held is None or row is None or (held.to_day is not None and held.to_day < last):
        raise NotFound("right")
    member.demand("administer", held.duty)
    end_held(unit, held, last)
    demand_administrator_left(installation, unit, [last])
    told = f"{row.login} {held.role}:{held.duty} {held.from_day}..{last}"
    write_audit(installation, unit, member.actor, "end right", detail=told)


def end_held(unit: Unit, held: HeldRight, last: str) -> None:
    if held.from_day > last:
        staff_rights.remove(unit, [held.id])
    else:
        staff_rights.last_day(unit, held.id, last)


def shut_out(installation: Installation, unit: Unit, member: Member, staff_id: int) -> None:
    """Disables somebody, whatever they hold, today or later. NotFound, NotAllowed."""
    row = staff_members.by_id(unit, staff_id)
    if row is None:
        raise NotFound("staff")
    today = installation.clock.today().isoformat()
    for held in staff_rights.of_staff(unit, staff_id):
        if held.to_day is None or held.to_day >= today:
            member.demand("administer", held.duty)
    disable_staff(installation, unit, member.actor, row.login)
    demand_administrator_left(installation, unit, [today])


def demand_administrator_left(installation: Installation, unit: Unit, days: Iterable[str]) -> None:
    """LastAdministrator unless somebody may administer every duty today, and on each of these days and the next."""
    today = installation.clock.today().isoformat()
    later = [day for day in days if day >= today]
    for day in sorted({today, *later, *map(day_after, later)}):
        if not any((one.role, one.duty) == ("administrator", "*") for one in staff_rights.in_force(unit, day)):
            raise LastAdministrator(day)
