"""A drawing on pages, and its file, which repeats it."""

from datetime import date

import pytest

from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.bookings.describe_drawing import (
    BEFORE,
    ENDED,
    NEXT,
    OUT,
    WON,
    DrawingStatus,
    DrawingView,
    describe_drawing,
    drawing_status,
    list_file,
    unit_label,
)
from portal.services.bookings.hold_drawing import drawing_of
from portal.services.cases.cases import case_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from tests.definitions.shelf import shelf
from tests.forms.numbers.lot_checker import faults
from tests.portal.later import at
from tests.portal.services.bookings.drawing import (
    CLOSES,
    DUTY,
    ONE,
    UNITS,
    after,
    apply,
    entries,
    hold,
    offer,
    withdraw,
)
from tests.portal.world import add_member

CLOSED = date(2026, 11, 30)


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    offer(installation, ONE, UNITS)
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def view_of(installation: Installation, reviewer: Member, of: str = ONE) -> DrawingView:
    with installation.database.read() as unit:
        return describe_drawing(installation, unit, drawing_of(unit, reviewer, of, CLOSES), "ja")


def standing(installation: Installation, session: Session, number: str) -> DrawingStatus | None:
    with installation.database.read() as unit:
        return drawing_status(installation, unit, case_of_resident(installation, unit, session, number), "ja")


def test_before_the_drawing_only_the_promise_is_shown(installation: Installation, reviewer: Member) -> None:
    session, number = apply(installation, "人")
    view = view_of(installation, reviewer)
    assert (view.seed, view.drawn_at, view.units, view.late) == ("", None, (), False)
    assert len(view.commitment) == 64
    assert standing(installation, session, number) == DrawingStatus(BEFORE, CLOSED)
    assert list_file(None) == "\ufeff区分,受付番号,札の数,順番\r\n"


def test_the_file_and_the_seed_repeat_the_drawing(installation: Installation, reviewer: Member) -> None:
    for child in range(6):
        apply(installation, f"子{child}", UNITS, course="kids", first_time=child % 2 == 0)
    apply(installation, "大人", UNITS, course="adults", first_time=True)
    hold(after(installation), reviewer, UNITS)
    view = view_of(installation, reviewer, UNITS)
    assert [(unit.code, unit.label, unit.places, unit.won) for unit in view.units] == [
        ("kids", "子ども", 2, 2), ("adults", "大人", 1, 1),
    ]  # fmt: skip
    text = list_file(view)
    assert faults(view.seed, view.commitment, text) == []
    assert "大人" not in text
    assert faults("0" * 64, view.commitment, text) != []
    first, second = text.splitlines()[1:3]
    swapped = text.replace(first, "#").replace(second, first).replace("#", second).replace(",1\r\n", ",9\r\n", 1)
    assert faults(view.seed, view.commitment, swapped) != []


def test_everybody_sees_their_place_and_who_left_counts_no_more(installation: Installation, reviewer: Member) -> None:
    people = {number: session for session, number in (apply(installation, f"人{person}") for person in range(6))}
    late = after(installation)
    hold(late, reviewer)
    drawn = [entry.receipt_number for entry in entries(installation, reviewer)]
    ways = [standing(late, people[number], number) for number in drawn]
    assert [(way.standing, way.number) for way in ways if way] == [
        (WON, 0), (WON, 0), (WON, 0), (NEXT, 1), (NEXT, 2), (NEXT, 3),
    ]  # fmt: skip
    withdraw(late, people[drawn[3]], drawn[3])
    withdraw(late, people[drawn[0]], drawn[0])
    # At once, before anybody moves up.
    lines = view_of(late, reviewer).units[0].lines
    assert [(line.standing, line.number) for line in lines] == [
        (ENDED, 0), (WON, 0), (WON, 0), (ENDED, 0), (NEXT, 1), (NEXT, 2),
    ]  # fmt: skip
    keep_drawings(late)
    moved = standing(late, people[drawn[4]], drawn[4])
    assert moved is not None
    assert (moved.standing, moved.moved_up, moved.rank) == (WON, True, 5)
    last = standing(late, people[drawn[5]], drawn[5])
    assert last is not None
    assert (last.standing, last.number) == (NEXT, 1)
    ended = standing(late, people[drawn[0]], drawn[0])
    assert ended is not None
    assert ended.standing == ENDED


def test_who_is_not_in_the_drawing_is_informed(installation: Installation, reviewer: Member) -> None:
    late = after(installation)
    session, number = apply(late, "遅い人")
    assert standing(late, session, number) == DrawingStatus(OUT, CLOSED)
    other, gone = apply(installation, "やめた人")
    withdraw(installation, other, gone)
    hold(late, reviewer)
    assert standing(late, session, number) == DrawingStatus(OUT, CLOSED)
    assert standing(late, other, gone) is None


def test_a_promise_after_the_last_day_is_shown_as_late(installation: Installation) -> None:
    offer(at(installation, "2026-12-02T09:00:00+09:00"), ONE)
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    assert view_of(installation, reviewer).late


def test_an_option_that_was_dropped_since_is_shown_by_its_code() -> None:
    assert unit_label(shelf()[UNITS], "kids", "ja") == "子ども"
    assert unit_label(shelf()[UNITS], "old", "ja") == "old"
    assert unit_label(shelf()[ONE], "", "ja") == ""


def test_an_application_without_a_drawing_has_no_standing(installation: Installation, reviewer: Member) -> None:
    offer(installation, "capacity")
    session, number = apply(installation, "人", "capacity")
    assert standing(installation, session, number) is None


def test_who_never_had_a_place_gave_none_back_and_what_retention_took_is_no_lack_of_applicants(
    installation: Installation, reviewer: Member
) -> None:
    applied = [apply(installation, f"人{child}") for child in range(4)]
    people = {number: session for session, number in applied}
    late = after(installation)
    hold(late, reviewer)
    order = [line.receipt_number for line in view_of(late, reviewer).units[0].lines]
    for number in (order[0], order[-1]):
        withdraw(late, people[number], number)
    keep_drawings(late)
    unit_view = view_of(late, reviewer).units[0]
    left = [(line.rank, line.gave_back) for line in unit_view.lines if line.standing == ENDED]
    assert (left, unit_view.lacks) == ([(1, True), (4, False)], False)
    with late.database.write() as unit:
        unit.connection.exec_driver_sql("DELETE FROM drawing_entry WHERE rank = 2")
        unit.commit()
    assert view_of(late, reviewer).units[0].lacks
