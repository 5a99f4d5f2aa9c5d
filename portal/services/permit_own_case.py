"""A second person lets a colleague act on a case which the guard keeps them from: for a day, with a reason, told to the auditor. Whoever
else reviews it may be ill, and a namesake is no relative."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.cases import Case
from portal.services.colleagues import Colleague, colleagues, of_duty
from portal.services.installation import Installation
from portal.services.one_form import demand_form
from portal.services.own_case import demand_not_own
from portal.services.rights import Member
from portal.services.tell_inside import tell_inside
from portal.services.write_audit import write_audit
from portal.store import own_case_permits, staff_members
from portal.store.own_case_permits import OwnCasePermitRow

MOST_REASON = 300
_A_DAY = 24 * 3_600_000_000


@dataclass(frozen=True)
class Permit:
    to: str
    by: str
    since: datetime
    until: datetime
    reason: str
    over: bool


def may_be_let(installation: Installation, unit: Unit, member: Member, case: Case) -> list[Colleague]:
    """Everybody else who reviews the duty, kept away or not: the list tells nobody whose family it is."""
    return [one for one in of_duty(colleagues(installation, unit), case.row.duty) if one.id != member.id]


def read_permit(
    installation: Installation, unit: Unit, member: Member, case: Case, to: str, reason: str
) -> dict[str, str]:
    """What is wrong with it: box → key."""
    wrong = {}
    if to not in {str(one.id) for one in may_be_let(installation, unit, member, case)}:
        wrong["to"] = "nobody"
    if not reason.strip() or len(reason) > MOST_REASON:
        wrong["reason"] = "no_reason"
    return wrong


def permit_own_case(
    installation: Installation, unit: Unit, member: Member, case: Case, to: int, reason: str, once: str
) -> None:
    """As `read_permit` found nothing wrong with. Once for each form. NotAllowed, also for oneself; OwnCase for who is kept from it
    themselves, or acts on it because somebody let them."""
    member.demand("review", case.row.duty)
    if to == member.id:
        raise NotAllowed("permit oneself")
    demand_not_own(installation, unit, member, case, permitted=False)
    demand_form(once)
    row = staff_members.by_id(unit, to)
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"permit:{once}", reason.strip())
    permit = OwnCasePermitRow(case.row.id, once, to, member.id, now, now + _A_DAY, sealed)
    if row is None or not own_case_permits.add(unit, permit):
        return
    tell_inside(unit, member.actor, case, "permit", row.name, now)
    write_audit(installation, unit, member.actor, "permit own case", application_id=case.row.id, detail=row.login)


def permits_of(installation: Installation, unit: Unit, case: Case) -> tuple[Permit, ...]:
    """The newest first."""
    now = to_micro(installation.clock.now())
    return tuple(
        Permit(
            _name(unit, row.staff_id), _name(unit, row.given_by), from_micro(row.given_at), from_micro(row.until),
            str(case.sealer.open(f"permit:{row.once}", row.sealed_reason)), row.until <= now,
        )
        for row in own_case_permits.of(unit, case.row.id)
    )  # fmt: skip


def _name(unit: Unit, staff_id: int) -> str:
    row = staff_members.by_id(unit, staff_id)
    return row.name if row else ""
