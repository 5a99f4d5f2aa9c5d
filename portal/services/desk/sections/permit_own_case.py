"""A permit for a day: other reviewers may be absent, or the match only a namesake."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clock import Clock, from_micro, to_micro
from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import add_inside_event
from portal.services.cases.own_case import NAME, demand_not_own, is_kept_away, why_own
from portal.services.shared.form_mark import demand_form
from portal.services.shared.needs import HasPayments, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.colleagues import Colleague, colleagues, of_duty
from portal.services.staff.words import name_of_staff
from portal.store.desk import own_case_permits
from portal.store.desk.own_case_permits import OwnCasePermitRow
from portal.store.staff import staff_members

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


def colleagues_to_permit(clock: Clock, unit: Unit, member: Member, case: Case) -> list[Colleague]:
    """Includes those kept away: the list must not disclose a family."""
    return [colleague for colleague in of_duty(colleagues(clock, unit), case.row.duty) if colleague.id != member.id]


def read_permit(clock: Clock, unit: Unit, member: Member, case: Case, to: str, reason: str) -> dict[str, str]:
    """Returns mistakes: box → key."""
    mistakes = {}
    if to not in {str(colleague.id) for colleague in colleagues_to_permit(clock, unit, member, case)}:
        mistakes["to"] = "nobody"
    if not reason.strip() or len(reason) > MOST_REASON:
        mistakes["reason"] = "no_reason"
    return mistakes


def permit_own_case(
    installation: HasPayments, unit: Unit, member: Member, case: Case, to: int, reason: str, once: str
) -> None:
    """Raises NotAllowed, also for oneself; OwnCase for members kept away, even if permitted."""
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
    add_inside_event(unit, member.actor, case, "permit", row.name, now)
    write_audit(installation, unit, member.actor, "permit own case", application_id=case.row.id, detail=row.login)


def permits_of(clock: Clock, unit: Unit, case: Case) -> tuple[Permit, ...]:
    now = to_micro(clock.now())
    return tuple(
        Permit(
            name_of_staff(unit, row.staff_id), name_of_staff(unit, row.given_by), from_micro(row.given_at), from_micro(row.until),
            str(case.sealer.open(f"permit:{row.once}", row.sealed_reason)), row.until <= now,
        )
        for row in own_case_permits.of(unit, case.row.id)
    )  # fmt: skip


def own_case_panel(installation: Records, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    why = why_own(installation, unit, member, case)
    return {
        "own": bool(why) and is_kept_away(installation, unit, member, case),
        "own_why": "あなたと同じ氏名の人" if why == NAME else "あなたの家族かもしれない人",
        "permits": permits_of(installation.clock, unit, case),
    }
