from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Procedure
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.store.procedures import definitions

_DAY = 86_400_000_000
LATELY = 60 * _DAY


@dataclass(frozen=True)
class Change:
    procedure: Procedure
    day: date
    new: bool


def find_changes(installation: Basics, unit: Unit) -> list[Change]:
    """Latest first. Initial procedures and translations are no changes."""
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    published = definitions.publication_times(unit)
    if not published:
        return []
    settled = min(first for _, first, _ in published) + _DAY
    since = max(settled, to_micro(installation.clock.now()) - LATELY)
    changes = []
    for procedure, first, last in published:
        if procedure in offered and last >= since:
            changes.append(Change(offered[procedure], tokyo_day(from_micro(last)), new=first == last))
    return sorted(changes, key=lambda change: (-change.day.toordinal(), change.procedure.kana))
