"""Gives cases to a colleague (担当替え): one of them, or all of somebody's when people move, each with its own answer. Who is away gets
none: the one who stands in does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases import Case, open_case
from portal.services.colleagues import Colleague, colleagues, who_does
from portal.services.installation import Installation
from portal.services.own_case import is_kept_away
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications
from portal.store.applications import ApplicationRow

MOST = 200

# One word for everything that speaks against a person: told apart, it would tell colleagues whose family a case is about.
GIVEN, CANNOT, CHANGED = "given", "cannot", "changed"


@dataclass(frozen=True)
class Handed:
    """What became of one case; `to`: who has it now."""

    receipt_number: str
    result: str
    to: str = ""


def hand_case(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, staff_id: int
) -> Handed:
    """NotAllowed. The other ways in which it comes to nothing are `Handed.result`."""
    member.demand("review", case.row.duty)
    every = colleagues(installation, unit)
    return _hand(installation, unit, member, case, revision, every, staff_id)


def cases_of(installation: Installation, unit: Unit, member: Member, staff_id: int) -> list[ApplicationRow]:
    """The open ones that this colleague has, of the duties that `member` reviews: those that are due first, so many at once."""
    duties = member.duties("review", tuple(installation.city.duties))
    return applications.open_of(unit, staff_id, duties, MOST)


def hand_all(
    installation: Installation, unit: Unit, member: Member, from_id: int, seen: Mapping[str, int], to_id: int
) -> list[Handed]:
    """`seen`: receipt number and revision of each, as they were read. What was moved meanwhile stays where it is."""
    every, handed = colleagues(installation, unit), []
    theirs = {row.receipt_number: row for row in cases_of(installation, unit, member, from_id)}
    for number, revision in seen.items():
        row = theirs.get(number)
        if row is None:
            handed.append(Handed(number, CHANGED))
            continue
        case = open_case(installation, unit, row)
        handed.append(_hand(installation, unit, member, case, revision, every, to_id))
    return handed


def _hand(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, every: dict[int, Colleague],
    staff_id: int,
) -> Handed:  # fmt: skip
    row = case.row
    to = who_does(every, staff_id, row.duty)
    if to is None or is_kept_away(installation, unit, Member(to.id, to.login, to.name, to.rights, ""), case):
        return Handed(row.receipt_number, CANNOT)
    now = to_micro(installation.clock.now())
    if row.decided_at is not None or row.revision != revision or not applications.assign(unit, row, to.id, now):
        return Handed(row.receipt_number, CHANGED)
    before = every[row.assignee_id].login if row.assignee_id in every else ""
    write_audit(installation, unit, member.actor, "hand case", application_id=row.id, detail=f"{before} to {to.login}")
    return Handed(row.receipt_number, GIVEN, to.name)


def choices_for(every: dict[int, Colleague], duties: Sequence[str]) -> list[Colleague]:
    """Whoever reviews one of these."""
    return [one for one in every.values() if any(one.reviews(duty) for duty in duties)]
