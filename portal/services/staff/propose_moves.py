"""Granting needs two administrators, neither of whom gains; removing (`end_right`) one."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.staff.add_staff import Credentials, add_staff, reset_staff
from portal.services.staff.end_right import demand_administrator_left
from portal.services.staff.plan_moves import TEMPORARY, Line, Plan, mark_of, plan_moves
from portal.services.staff.temporary_staff import hold_to_disaster
from portal.store.staff import staff_members, staff_proposals, staff_rights, staff_sections
from portal.store.staff.staff_proposals import CONFIRMED, OPEN, WITHDRAWN, ProposalRow


@dataclass(frozen=True)
class Proposal:
    row: ProposalRow
    lines: tuple[Line, ...]
    plans: tuple[Plan, ...]

    @property
    def mark(self) -> str:
        return mark_of(self.plans)

    @property
    def waits(self) -> bool:
        return self.row.state == OPEN


def propose(installation: Basics, unit: Unit, member: Member, kind: str, lines: Sequence[Line]) -> int:
    """Repeating returns the same number. Raises NotAllowed."""
    demand_duties(member, plan_moves(unit, kind, lines))
    written = json.dumps([asdict(line) for line in lines], ensure_ascii=False)
    digest = hashlib.sha256(f"{kind} {written}".encode()).digest()
    now = to_micro(installation.clock.now())
    number = staff_proposals.add(unit, kind=kind, lines=written, digest=digest, by=member.login, now=now)
    write_audit(
        installation, unit, member.actor, "propose change of staff", detail=f"{number} {kind} {len(lines)} lines"
    )
    return number


def proposal(unit: Unit, number: int) -> Proposal:
    """Raises NotFound."""
    row = required(staff_proposals.by_id(unit, number), NotFound("proposal"))
    lines = tuple(Line(**line) for line in json.loads(row.lines))
    return Proposal(row, lines, tuple(plan_moves(unit, row.kind, lines)))


def may_confirm(member: Member, pending: Proposal) -> bool:
    """Neither proposer nor beneficiary."""
    gains = {plan.login for plan in pending.plans if plan.raises}
    mine = all(member.may("administer", duty) for plan in pending.plans for duty in plan.duties)
    return mine and member.login != pending.row.proposed_by and member.login not in gains


def confirm(installation: Records, unit: Unit, member: Member, number: int, mark: str) -> list[Credentials]:
    """All or nothing; new credentials are returned once. Raises NotAllowed; Conflict if settled, or the effect
    differs from `mark`."""
    pending = proposal(unit, number)
    if not may_confirm(member, pending):
        raise NotAllowed("confirm")
    now = to_micro(installation.clock.now())
    if mark != pending.mark or not staff_proposals.settle(unit, number, CONFIRMED, member.login, now):
        raise Conflict("proposal")
    given = carry_out(installation, unit, member.actor, pending.plans)
    if pending.row.kind == TEMPORARY:
        hold_to_disaster(installation.catalogue, unit, pending.plans)
    write_audit(
        installation, unit, member.actor, "confirm change of staff", detail=f"{number} of {pending.row.proposed_by}"
    )
    return given


def withdraw(installation: Basics, unit: Unit, member: Member, number: int) -> None:
    """Raises NotAllowed; Conflict if settled."""
    demand_duties(member, proposal(unit, number).plans)
    if not staff_proposals.settle(unit, number, WITHDRAWN, member.login, to_micro(installation.clock.now())):
        raise Conflict("proposal")
    write_audit(installation, unit, member.actor, "withdraw change of staff", detail=str(number))


def demand_duties(member: Member, plans: Iterable[Plan]) -> None:
    for plan in plans:
        for duty in plan.duties:
            member.demand("administer", duty)


def carry_out(installation: Records, unit: Unit, actor: Actor, plans: Sequence[Plan]) -> list[Credentials]:
    """Raises LastAdministrator."""
    given = [made for plan in plans for made in _person(installation, unit, actor, plan)]
    demand_administrator_left(installation.clock, unit, [plan.from_day for plan in plans])
    return given


def _person(installation: Records, unit: Unit, actor: Actor, plan: Plan) -> Iterable[Credentials]:
    if plan.new:
        yield add_staff(installation, unit, actor, plan.login, plan.name, secrets.token_urlsafe(15), [])
    if plan.reset:
        yield reset_staff(installation, unit, actor, plan.login, secrets.token_urlsafe(15))
    row = required(staff_members.by_login(unit, plan.login), NotFound("staff"))
    if plan.section:
        staff_sections.move(unit, row.id, plan.section, plan.from_day)
        write_audit(installation, unit, actor, "move staff", detail=f"{plan.login} {plan.section} from {plan.from_day}")
    for right in plan.begins:
        staff_members.grant(unit, row.id, right)
        detail = f"{plan.login} {right.role}:{right.duty} {right.from_day}..{right.to_day or ''}"
        write_audit(installation, unit, actor, "give right", detail=detail)
    for held, to_day in (*plan.lasts, *plan.ends):
        if to_day == "":
            staff_rights.remove(unit, [held.id])
        else:
            staff_rights.last_day(unit, held.id, to_day)
        detail = f"{plan.login} {held.role}:{held.duty} {held.from_day}..{to_day or ''}"
        write_audit(installation, unit, actor, "change right", detail=detail)
