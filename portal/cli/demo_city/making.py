from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from forms.complaints import Refused
from integrations.imports.loading import load_mapping
from integrations.imports.mapping import FileMapping
from portal.db import Unit
from portal.errors import Conflict
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.demo_people import DEMO_STAFF
from portal.store.staff import staff_members

PLACE = "127.0.0.1"


class MovedClock:
    """Seconds since 1970, for `Clock`; stays where it was set."""

    def __init__(self, start: datetime) -> None:
        self._seconds = start.timestamp()

    def __call__(self) -> float:
        return self._seconds

    def set(self, moment: datetime) -> None:
        self._seconds = moment.timestamp()


@dataclass(frozen=True)
class Making:
    installation: Installation
    moved: MovedClock  # the clock of `installation`
    staff: Mapping[str, Member]  # by login

    @cached_property
    def mappings(self) -> Mapping[str, FileMapping]:
        """Of forms that also come from マイナポータル."""
        catalogue = {procedure.id: procedure for procedure in self.installation.catalogue.all()}
        fitting: dict[str, FileMapping] = {}
        for path in sorted(self.installation.settings.mappings.glob("*.yaml")):
            with suppress(Refused):  # of a procedure that this demo does not offer
                mapping = load_mapping(path, catalogue.get)
                fitting[mapping.procedure] = mapping
        return fitting

    def reviewer(self, duty: str) -> Member:
        """With the fewest duties: sections work on their own cases."""
        return _narrowest(
            member for member in self.staff.values() if member.may("review", duty) and not _beside(member)
        )

    def clerk(self, duty: str) -> Member:
        """At the general counter."""
        return next(member for member in self.staff.values() if _counters(member) and member.may("enter", duty))

    def approver(self, duty: str) -> Member:
        return _narrowest(member for member in self.staff.values() if member.may("approve", duty))


def _beside(member: Member) -> bool:
    return any(role in ("approver", "protected") for role, _ in member.rights)


def _counters(member: Member) -> bool:
    return ("clerk", "*") in member.rights and ("reviewer", "*") not in member.rights


def _narrowest(members: Iterable[Member]) -> Member:
    return min(members, key=lambda member: (any(duty == "*" for _, duty in member.rights), member.id))


def demo_staff(installation: Installation, unit: Unit) -> Mapping[str, Member]:
    """Raises Conflict in production."""
    if installation.settings.env == "production":
        raise Conflict("demo city")
    rows = {person.login: staff_members.by_login(unit, person.login) for person in DEMO_STAFF}
    rights = {person.login: frozenset(person.rights) for person in DEMO_STAFF}
    return {
        login: Member(row.id, login, row.name, rights[login], PLACE) for login, row in rows.items() if row is not None
    }
