"""Asks the register each day who lives with those of the staff who told their birthday, so that nobody decides on somebody who moved in
with them."""

from portal.clock import to_micro
from portal.services.installation import Installation
from portal.services.own_family import SELF, ask_household, family_of
from portal.store import staff_relations

_A_DAY = 24 * 3_600_000_000
_AT_ONCE = 50


def ask_households(installation: Installation) -> int:
    """How many were asked about. A register that is away is asked again in the next round."""
    if installation.register is None:
        return 0
    with installation.database.read() as unit:
        due = staff_relations.to_ask(unit, to_micro(installation.clock.now()) - _A_DAY, _AT_ONCE)
        people = [one for row in due for one in family_of(installation, unit, row.staff_id) if one.row.basis == SELF]
    return sum(ask_household(installation, own) for own in people)
