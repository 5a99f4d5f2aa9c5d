"""A drawing of times: closed until it is drawn, then kept for the winner, then for the next in line, then open to all."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from forms.definition.kind import IN_VAIN
from forms.mistakes import Mistake
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.jobs.bookings.keep_places import keep_places
from portal.jobs.send_notices import send_notices
from portal.services.bookings.hold_drawing import drawing_of
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import draft_environment, draft_of_resident, draft_path, save_draft, start_draft
from portal.services.filing.save_page import Saved, save_page
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import drawing_entries, drawings, reservations, slot_changes
from portal.store.bookings.drawing_entries import EntryRow
from portal.store.bookings.reservations import Time
from portal.store.bookings.slot_changes import Changed
from portal.store.shared import audit_records
from tests.portal.contacts import mails, proved
from tests.portal.later import at
from tests.portal.services.bookings.booking import resident
from tests.portal.services.bookings.drawing import CLOSES, DUTY, after, apply, entries, hold, offer, withdraw
from tests.portal.world import PLACE, add_member

DRAWN, BOOKING = "drawing-slots", "slot-won"
NOON: dict[str, Any] = {
    "id": "hall-20270116-1300", "starts": "2027-01-16T13:00", "ends": "2027-01-16T17:00", "place": "見本市民ホール 大ホール",
}  # fmt: skip
NIGHT: dict[str, Any] = NOON | {
    "id": "hall-20270116-1800", "starts": "2027-01-16T18:00", "ends": "2027-01-16T22:00",
}  # fmt: skip
NEXT_DAY = "2026-12-02T09:00:00+09:00"
LAST_DAY = "2026-12-08T23:00:00+09:00"  # seven days after the drawing of 1 December
TOO_LATE = "2026-12-09T00:10:00+09:00"
CLOSE_BY = "2026-12-20T09:00:00+09:00"  # others may book: thirty days before


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    offer(installation, DRAWN, BOOKING)
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def drawn(installation: Installation, reviewer: Member, people: int = 3) -> list[EntryRow]:
    """All apply for noon; in the order of the drawing."""
    for number in range(people):
        apply(installation, f"人{number}", DRAWN, hall_slot=NOON)
    hold(after(installation), reviewer, DRAWN)
    return entries(installation, reviewer, DRAWN)


def person(installation: Installation, reviewer: Member, rank: int) -> Session:
    """The same person, signed in now."""
    entry = entries(installation, reviewer, DRAWN)[rank - 1]
    numbers = [row.receipt_number for row in sorted(entries(installation, reviewer, DRAWN), key=_arrival)]
    return resident(installation, f"人{numbers.index(entry.receipt_number)}")


def _arrival(entry: EntryRow) -> int:
    return entry.application_id or 0


def begun(installation: Installation, session: Session) -> str:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(BOOKING)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        unit.commit()
    return draft_id


def offered(installation: Installation, session: Session, draft_id: str) -> dict[str, str]:
    """id → receipt number with which it was won"""
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, BOOKING, draft_id)
        slots = draft_environment(installation, draft).slots("hall")
        return {slot.id: slot.won for slot in slots if slot.left > 0}


def choose(installation: Installation, session: Session, draft_id: str, slot: str) -> Saved:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, BOOKING, draft_id)
        environment = draft_environment(installation, draft)
        (asked,) = draft_path(installation, draft).pages
        saved = save_page(installation, unit, draft, asked, {"hall_slot": [slot]}, environment)
        if not saved.mistaken:
            unit.commit()
    return saved


def send(installation: Installation, session: Session, draft_id: str) -> Sent:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, BOOKING, draft_id)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        if sent.receipt_number:
            unit.commit()
    return sent


def book(installation: Installation, session: Session, slot: str = NOON["id"]) -> str:
    """The receipt number, or the key of the mistake."""
    draft_id = begun(installation, session)
    saved = choose(installation, session, draft_id, slot)
    if saved.mistaken:
        return next(mistake.key for mistakes in saved.path.mistakes.values() for mistake in mistakes)
    return send(installation, session, draft_id).receipt_number


def owners(installation: Installation, time: dict[str, Any] = NOON) -> list[int]:
    with installation.database.read() as unit:
        return reservations.holders(unit, Time("hall", time["id"], time["starts"]))


@pytest.mark.both_engines
def test_until_the_drawing_its_times_are_offered_to_nobody_and_then_to_the_winner_alone(
    installation: Installation, reviewer: Member
) -> None:
    eager = resident(after(installation), "先の人")
    assert book(after(installation), eager) == "slot.gone", "the month is open, and not drawn"
    first, second, third = drawn(installation, reviewer)
    assert (first.place, second.place, third.place) == (1, None, None)
    late = at(installation, NEXT_DAY)
    winner, loser = person(late, reviewer, 1), person(late, reviewer, 2)
    draft_id = begun(late, loser)
    assert not {NOON["id"], NIGHT["id"]} & offered(late, loser, draft_id).keys(), (
        "all of the month wait for the winners"
    )
    assert book(late, loser) == "slot.gone"
    assert offered(late, winner, begun(late, winner))[NOON["id"]] == first.receipt_number
    number = book(late, winner)
    assert number.startswith("26-"), "45 days before, though others must wait until 30"
    (owner,) = owners(late)
    assert owner != first.application_id
    assert entries(late, reviewer, DRAWN)[0].booked_at is not None
    assert NOON["id"] not in offered(late, winner, begun(late, winner)), "once"


@pytest.mark.both_engines
def test_who_does_not_book_in_time_passes_the_time_to_the_next_in_line_and_then_to_all(
    installation: Installation, reviewer: Member
) -> None:
    first, second, _ = drawn(installation, reviewer)
    assert keep_drawings(at(installation, LAST_DAY)) == 0
    late = at(installation, TOO_LATE)
    winner, following = person(late, reviewer, 1), person(late, reviewer, 2)
    assert book(late, winner) == "slot.full"
    assert keep_drawings(late) == 1
    assert owners(late) == [second.application_id], "it was never free between the two"
    assert book(late, winner) == "slot.full"
    assert book(late, following).startswith("26-")
    with installation.database.read() as unit:
        acts = [record.action for record in audit_records.after(unit, 0)]
    assert (acts.count("give place back"), acts.count("move up")) == (1, 1)
    assert first.application_id not in owners(late)


def test_what_nobody_asked_for_and_nobody_took_is_open_to_all_after_the_days_of_the_winners(
    installation: Installation, reviewer: Member
) -> None:
    drawn(installation, reviewer, 1)
    late = at(installation, TOO_LATE)
    keep_drawings(late)
    other = resident(late, "ほかの人")
    assert {NOON["id"], NIGHT["id"]} <= offered(late, other, begun(late, other)).keys()
    close_by = at(installation, CLOSE_BY)
    assert book(close_by, resident(close_by, "ほかの人")).startswith("26-")


def test_who_gives_it_back_makes_room_and_no_other_job_opens_it_between(
    installation: Installation, reviewer: Member
) -> None:
    first, second, _ = drawn(installation, reviewer)
    late = at(installation, NEXT_DAY)
    winner = person(late, reviewer, 1)
    assert NOON["id"] in offered(late, winner, begun(late, winner))
    withdraw(late, winner, first.receipt_number)
    assert NOON["id"] not in offered(late, winner, begun(late, winner)), "given up, even before the job passes it on"
    keep_places(late)
    assert owners(late) == [first.application_id]
    proved(late, person(late, reviewer, 2).person_id)
    keep_drawings(late)
    assert owners(late) == [second.application_id]
    send_notices(late)
    assert "2026年12月9日（水曜日）までに予約してください。" in mails(late)[-1].text


def test_a_time_that_is_booked_stays_when_its_drawing_is_withdrawn(
    installation: Installation, reviewer: Member
) -> None:
    first, *_ = drawn(installation, reviewer)
    late = at(installation, NEXT_DAY)
    winner = person(late, reviewer, 1)
    book(late, winner)
    booked = owners(late)
    withdraw(late, winner, first.receipt_number)
    assert keep_drawings(late) == 0
    assert keep_drawings(at(installation, TOO_LATE)) == 0
    assert owners(late) == booked


def test_a_win_that_is_only_claimed_is_refused_when_it_is_sent(installation: Installation, reviewer: Member) -> None:
    first, *_ = drawn(installation, reviewer)
    late = at(installation, NEXT_DAY)
    thief = person(late, reviewer, 2)
    draft_id = begun(late, thief)
    with installation.database.write() as unit:
        draft = draft_of_resident(late, unit, thief, BOOKING, draft_id)
        save_draft(late, unit, draft, {"hall_slot": NOON | {"won": first.receipt_number}}, frozenset())
        unit.commit()
    sent = send(late, thief, draft_id)
    assert (sent.receipt_number, sent.path.mistakes) == ("", {"hall_slot": (Mistake("slot.gone"),)})


def test_a_time_that_the_section_closed_is_won_by_nobody(installation: Installation, reviewer: Member) -> None:
    apply(installation, "人0", DRAWN, hall_slot=NOON)
    with installation.database.write() as unit:
        slot_changes.add(unit, Time("hall", NOON["id"], NOON["starts"]), Changed(closed=True), "staff:1", 1)
        unit.commit()
    hold(after(installation), reviewer, DRAWN)
    assert [entry.place for entry in entries(installation, reviewer, DRAWN)] == [None]


def test_a_city_that_moves_the_round_opens_what_it_had_closed(installation: Installation, reviewer: Member) -> None:
    with installation.database.write() as unit:
        row = drawing_of(unit, reviewer, DRAWN, CLOSES)
        assert (row.resources, row.use_from, row.use_to, row.confirm_days) == ("hall", "2027-01-05", "2027-01-31", 7)
        drawings.close(unit, row.id, "hall", "2027-01-05", "2027-02-28", 7)
        unit.commit()
    assert keep_drawings(installation) == 1
    with installation.database.read() as unit:
        assert drawing_of(unit, reviewer, DRAWN, CLOSES).use_to == "2027-01-31"


def _at_once(*acts: Callable[[], object]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.both_engines
def test_two_clicks_of_a_winner_book_once_and_the_job_takes_nothing_that_is_booked(
    installation: Installation, reviewer: Member
) -> None:
    drawn(installation, reviewer)
    last, late = at(installation, LAST_DAY), at(installation, TOO_LATE)
    winner = person(last, reviewer, 1)
    drafts = [begun(last, winner) for _ in range(2)]
    for draft_id in drafts:
        assert not choose(last, winner, draft_id, NOON["id"]).mistaken
    sent: list[str] = []

    def click(draft_id: str) -> None:
        try:
            sent.append(send(last, winner, draft_id).receipt_number)
        except Exception as refused:  # noqa: BLE001 - the one who is second
            sent.append(type(refused).__name__)

    _at_once(*(lambda draft_id=draft_id: click(draft_id) for draft_id in drafts), lambda: keep_drawings(late))
    booked = [number for number in sent if number.startswith("26-")]
    rows = entries(installation, reviewer, DRAWN)
    moved = rows[0].ended_at is not None
    assert len(owners(last)) == 1, "never two for one place"
    assert len(booked) == (0 if moved else 1)
    assert moved == (owners(last) == [rows[1].application_id])


def test_only_what_is_won_and_not_booked_is_listed(installation: Installation, reviewer: Member) -> None:
    first, *_ = drawn(installation, reviewer)
    with installation.database.read() as unit:
        assert [row.receipt_number for row in drawing_entries.won(unit, IN_VAIN)] == [first.receipt_number]
        assert drawing_entries.won_by(unit, "somebody else", IN_VAIN) == []
