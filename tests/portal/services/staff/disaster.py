"""An active disaster mode."""

from dataclasses import replace

from portal.db import Unit
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.declare_disaster import Declared, ask_for_disaster, confirm_disaster
from portal.store.staff import disasters
from portal.store.staff.disasters import DisasterRow

PROCEDURE, DUTY = "risai-shomei", "disaster-certificates"
RAIN = Declared(PROCEDURE, "見本の大雨", "港町で床上浸水", "2026-11-20", "2026-12-20")


def switch_on(
    installation: Installation, unit: Unit, kanri: Member, jinji: Member, last: str = RAIN.to_day
) -> DisasterRow:
    number = ask_for_disaster(installation, unit, kanri, replace(RAIN, to_day=last))
    confirm_disaster(installation, unit, jinji, number)
    row = disasters.by_id(unit, number)
    assert row is not None
    return row
