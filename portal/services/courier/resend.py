"""Whether to send again."""

from portal.config import Settings
from portal.db import Unit
from portal.store.courier import courier
from portal.store.courier.courier import LOST, OUT, CaseRow
from portal.store.courier.courier_items import ItemRow

_HOUR = 3_600_000_000


def is_due(settings: Settings, unit: Unit, row: CaseRow | ItemRow, mark: str, started: int, again: bool) -> bool:
    """`again`: also what is on its way."""
    if row.sent_mark != mark:
        return True
    if row.there_step >= row.sent_step:
        return False
    if again or started - row.sent_at >= settings.courier_repeat_hours * _HOUR:
        return True
    return any(step.act == LOST for step in courier.steps_of(unit, OUT, row.sent_in))
