"""Access rules, declared with each route (`docs/access.md`)."""

from dataclasses import dataclass
from typing import Literal, get_args

from portal.errors import NotAllowed
from portal.services.shared.rights import Member

Who = Literal["anyone", "procedure decides", "signed in", "owner", "staff", "machine", "system"]
Role = Literal[
    "clerk",
    "reviewer",
    "approver",
    "exporter",
    "inviter",
    "author",
    "publisher",
    "translator",
    "administrator",
    "auditor",
    "protected",
    "my_number",
]
# The duty in which the right is needed: that of the object in the path (case, draft, batch …), or any.
Duty = Literal["named", "any"]


@dataclass(frozen=True)
class Access:
    who: Who
    roles: tuple[Role, ...] = ()  # one is enough, none means all staff
    beside: Role | None = None  # also required; `duty` None: `named` if the path has a variable
    duty: Duty | None = None
    scope: str = ""

    def admits(self, roles: frozenset[str]) -> bool:
        if self.who != "staff" or (self.beside is not None and self.beside not in roles):
            return False
        return not self.roles or not roles.isdisjoint(self.roles)

    def demand(self, member: Member) -> None:
        if not self.admits(frozenset(role for role, _ in member.rights)):
            raise NotAllowed("page")


def anyone() -> Access:
    """Also visitors with a code, and paired devices."""
    return Access("anyone")


def procedure_decides() -> Access:
    return Access("procedure decides")


def signed_in() -> Access:
    return Access("signed in")


def owner() -> Access:
    return Access("owner")


def staff(*roles: Role, beside: Role | None = None, duty: Duty | None = None) -> Access:
    """Raises TypeError for unknown or no roles: see `any_staff`."""
    if not roles or not {*roles, *([beside] if beside else [])} <= set(get_args(Role)):
        raise TypeError(f"roles: {roles} {beside}")
    return Access("staff", roles, beside, duty)


def any_staff() -> Access:
    return Access("staff", duty="any")


def machine(scope: str) -> Access:
    return Access("machine", scope=scope)


def system() -> Access:
    return Access("system")
