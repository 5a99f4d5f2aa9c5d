import hashlib
from typing import Any

from portal.services.tickets.waiting_times import HallState


def hall_view(state: HallState, language: str) -> dict[str, Any]:
    return {
        "id": state.hall.id,
        "title": state.hall.title.in_(language)[0],
        "hours": f"{state.hall.opens}〜{state.hall.closes}",
        "gives": state.gives,
        "waiting": len(state.waiting),
        "queues": [
            {
                "id": row.queue.id,
                "letter": row.queue.letter,
                "title": row.queue.title.in_(language)[0],
                "english": row.queue.title.in_("en")[0],
                "waiting": row.waiting,
                "minutes": row.minutes,
            }
            for row in state.queues
        ],
        "calls": [{"name": state.name(row), "desk": row.desk} for row in state.calls],
    }


def mark_of(state: HallState) -> str:
    # Another one when a page of the hall has something else to show.
    calls = [(row.id, row.calls) for row in state.calls]
    waiting = [row.id for row in state.waiting]
    return hashlib.sha256(repr((calls, waiting, state.gives)).encode()).hexdigest()[:16]
