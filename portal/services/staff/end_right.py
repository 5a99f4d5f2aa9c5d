"""One administrator suffices, but the last stays."""

from collections.abc import Iterable

from portal.clock import Clock
from portal.db import Unit
from portal.errors import LastAdministrator, NotFound, required
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.add_staff import disable_staff, hold_administrators, is_administered
from portal.services.staff.plan_moves import day_after
from portal.store.staff import staff_members, staff_rights
from portal.store.staff.staff_rights import HAND, HeldRight


def end_right(installation: Basics, unit: Unit, member: Member, staff_id: int, right_id: int, last: str) -> None:
    """`last` before the first day removes the right. Raises NotFound, also for directory groups' rights; NotAllowed."""
    held = next(
        (right for right in staff_rights.of_staff(unit, staff_id) if right.id == right_id and right.source == HAND),
        None,
    )
    row = staff_members.by_id(unit, staff_id)
    if held is None or row is None or (held.to_day is not None and held.to_day < last):
        raise NotFound("right")
    member.demand("administer", held.duty)
    end_held(unit, held, last)
    demand_administrator_left(installation.clock, unit, [last])
    detail = f"{row.login} {held.role}:{held.duty} {held.from_day}..{last}"
    write_audit(installation, unit, member.actor, "end right", detail=detail)


def end_held(unit: Unit, held: HeldRight, last: str) -> None:
    if held.from_day > last:
        staff_rights.remove(unit, [held.id])
    else:
        staff_rights.last_day(unit, held.id, last)


def shut_out(installation: Basics, unit: Unit, member: Member, staff_id: int) -> None:
    """Raises NotFound; NotAllowed unless they administer all rights, current and future; LastAdministrator."""
    row = required(staff_members.by_id(unit, staff_id), NotFound("staff"))
    today = installation.clock.today().isoformat()
    for held in staff_rights.of_staff(unit, staff_id):
        if held.to_day is None or held.to_day >= today:
            member.demand("administer", held.duty)
    disable_staff(installation, unit, member.actor, row.login)


def demand_administrator_left(clock: Clock, unit: Unit, days: Iterable[str]) -> None:
    """Raises LastAdministrator unless every duty has one today, on `days` and after."""
    today = clock.today().isoformat()
    hold_administrators(unit, today)
    later = [day for day in days if day >= today]
    for day in sorted({today, *later, *map(day_after, later)}):
        if not is_administered(unit, day):
            raise LastAdministrator(day)
