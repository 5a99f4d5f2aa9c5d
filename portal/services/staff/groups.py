"""`staff_groups.yaml`: rights by directory group."""

import re
from collections.abc import Iterable, Set
from typing import Annotated

from pydantic import Field, StringConstraints

from forms.city.city import City
from forms.city.dated import Dated, Words
from forms.complaints import Complaint
from forms.text.reading import Fault, Sheet, read_again
from portal.services.staff.add_staff import ROLES
from portal.store.staff.staff_members import RightRow

FILE = "staff_groups.yaml"
_RIGHT = re.compile(r"([a-z_]+):(\*|[a-z][a-z0-9-]*)")


class Group(Dated):
    """`rights`: ROLE:DUTY, * is every duty."""

    group: Words
    rights: Annotated[tuple[Annotated[str, StringConstraints(max_length=100)], ...], Field(min_length=1)]

    def pairs(self) -> Iterable[tuple[str, str]]:
        for right in self.rights:
            role, _, duty = right.partition(":")
            yield role, duty


class StaffGroups(Sheet):
    groups: tuple[Group, ...] = ()

    def faults(self) -> Iterable[Fault]:
        for number, group in enumerate(self.groups):
            if group.to is not None and group.to < group.from_:
                yield ("groups", number, "to"), f"ends before it begins on {group.from_}: exchange the two days"
            for place, right in enumerate(group.rights):
                match = _RIGHT.fullmatch(right)
                if match is None or match[1] not in ROLES:
                    yield ("groups", number, "rights", place), f"write ROLE:DUTY with a role of {', '.join(ROLES)}"

    def rights(self, of: Set[str]) -> list[RightRow]:
        rows = [
            RightRow(role, duty, group.from_.isoformat(), group.to.isoformat() if group.to else None)
            for group in self.groups
            if group.group in of
            for role, duty in group.pairs()
        ]
        return list(dict.fromkeys(rows))


def read_staff_groups(city: City) -> StaffGroups:
    """Raises Refused."""
    return read_again(city.folder / FILE, city.laid, StaffGroups)


def unfit_groups(city: City) -> list[Complaint]:
    """Raises Refused if the file has a fault."""
    return [
        city.complaint_at(FILE, ("groups", number), "city.duty", f"no office of {city.name} holds {duty}; the duties are {', '.join(city.duties)}")
        for number, group in enumerate(read_staff_groups(city).groups)
        for _, duty in group.pairs()
        if duty not in ("*", *city.duties)
    ]  # fmt: skip
