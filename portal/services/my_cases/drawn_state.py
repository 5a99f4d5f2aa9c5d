from dataclasses import dataclass

from forms.definition.kind import EXAMINING, RECEIVED, RETURNED, SCREENING
from portal.services.bookings.describe_drawing import ENDED, NEXT, WON, DrawingStatus
from portal.services.cases.cases import Case

_OPEN = (RECEIVED, SCREENING, RETURNED, EXAMINING)


@dataclass(frozen=True)
class DrawnState:
    """`keys` are messages of one state, in their order; they take `label`, `number` and `until`."""

    keys: tuple[str, ...]
    tone: str
    label: str = ""
    number: int = 0
    until: str = ""  # ISO


def drawn_state(case: Case, lots: DrawingStatus | None) -> DrawnState | None:
    """None: the state of the case says it, as before the drawing and after the section's result."""
    if lots is None or lots.standing not in (WON, NEXT, ENDED):
        return None
    # Both, whatever the section wrote: the time goes to the next applicant.
    if lots.book_by is not None:
        then = "drawing.own.counter" if lots.inside else "drawing.own.book"
        return DrawnState((_won(lots), then), "act", lots.label, until=lots.book_by.isoformat())
    if lots.passed:
        return DrawnState(("drawing.own.passed", "state.nothing"), "no")
    if case.row.state not in _OPEN:
        return None
    if lots.standing == ENDED:
        return DrawnState(("drawing.own.ended", "state.nothing"), "no")
    if lots.booked:
        return DrawnState((_won(lots), "drawing.own.booked", "state.nothing"), "ok", lots.label)
    if lots.over:
        return DrawnState(("drawing.own.over", "state.nothing"), "no")
    if lots.standing == NEXT:
        keys = ("drawing.own.next", "drawing.own.later", "state.nothing")
        return DrawnState(keys, "wait", number=lots.number)
    return DrawnState((_won(lots), "drawing.own.then", "state.nothing"), "wait", lots.label)


def _won(lots: DrawingStatus) -> str:
    how = "moved" if lots.moved_up else "won"
    return f"state.drawn.{how}" if lots.label else f"drawing.own.{how}"
