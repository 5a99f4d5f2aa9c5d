"""Places that nobody needs go to who waits, the first come first, for a day; change and cancelling keep what is true."""

from dataclasses import replace

import pytest

from portal.errors import Closed, NotFound
from portal.jobs.keep_places import keep_places
from portal.services.actor import Actor
from portal.services.asked_item import Whose
from portal.services.asked_now import asked_now
from portal.services.cases import Case, case_of_resident
from portal.services.change_reservation import booking_of, bookings_of, cancel_time, change_time
from portal.services.drafts import draft_environment
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.services.wait_for_slot import full_times, wait_for_slot
from portal.services.write_calendar import write_calendar
from portal.services.write_notice import write_notice
from portal.store import reservations, slot_waits
from portal.web.asked_view import asked_views
from tests.portal.later import at, later
from tests.portal.services.booking import PROCEDURE, begin, choose, opened, resident, send
from tests.portal.world import PLACE, alice

SLOT = "lung-3"  # takes ten, on 2026-12-09


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


def book(installation: Installation, session: Session, slot: str = SLOT) -> str:
    draft = begin(installation, session)
    assert not choose(installation, session, draft, slot).mistaken
    return send(installation, session, draft).receipt_number


def fill(installation: Installation) -> tuple[Session, list[str]]:
    other = resident(installation, "ほかの人")
    return other, [book(installation, other) for _ in range(10)]


def wait(installation: Installation, session: Session) -> str:
    draft_id = begin(installation, session)
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        field = draft.procedure.field("lung_slot")
        environment = draft_environment(installation, draft)
        for _ in range(2):
            wait_for_slot(installation, unit, draft_id, field, environment, SLOT)
        unit.commit()
    return draft_id


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def cancel(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        cancel_time(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), booking)
        unit.commit()


def place_of(installation: Installation, session: Session, draft_id: str) -> int:
    with installation.database.read() as unit:
        draft = opened(installation, unit, session, draft_id)
        field = draft.procedure.field("lung_slot")
        found = full_times(unit, draft_id, field, draft_environment(installation, draft))
    return next((one.place for one in found if one.slot.id == SLOT), -1)


def test_a_freed_place_goes_to_who_waited_longest_and_then_to_the_next(
    installation: Installation, session: Session
) -> None:
    other, numbers = fill(installation)
    bob = resident(installation, "次の人")
    first, second = wait(installation, session), wait(installation, bob)
    assert (place_of(installation, session, first), place_of(installation, bob, second)) == (1, 2)
    assert keep_places(installation) == 0
    cancel(installation, other, numbers[0])
    late = resident(installation, "通りすがり")
    assert choose(installation, late, begin(installation, late), SLOT).mistaken  # it is for those who wait
    assert keep_places(installation) == 1
    with installation.database.read() as unit:
        (asked,) = asked_now(installation, unit, Whose(session.person_id or "", [], all=True))
    assert (asked.reason, asked.until, asked.days["day"]) == ("slot_free", "2026-11-21T10:00", "2026-12-09")
    (told,) = asked_views(installation, [asked], "ja")
    assert "11月21日10時00分まで" in told.text
    facts = {"until": asked.until}
    assert "11月21日（土曜日）10時00分 まで" in write_notice(installation, "slot_free", "ja", "/", facts).text
    assert choose(installation, bob, second, SLOT).mistaken
    assert not choose(installation, session, first, SLOT).mistaken  # though somebody waits behind them
    tomorrow = later(installation, hours=25)
    assert keep_places(tomorrow) == 3  # the hold ends, the first is passed by, the second gets it
    assert not choose(tomorrow, bob, second, SLOT).mistaken
    assert send(tomorrow, bob, second).receipt_number


def test_who_let_a_place_pass_may_wait_again_behind_the_others(installation: Installation, session: Session) -> None:
    other, numbers = fill(installation)
    draft_id = wait(installation, session)
    cancel(installation, other, numbers[0])
    keep_places(installation)
    tomorrow = later(installation, hours=25)
    keep_places(tomorrow)  # nobody took it
    assert not wait_again(tomorrow, session, draft_id)  # it is free: who wants it chooses it
    bob = resident(installation, "次の人")
    book(tomorrow, bob)
    behind = wait(tomorrow, resident(installation, "その次の人"))
    assert wait_again(tomorrow, session, draft_id)
    assert place_of(tomorrow, session, draft_id) == 2
    with installation.database.read() as unit:
        assert [row.draft_id for row in slot_waits.waiting(unit, "2026-11-21T12:00")] == [behind]


