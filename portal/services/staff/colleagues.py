from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from portal.clock import Clock
from portal.db import Unit
from portal.errors import NotAllowed, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.rights import ALLOWED, Member
from portal.services.shared.write_audit import write_audit
from portal.store.staff import staff_absences, staff_members, staff_rights
from portal.store.staff.staff_absences import AbsenceRow
from portal.store.staff.staff_members import StaffRow


@dataclass(frozen=True)
class Colleague:
    id: int
    login: str
    name: str
    rights: frozenset[tuple[str, str]]
    away: str = ""  # last day of an absence; "" and 0 if present
    substitute: int = 0

    def reviews(self, duty: str) -> bool:
        return any(role in ALLOWED["review"] and granted in ("*", duty) for role, granted in self.rights)


def colleagues(clock: Clock, unit: Unit) -> dict[int, Colleague]:
    today = clock.today().isoformat()
    rights: dict[int, set[tuple[str, str]]] = {}
    for entry in staff_rights.in_force(unit, today):
        rights.setdefault(entry.staff_id, set()).add((entry.role, entry.duty))
    away = {row.staff_id: row for row in staff_absences.from_day_on(unit, today) if row.from_day <= today}
    reviewers = [
        Colleague(
            row.id, row.login, row.name, frozenset(rights[row.id]),
            away[row.id].to_day if row.id in away else "", away[row.id].substitute_id if row.id in away else 0,
        )
        for row in staff_members.everyone(unit)
        if any(role in ALLOWED["review"] for role, _ in rights.get(row.id, ()))
    ]  # fmt: skip
    return {entry.id: entry for entry in sorted(reviewers, key=lambda entry: (entry.name, entry.login))}


def of_duty(every: dict[int, Colleague], duty: str) -> list[Colleague]:
    return [colleague for colleague in every.values() if colleague.reviews(duty)]


def who_does(every: dict[int, Colleague], staff_id: int, duty: str) -> Colleague | None:
    """The substitute during an absence; None if neither reviews."""
    member = every.get(staff_id)
    if member is not None and member.away:
        member = every.get(member.substitute)
    return member if member is not None and not member.away and member.reviews(duty) else None


def substituting_for(clock: Clock, unit: Unit, staff_id: int) -> frozenset[int]:
    today = clock.today().isoformat()
    rows = staff_absences.from_day_on(unit, today)
    return frozenset(row.staff_id for row in rows if row.from_day <= today and row.substitute_id == staff_id)


def name_for(row: StaffRow | None, instead: Collection[int]) -> str:
    if row is None:
        return ""
    return f"{row.name}（不在。あなたが代わり）" if row.id in instead else row.name


def absences(clock: Clock, unit: Unit, among: Sequence[Colleague]) -> list[AbsenceRow]:
    ids = {colleague.id for colleague in among}
    return [row for row in staff_absences.from_day_on(unit, clock.today().isoformat()) if row.staff_id in ids]


def share_duty(city: City, member: Member, colleague: Colleague) -> bool:
    """Enough for absences reported by telephone."""
    return any(colleague.reviews(duty) for duty in member.duties("review", tuple(city.duties)))


def note_absence(
    installation: Basics, unit: Unit, member: Member, staff_id: int, since: date, until: date, substitute_id: int
) -> None:
    """Raises NotFound, or NotAllowed unless all three share a duty."""
    every = colleagues(installation.clock, unit)
    away, substitute = every.get(staff_id), every.get(substitute_id)
    if away is None or substitute is None:
        raise NotFound("staff")
    if not (share_duty(installation.city, member, away) and share_duty(installation.city, member, substitute)):
        raise NotAllowed("absence")
    staff_absences.add(unit, staff_id, since.isoformat(), until.isoformat(), substitute_id)
    detail = f"{away.login} {since}..{until} {substitute.login}"
    write_audit(installation, unit, member.actor, "note absence", detail=detail)


def end_absence(installation: Basics, unit: Unit, member: Member, number: int) -> None:
    """Raises NotFound."""
    every = colleagues(installation.clock, unit)
    row = next(
        (absence for absence in absences(installation.clock, unit, list(every.values())) if absence.id == number), None
    )
    if row is None or not share_duty(installation.city, member, every[row.staff_id]):
        raise NotFound("absence")
    staff_absences.remove(unit, number)
    write_audit(installation, unit, member.actor, "end absence", detail=f"{every[row.staff_id].login} {row.from_day}")
