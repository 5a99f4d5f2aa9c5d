"""Who reviews the same duties: whom a case can be given to, who is away, and who stands in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from portal.db import Unit
from portal.errors import NotAllowed, NotFound
from portal.services.installation import Installation
from portal.services.rights import ALLOWED, Member
from portal.services.write_audit import write_audit
from portal.store import staff_absences, staff_members, staff_rights
from portal.store.staff_absences import AbsenceRow
from portal.store.staff_members import StaffRow


@dataclass(frozen=True)
class Colleague:
    """`rights` of today; `away` until that day, while `stands_in` (an id) does their work; "" and 0 while they are there."""

    id: int
    login: str
    name: str
    rights: frozenset[tuple[str, str]]
    away: str = ""
    stands_in: int = 0

    def reviews(self, duty: str) -> bool:
        return any(role in ALLOWED["review"] and held in ("*", duty) for role, held in self.rights)


def colleagues(installation: Installation, unit: Unit) -> dict[int, Colleague]:
    """All who may sign in today and review anything, by id, in the order of their names."""
    today = installation.clock.today().isoformat()
    rights: dict[int, set[tuple[str, str]]] = {}
    for one in staff_rights.in_force(unit, today):
        rights.setdefault(one.staff_id, set()).add((one.role, one.duty))
    away = {row.staff_id: row for row in staff_absences.from_day_on(unit, today) if row.from_day <= today}
    found = [
        Colleague(
            row.id, row.login, row.name, frozenset(rights[row.id]),
            away[row.id].to_day if row.id in away else "", away[row.id].substitute_id if row.id in away else 0,
        )
        for row in staff_members.everyone(unit)
        if any(role in ALLOWED["review"] for role, _ in rights.get(row.id, ()))
    ]  # fmt: skip
    return {one.id: one for one in sorted(found, key=lambda one: (one.name, one.login))}


def of_duty(every: dict[int, Colleague], duty: str) -> list[Colleague]:
    return [one for one in every.values() if one.reviews(duty)]


def who_does(every: dict[int, Colleague], staff_id: int, duty: str) -> Colleague | None:
    """This member, or who stands in while they are away; None if neither may review the duty today, or both are away."""
    one = every.get(staff_id)
    if one is not None and one.away:
        one = every.get(one.stands_in)
    return one if one is not None and not one.away and one.reviews(duty) else None


def standing_in(installation: Installation, unit: Unit, staff_id: int) -> frozenset[int]:
    """For whom this member stands in today."""
    today = installation.clock.today().isoformat()
    rows = staff_absences.from_day_on(unit, today)
    return frozenset(row.staff_id for row in rows if row.from_day <= today and row.substitute_id == staff_id)


def name_for(row: StaffRow | None, instead: Collection[int]) -> str:
    """Of a handler, as whoever stands in for `instead` reads it; "" for nobody."""
    if row is None:
        return ""
    return f"{row.name}（不在。あなたが代わり）" if row.id in instead else row.name


def absences(installation: Installation, unit: Unit, among: Sequence[Colleague]) -> list[AbsenceRow]:
    """Of these, today's and later ones."""
    ids = {one.id for one in among}
    return [
        row for row in staff_absences.from_day_on(unit, installation.clock.today().isoformat()) if row.staff_id in ids
    ]


def share_duty(installation: Installation, member: Member, one: Colleague) -> bool:
    """Whoever is ill tells a colleague by telephone: who reviews the same may write it down."""
    return any(one.reviews(duty) for duty in member.duties("review", tuple(installation.city.duties)))


def note_absence(
    installation: Installation, unit: Unit, member: Member, staff_id: int, since: date, until: date, substitute_id: int
) -> None:
    """NotFound and NotAllowed unless all three review the same; the days are in order."""
    every = colleagues(installation, unit)
    away, substitute = every.get(staff_id), every.get(substitute_id)
    if away is None or substitute is None:
        raise NotFound("staff")
    if not (share_duty(installation, member, away) and share_duty(installation, member, substitute)):
        raise NotAllowed("absence")
    staff_absences.add(unit, staff_id, since.isoformat(), until.isoformat(), substitute_id)
    told = f"{away.login} {since}..{until} {substitute.login}"
    write_audit(installation, unit, member.actor, "note absence", detail=told)


def end_absence(installation: Installation, unit: Unit, member: Member, number: int) -> None:
    """They are back, or it was a mistake. NotFound."""
    every = colleagues(installation, unit)
    row = next((one for one in absences(installation, unit, list(every.values())) if one.id == number), None)
    if row is None or not share_duty(installation, member, every[row.staff_id]):
        raise NotFound("absence")
    staff_absences.remove(unit, number)
    write_audit(installation, unit, member.actor, "end absence", detail=f"{every[row.staff_id].login} {row.from_day}")
