"""Two administrators for whatever lets somebody do more: one proposes, another one confirms, and neither gains by it. Less may
be done by one alone (`end_right`), at once: who has to take a right away has no time to look for a colleague."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.actor import Actor
from portal.services.add_staff import Credentials, add_staff, reset_staff
from portal.services.end_right import demand_administrator_left
from portal.services.installation import Installation
from portal.services.plan_moves import TEMPORARY, Line, Plan, mark_of, plan_moves
from portal.services.rights import Member
from portal.services.temporary_staff import hold_to_disaster
from portal.services.write_audit import write_audit
from portal.store import staff_members, staff_proposals, staff_rights, staff_sections
from portal.store.staff_proposals import CONFIRMED, OPEN, WITHDRAWN, ProposalRow


@dataclass(frozen=True)
class Proposal:
    """`plans`: what it would change if it were confirmed now."""

    row: ProposalRow
    lines: tuple[Line, ...]
    plans: tuple[Plan, ...]

    @property
    def mark(self) -> str:
        return mark_of(self.plans)

    @property
    def waits(self) -> bool:
        return self.row.state == OPEN


def propose(installation: Installation, unit: Unit, member: Member, kind: str, lines: Sequence[Line]) -> int:
    """Its number; while it waits, the same again leads to it. NotAllowed for duties that are not theirs to administer."""
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
    """NotFound."""
    row = staff_proposals.by_id(unit, number)
    if row is None:
        raise NotFound("proposal")
    lines = tuple(Line(**line) for line in json.loads(row.lines))
    return Proposal(row, lines, tuple(plan_moves(unit, row.kind, lines)))


def may_confirm(member: Member, one: Proposal) -> bool:
    """Neither who wants it, nor who gains by it, and who may administer all that it touches."""
    gains = {plan.login for plan in one.plans if plan.raises}
    mine = all(member.may("administer", duty) for plan in one.plans for duty in plan.duties)
    return mine and member.login != one.row.proposed_by and member.login not in gains


def confirm(installation: Installation, unit: Unit, member: Member, number: int, mark: str) -> list[Credentials]:
    """Carried out whole, or not at all; new passwords, once. NotAllowed; Conflict if it was settled, or would do something else
    than `mark` says."""
    one = proposal(unit, number)
    if not may_confirm(member, one):
        raise NotAllowed("confirm")
    now = to_micro(installation.clock.now())
    if mark != one.mark or not staff_proposals.settle(unit, number, CONFIRMED, member.login, now):
        raise Conflict("proposal")
    given = carry_out(installation, unit, member.actor, one.plans)
    if one.row.kind == TEMPORARY:
        hold_to_disaster(installation, unit, one.plans)
    write_audit(
        installation, unit, member.actor, "confirm change of staff", detail=f"{number} of {one.row.proposed_by}"
    )
    return given


def withdraw(installation: Installation, unit: Unit, member: Member, number: int) -> None:
    """By any administrator of what it touches; Conflict if it was settled."""
    demand_duties(member, proposal(unit, number).plans)
    if not staff_proposals.settle(unit, number, WITHDRAWN, member.login, to_micro(installation.clock.now())):
        raise Conflict("proposal")
    write_audit(installation, unit, member.actor, "withdraw change of staff", detail=str(number))


def demand_duties(member: Member, plans: Iterable[Plan]) -> None:
    for plan in plans:
        for duty in plan.duties:
            member.demand("administer", duty)


def carry_out(installation: Installation, unit: Unit, actor: Actor, plans: Sequence[Plan]) -> list[Credentials]:
    """LastAdministrator if nobody would be left who can give rights."""
    given = [made for plan in plans for made in _person(installation, unit, actor, plan)]
    demand_administrator_left(installation, unit, [plan.from_day for plan in plans])
    return given


def _person(installation: Installation, unit: Unit, actor: Actor, plan: Plan) -> Iterable[Credentials]:
    if plan.new:
        yield add_staff(installation, unit, actor, plan.login, plan.name, secrets.token_urlsafe(15), [])
    if plan.reset:
        yield reset_staff(installation, unit, actor, plan.login, secrets.token_urlsafe(15))
    row = staff_members.by_login(unit, plan.login)
    if row is None:
        raise NotFound("staff")
    if plan.section:
        staff_sections.move(unit, row.id, plan.section, plan.from_day)
        write_audit(installation, unit, actor, "move staff", detail=f"{plan.login} {plan.section} from {plan.from_day}")
    for right in plan.begins:
        staff_members.grant(unit, row.id, right)
        told = f"{plan.login} {right.role}:{right.duty} {right.from_day}..{right.to_day or ''}"
        write_audit(installation, unit, actor, "give right", detail=told)
    for held, to_day in (*plan.lasts, *plan.ends):
        if to_day == "":
            staff_rights.remove(unit, [held.id])
        else:
            staff_rights.last_day(unit, held.id, to_day)
        told = f"{plan.login} {held.role}:{held.duty} {held.from_day}..{to_day or ''}"
        write_audit(installation, unit, actor, "change right", detail=told)
