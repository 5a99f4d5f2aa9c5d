"""Sees its section's cases only."""

from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address, ip_network

from portal.errors import Problem
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import MACHINE, Actor
from portal.store.machines.api_clients import ClientRow

BY_API = "api:"  # no layout id contains a colon


@dataclass(frozen=True)
class Machine:
    row: ClientRow
    scopes: frozenset[str]
    place: str

    @property
    def actor(self) -> Actor:
        return Actor("machine", self.row.id, self.row.name, self.place)

    @property
    def target(self) -> str:
        return f"{BY_API}{self.row.id}"

    @cached_property
    def duties(self) -> tuple[str, ...]:
        return tuple(self.row.duties.split())

    def demand(self, scope: str) -> None:
        if scope not in self.scopes:
            raise Problem("insufficient_scope")

    def covers(self, duty: str, procedure: str) -> bool:
        named = self.row.procedures.split()
        return duty in self.duties and (not named or procedure in named)

    @property
    def member(self) -> Member:
        """For outcomes of its duties only."""
        rights = frozenset(("reviewer", duty) for duty in self.duties)
        return Member(self.row.staff_id or 0, f"{MACHINE}{self.row.id}", self.row.name, rights, self.place)


def is_from(row: ClientRow, place: str) -> bool:
    if not row.places:
        return True
    try:
        address = ip_address(place)
    except ValueError:
        return False
    return any(address in ip_network(network) for network in row.places.split())
