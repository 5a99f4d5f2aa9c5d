"""Who of the staff may do what: role × duty, in force today."""

from dataclasses import dataclass

from portal.db import Unit
from portal.errors import NotAllowed, SignInNeeded
from portal.services.actor import MACHINE, Actor
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.store import staff_members

# What each role may do. A later part adds rows, not code.
ALLOWED = {
    "enter": frozenset({"clerk", "reviewer"}),
    "see": frozenset({"clerk", "reviewer", "approver", "exporter", "auditor"}),
    "review": frozenset({"reviewer", "approver"}),
    "take fee": frozenset({"clerk", "reviewer", "approver"}),
    "invite": frozenset({"reviewer", "approver", "inviter"}),
    "import": frozenset({"reviewer", "approver"}),
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
    "administer": frozenset({"administrator"}),
    "audit": frozenset({"auditor"}),
    "verify audit": frozenset({"auditor", "administrator"}),
}


@dataclass(frozen=True)
class Member:
    """The signed-in member of staff with the rights of today, as (role, duty) pairs."""

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
        return any(role in ALLOWED[act] and held in ("*", duty) for role, held in self.rights)

    def demand(self, act: str, duty: str) -> None:
        """NotAllowed unless one of today's rights covers it."""
        if not self.may(act, duty):
            raise NotAllowed(f"{act} {duty}")

    def duties(self, act: str, every: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the city's duties for which this member may do it."""
        return tuple(duty for duty in every if self.may(act, duty))


def member_of(installation: Installation, unit: Unit, session: Session, place: str) -> Member:
    """SignInNeeded if the person behind the session was disabled meanwhile, or came until yesterday."""
    row = staff_members.by_id(unit, session.staff_id) if session.staff_id is not None else None
    today = installation.clock.today().isoformat()
    if row is None or row.shut_out(today):
        raise SignInNeeded("staff")
    rights = staff_members.rights(unit, row.id, today)
    return Member(row.id, row.login, row.name, frozenset((right.role, right.duty) for right in rights), place)
