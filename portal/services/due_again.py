"""Whether something goes to the other zone once more: it is another than was sent, was lost on the way, or nothing was heard of it for
too long."""

from portal.db import Unit
from portal.services.installation import Installation
from portal.store import courier
from portal.store.courier import LOST, OUT, CaseRow
from portal.store.courier_items import ItemRow

_HOUR = 3_600_000_000


def is_due(
    installation: Installation, unit: Unit, row: CaseRow | ItemRow, mark: str, started: int, again: bool
) -> bool:
    """`mark`: of what there is now; `started`: when this package was begun (microseconds); `again`: whoever packs asks for all that
    the other side does not have."""
    if row.sent_mark != mark:
        return True
    if row.there_step >= row.sent_step:
        return False
    if again or started - row.sent_at >= installation.settings.courier_repeat_hours * _HOUR:
        return True
    return any(one.act == LOST for one in courier.steps_of(unit, OUT, row.sent_in))
