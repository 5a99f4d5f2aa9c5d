"""Rights of staff: role × duty, as of today."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.clock import Clock
from portal.db import Unit
from portal.errors import NotAllowed, SignInNeeded
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import MACHINE, Actor
from portal.store.staff import staff_members

# What each role may do.
ALLOWED = {
    "enter": frozenset({"clerk", "reviewer"}),
    "see": frozenset({"clerk", "reviewer", "approver", "exporter", "auditor"}),
    "review": frozenset({"reviewer", "approver"}),
    "keep shelters": frozenset({"clerk", "reviewer"}),
    "count shelters": frozenset({"clerk", "reviewer", "approver", "auditor"}),
    "take fee": frozenset({"clerk", "reviewer", "approver"}),
    "invite": frozenset({"reviewer", "approver", "inviter"}),
    "import": frozenset({"reviewer", "approver"}),
    "keep list": frozenset({"reviewer", "approver"}),
    "export": frozenset({"exporter"}),
    "approve": frozenset({"approver"}),
    "hold hand-over": frozenset({"reviewer", "approver", "exporter"}),
    "see protected": frozenset({"protected"}),
    "protect": frozenset({"protected"}),
    "use number": frozenset({"my_number"}),
    "look up support code": frozenset({"clerk", "reviewer", "approver", "exporter", "auditor", "administrator"}),
    "see deliveries": frozenset({"clerk", "reviewer", "approver", "auditor"}),
    "deliver": frozenset({"clerk", "reviewer", "approver"}),
    "see book": frozenset({"clerk", "reviewer", "approver", "exporter", "auditor"}),
    "see disposals": frozenset({"reviewer", "approver", "auditor"}),
    "propose disposal": frozenset({"reviewer", "approver"}),
    "approve disposal": frozenset({"approver"}),
    "make procedures": frozenset({"author", "publisher"}),
    "write procedures": frozenset({"author"}),
    "publish procedures": frozenset({"publisher"}),
    "translate": frozenset({"translator"}),
    "administer": frozenset({"administrator"}),
    "audit": frozenset({"auditor"}),
    "verify audit": frozenset({"auditor", "administrator"}),
}


@dataclass(frozen=True)
class Member:
    id: int
    login: str
    name: str
    rights: frozenset[tuple[str, str]]
    place: str

    @property
    def actor(self) -> Actor:
        if self.login.startswith(MACHINE):
            return Actor("machine", self.login.removeprefix(MACHINE), self.name, self.place)
        return Actor("staff", self.login, self.name, self.place)

    def may(self, act: str, duty: str) -> bool:
        return any((role, duty) in self.rights or (role, "*") in self.rights for role in ALLOWED[act])

    def demand(self, act: str, duty: str) -> None:
        """Raises NotAllowed."""
        if not self.may(act, duty):
            raise NotAllowed(f"{act} {duty}")

    def duties(self, act: str, every: tuple[str, ...]) -> tuple[str, ...]:
        held = {duty for role, duty in self.rights if role in ALLOWED[act]}
        return every if "*" in held else tuple(duty for duty in every if duty in held)

    def demand_duties(self, act: str, every: Iterable[str]) -> tuple[str, ...]:
        # Raises NotAllowed without any.
        duties = self.duties(act, tuple(every))
        if not duties:
            raise NotAllowed(act)
        return duties


def member_of(clock: Clock, unit: Unit, session: Session, place: str) -> Member:
    """Raises SignInNeeded if disabled or expired."""
    return member_by_id(clock, unit, session.staff_id, place)


def member_by_id(clock: Clock, unit: Unit, staff_id: int | None, place: str) -> Member:
    """Raises SignInNeeded as `member_of`."""
    row = staff_members.by_id(unit, staff_id) if staff_id is not None else None
    today = clock.today().isoformat()
    if row is None or row.shut_out(today):
        raise SignInNeeded("staff")
    rights = staff_members.rights(unit, row.id, today)
    return Member(row.id, row.login, row.name, frozenset((right.role, right.duty) for right in rights), place)
