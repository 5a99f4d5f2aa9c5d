"""定員 is never exceeded under concurrency."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from portal.jobs.bookings.keep_places import keep_places
from portal.services.cases.cases import case_of_resident
from portal.services.filing.admit_capacity import room_left
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import Draft, open_draft, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing import drafts
from tests.portal.world import ANSWERS, PLACE, PROCEDURE, add_member, alice

pytestmark = pytest.mark.both_engines

ROOM, WANTING = 3, 8


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


def begin(installation: Installation, session: Session, staff_id: int | None = None) -> str:
    """With `staff_id` one of a visit."""
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        whose = {"staff_id": staff_id} if staff_id else {"person_id": session.person_id}
        draft_id = start_draft(installation, unit, procedure, "counter" if staff_id else "online", **whose)
        save_draft(installation, unit, opened(installation, draft_id, unit), {**ANSWERS}, frozenset())
        unit.commit()
    return draft_id


def opened(installation: Installation, draft_id: str, unit: object) -> Draft:
    row = drafts.by_id(unit, draft_id)  # type: ignore[arg-type]
    assert row is not None
    draft = open_draft(installation, unit, row)  # type: ignore[arg-type]
    return replace(draft, procedure=replace(draft.procedure, capacity=ROOM))


def send(installation: Installation, draft_id: str, wait: Callable[[], object] = lambda: None) -> Sent:
    with installation.database.write() as unit:
        draft = opened(installation, draft_id, unit)
        wait()
        actor = Actor("resident", draft.row.person_id or "", place=PLACE)
        arrival = Arrival(installation.clock.now(), draft.row.door, "stored")
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        if sent.receipt_number:
            unit.commit()
    return sent


def test_of_eight_who_send_at_once_by_two_doors_three_are_taken(installation: Installation, session: Session) -> None:
    clerk = add_member(installation, "clerk").id
    wanting = [begin(installation, session, clerk if number % 2 else None) for number in range(WANTING)]
    # SQLite serialises writers; on PostgreSQL all have begun before any of them counts.
    together = 1 if installation.database.sqlite else WANTING
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(pool.map(lambda draft: send(installation, draft, lambda: barrier.wait(timeout=30)), wanting))
    assert [submission.no_room for submission in sent].count(False) == ROOM
    assert len({submission.receipt_number for submission in sent if submission.receipt_number}) == ROOM
    late = next(draft for draft, submission in zip(wanting, sent, strict=True) if submission.no_room)
    with installation.database.read() as unit:
        assert drafts.by_id(unit, late) is not None, "late applicants keep their drafts"


def test_who_stops_gives_the_place_to_the_next(installation: Installation, session: Session) -> None:
    first, *_, late = [begin(installation, session) for _ in range(ROOM + 1)]
    numbers = [send(installation, person).receipt_number for person in (first, *_)]
    assert send(installation, late).no_room
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, numbers[0])
        stop_application(installation, unit, case, Actor("resident", "alice", place=PLACE), NOW, "")
        unit.commit()
    keep_places(installation)
    with installation.database.read() as unit:
        procedure = replace(installation.catalogue.current(PROCEDURE), capacity=ROOM)
        assert room_left(installation, unit, procedure) == 1
    assert send(installation, late).receipt_number