def wait_again(installation: Installation, session: Session, draft_id: str) -> bool:
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        field, environment = draft.procedure.field("lung_slot"), draft_environment(installation, draft)
        waits = wait_for_slot(installation, unit, draft_id, field, environment, SLOT)
        unit.commit()
    return waits


def test_running_the_job_twice_changes_nothing(installation: Installation, session: Session) -> None:
    other, numbers = fill(installation)
    wait(installation, session)
    cancel(installation, other, numbers[0])
    assert keep_places(installation) > 0
    assert keep_places(installation) == 0


def test_a_change_takes_the_new_time_and_gives_the_old_one_back(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        actor = Actor("resident", session.person_id or "", place=PLACE)
        assert change_time(installation, unit, case, actor, booking, "lung-4") is None
        unit.commit()
    after = case_of(installation, session, number)
    assert after.answers["lung_slot"]["id"] == "lung-4"
    assert (after.row.arrived_at, after.row.state, after.row.answers_revision) == (
        case.row.arrived_at, case.row.state, case.row.answers_revision + 1,
    )  # fmt: skip
    with installation.database.read() as unit:
        kept = {one.row.slot: one.kept for one in bookings_of(installation, unit, after)}
    assert kept == {SLOT: False, "lung-4": True}


def test_who_changes_too_late_keeps_what_they_have(installation: Installation, session: Session) -> None:
    number = book(installation, session, "lung-4")
    fill(installation)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        mistake = change_time(installation, unit, case, Actor("resident", "x"), booking, SLOT)
    assert mistake is not None
    assert mistake.key == "slot.full"
    with installation.database.read() as unit:
        assert booking_of(installation, unit, case_of(installation, session, number), "lung_slot").row.slot == "lung-4"


def test_after_the_last_day_nothing_is_changed(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    too_late = at(installation, "2026-12-09T00:10:00+09:00")
    with too_late.database.read() as unit, pytest.raises(Closed):
        booking_of(too_late, unit, case_of(too_late, session, number), "lung_slot")
    with installation.database.read() as unit, pytest.raises(NotFound):
        booking_of(installation, unit, case_of(installation, session, number), "xray_slot")


def test_an_application_that_ended_gives_its_places_back(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    cancel(installation, session, number)
    assert case_of(installation, session, number).row.state == "withdrawn"
    with installation.database.read() as unit:
        assert reservations.of_day(unit, "lung", "2026-12-09") == []


def test_the_calendar_file_is_folded_escaped_and_tells_no_name(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    with installation.database.read() as unit:
        rows = [one.row for one in bookings_of(installation, unit, case_of(installation, session, number))]
    text = write_calendar(rows, "予約, 見本市; " + "長い名前" * 12, "city.example", installation.clock.now()).decode()
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART;TZID=Asia/Tokyo:20261209T090000\r\n" in unfolded
    assert "SUMMARY:予約\\, 見本市\\; 長い名前" in unfolded
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo" in text
    assert PROCEDURE not in text
    assert number not in text


def test_where_a_time_is_held_by_video_its_link_is_given_and_for_no_other(
    installation: Installation, session: Session
) -> None:
    number = book(installation, session)

    def told(*, by_video: bool, room: str = "https://video.example/mihon") -> tuple[str, bool]:
        city = installation.city
        rows = tuple(one.model_copy(update={"video": by_video}) for one in city.times.resources)
        times = city.times.model_copy(update={"resources": rows})
        here = replace(installation, city=city.model_copy(update={"times": times, "video": room}))
        with here.database.read() as unit:
            (one,) = bookings_of(here, unit, case_of(here, session, number))
        made = write_calendar([one.row], "予約", "city.example", here.clock.now(), {one.row.uid: one.video})
        return one.video, b"\r\nURL:https://video.example/mihon\r\n" in made

    assert told(by_video=True) == ("https://video.example/mihon", True)
    assert told(by_video=False) == told(by_video=True, room="") == ("", False)
    cancel(installation, session, number)
    assert told(by_video=True) == ("", False)
