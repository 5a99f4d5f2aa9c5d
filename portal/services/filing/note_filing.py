"""Minutes and 書かない率 of what was filed here, unlinked to the application."""

from portal.db import Unit
from portal.services.filing.arrival import Arrived
from portal.services.filing.prefilled_share import count_boxes
from portal.services.filing.visit_facts import NOTHING_KNOWN
from portal.services.shared.codes import new_token
from portal.services.shared.needs import Basics
from portal.store.desk import procedure_figures
from portal.store.desk.procedure_figures import FilingFigureRow

_MINUTE = 60_000_000
SITTING = 180  # minutes; a draft that lay for longer tells nothing about the work
_ELSEWHERE = frozenset({"package", "imported"})


def filed_here(arrived: Arrived) -> bool:
    """Neither from マイナポータル nor from the other zone, whose times are not known."""
    return not arrived.filing.number and arrived.filing.arrival.basis not in _ELSEWHERE


def note_filing(installation: Basics, unit: Unit, arrived: Arrived) -> None:
    draft = arrived.draft
    minutes = (arrived.now - draft.row.made_at) // _MINUTE
    filled = count_boxes(installation.settings, [(draft, arrived.path)], NOTHING_KNOWN)
    procedure_figures.add_filing(
        unit,
        FilingFigureRow(
            new_token(), arrived.day.isoformat(), draft.procedure.duty, draft.procedure.id, draft.row.door,
            minutes if 0 <= minutes <= SITTING else None, filled.boxes, filled.unkeyed,
        ),
    )  # fmt: skip
