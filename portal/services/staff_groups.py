"""`staff_groups.yaml` of the city's folder: which rights the groups of its own directory give, from a day to a day."""

import re
from collections.abc import Iterable, Set
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from forms.city import City
from forms.complaints import Complaint, Refused
from forms.dated import Dated, Words
from forms.reading import Fault, Sheet, read_sheet
from portal.services.add_staff import ROLES
from portal.store.staff_members import RightRow

FILE = "staff_groups.yaml"
_RIGHT = re.compile(r"([a-z_]+):(\*|[a-z][a-z0-9-]*)")


class Group(Dated):
    """`group` as the directory names it, to the letter; `rights` as ROLE:DUTY, duty * is every one. Both days included."""

    group: Words
    rights: Annotated[tuple[Annotated[str, StringConstraints(max_length=100)], ...], Field(min_length=1)]

    def pairs(self) -> Iterable[tuple[str, str]]:
        """(role, duty)."""
        for right in self.rights:
            role, _, duty = right.partition(":")
            yield role, duty


class StaffGroups(Sheet):
    """The whole file. A group may stand in several rows, with other days."""

    groups: tuple[Group, ...] = ()

    def faults(self) -> Iterable[Fault]:
        for number, group in enumerate(self.groups):
            if group.to is not None and group.to < group.from_:
                yield ("groups", number, "to"), f"ends before it begins on {group.from_}: exchange the two days"
            for place, right in enumerate(group.rights):
                found = _RIGHT.fullmatch(right)
                if found is None or found[1] not in ROLES:
                    yield ("groups", number, "rights", place), f"write ROLE:DUTY with a role of {', '.join(ROLES)}"

    def rights(self, of: Set[str]) -> list[RightRow]:
        """What members of these groups may, each with its days; nothing twice."""
        rows = [
            RightRow(role, duty, group.from_.isoformat(), group.to.isoformat() if group.to else None)
            for group in self.groups
            if group.group in of
            for role, duty in group.pairs()
        ]
        return list(dict.fromkeys(rows))


def read_staff_groups(folder: Path) -> StaffGroups:
    """Of a city's folder; without a file no group gives a right. Refused with every fault. Read again when it changed."""
    path = folder / FILE
    return read_sheet(path, StaffGroups) if path.exists() else StaffGroups()


def check_staff_groups(folder: Path, city: City) -> None:
    """Refused where the file has a fault, or names a duty that no office of the city holds."""
    unknown = {
        duty
        for group in read_staff_groups(folder).groups
        for _, duty in group.pairs()
        if duty not in ("*", *city.duties)
    }
    if unknown:
        text = f"no office of {city.name} holds {', '.join(sorted(unknown))}; the duties are {', '.join(city.duties)}"
        raise Refused([Complaint(str(folder / FILE), 1, 1, "city.duty", text)])
