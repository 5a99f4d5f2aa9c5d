"""Procedures that are new here, or changed not long ago."""

from dataclasses import dataclass
from datetime import date

from forms.procedure import Procedure
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.services.installation import Installation
from portal.store import definitions

_DAY = 86_400_000_000
LATELY = 60 * _DAY


@dataclass(frozen=True)
class Change:
    procedure: Procedure
    day: date
    new: bool


def find_changes(installation: Installation, unit: Unit) -> list[Change]:
    """The last first. What a service was begun with is not new, and better translations change nothing."""
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    told = definitions.told(unit)
    if not told:
        return []
    settled = min(first for _, first, _ in told) + _DAY
    since = max(settled, to_micro(installation.clock.now()) - LATELY)
    found = []
    for procedure, first, last in told:
        if procedure in offered and last >= since:
            found.append(Change(offered[procedure], tokyo_day(from_micro(last)), new=first == last))
    return sorted(found, key=lambda change: (-change.day.toordinal(), change.procedure.kana))
