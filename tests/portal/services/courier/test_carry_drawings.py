"""A drawing of two zones: promised and drawn inside, over all who applied outside, who see it there."""

from datetime import date
from typing import Any

import pytest

from forms.definition.registry import field_types
from forms.loading import load_text
from forms.numbers.lots import commitment
from portal.errors import Conflict
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.bookings.describe_drawing import DrawingStatus, describe_drawing, drawing_status, list_file
from portal.services.bookings.hold_drawing import drawing_of
from portal.services.bookings.outside_entries import entries_lacking
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.carry_items import take_item
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_environment, draft_of_counter, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.shared.deferral import LeftOver
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.bookings import drawing_entries, drawings
from tests.definitions.shelf import SMALLEST, shelf
from tests.portal.contacts import proved
from tests.portal.later import at
from tests.portal.routes.guest_browser import guest
from tests.portal.routes.guest_browser import offer as publish_one
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.bookings.booking import resident
from tests.portal.services.bookings.drawing import CLOSES, DUTY, ONE, after, apply, entries, hold, offer, withdraw
from tests.portal.services.bookings.test_won_times import BOOKING, DRAWN, NIGHT, NOON, TOO_LATE, begun, offered
from tests.portal.services.courier.carrying import ON_BOTH_ENGINES, case_at, nothing_waits, repacked
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import add_member
from tests.statements import statements_sent

PAGE = f"/desk/drawings/{ONE}"


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    for installation in (zones.outer, zones.inner):
        offer(installation, ONE)
    return add_member(zones.inner, "reviewer", ("reviewer", DUTY))


def on_the_day_after(zones: Zones) -> None:
    zones.outer, zones.inner = after(zones.outer), after(zones.inner)


def lacking(zones: Zones, reviewer: Member) -> int | None:
    with zones.inner.database.read() as unit:
        return entries_lacking(zones.inner, unit, drawing_of(unit, reviewer, ONE, CLOSES))


def list_of(installation: Installation) -> str:
    with installation.database.read() as unit:
        row = drawings.of(unit, ONE, CLOSES)
        assert row is not None
        return list_file(describe_drawing(installation, unit, row, "ja"))


def standing(installation: Installation, number: str) -> DrawingStatus | None:
    with installation.database.read() as unit:
        return drawing_status(installation, unit, case_at(installation, number), "ja")


def notices(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [row[0] for row in unit.connection.exec_driver_sql("SELECT message FROM outbox")]


def test_only_the_inner_zone_promises_and_its_promise_is_public_outside(zones: Zones, reviewer: Member) -> None:
    with zones.outer.database.read() as unit:
        assert drawings.of(unit, ONE, CLOSES) is None
    (package,) = zones.pack("inner")
    take_courier(zones.outer, package, CARRIER)
    with zones.inner.database.read() as unit:
        promise = drawing_of(unit, reviewer, ONE, CLOSES).commitment
    page = guest(zones.outer).open(f"/procedures/{ONE}/drawing").text
    assert promise in page
    assert keep_drawings(zones.outer) == 0
    with zones.outer.database.read() as unit:
        row = drawings.of(unit, ONE, CLOSES)
    assert row is not None
    assert row.seed == "", "the seed stays inside until it is drawn"


@ON_BOTH_ENGINES
def test_residents_see_outside_what_was_drawn_inside_and_who_moves_up(zones: Zones, reviewer: Member) -> None:
    zones.round()
    applied: list[tuple[Session, str]] = [apply(zones.outer, f"人{person}") for person in range(4)]
    for session, _ in applied:
        proved(zones.outer, session.person_id)
    _, at_counter = apply(zones.inner, "窓口の人")
    zones.round()
    on_the_day_after(zones)
    zones.round()
    assert hold(zones.inner, reviewer) == 5
    zones.round()
    with zones.outer.database.read() as unit:
        row = drawings.of(unit, ONE, CLOSES)
        assert row is not None
        assert commitment(row.seed) == row.commitment
        assert [
            entry.application_id for entry in drawing_entries.of(unit, row.id) if entry.receipt_number == at_counter
        ] == [None]
    assert list_of(zones.outer) == list_of(zones.inner)
    page = guest(zones.outer).open(f"/procedures/{ONE}/drawing").text
    assert all(number in page for _, number in (*applied, (None, at_counter)))
    before = {number: standing(zones.outer, number) for _, number in applied}
    assert before == {number: standing(zones.inner, number) for _, number in applied}

    drawn = entries(zones.inner, reviewer)
    winner = next(entry.receipt_number for entry in drawn if entry.place and entry.receipt_number != at_counter)
    session = next(session for session, number in applied if number == winner)
    withdraw(zones.outer, session, winner)
    ended = standing(zones.outer, winner)
    assert ended is not None
    assert ended.standing == "ended"
    assert keep_drawings(zones.outer) == 0, "who moves up is decided inside"
    zones.round()
    assert keep_drawings(zones.inner) == 1
    zones.round()
    risen = [entry for entry in entries(zones.inner, reviewer) if entry.place and entry.rank > 3]
    outside = sum(entry.receipt_number != at_counter for entry in risen)
    assert [notices(zones.outer).count(message) for message in ("drawn", "moved_up")] == [len(applied), outside]
    assert {number: standing(zones.outer, number) for _, number in applied} == {
        number: standing(zones.inner, number) for _, number in applied
    }
    assert list_of(zones.outer) == list_of(zones.inner)
    zones.round()
    assert nothing_waits(zones)


def test_none_is_drawn_before_all_that_was_sent_outside_in_time_has_come(zones: Zones, reviewer: Member) -> None:
    zones.round()
    apply(zones.outer, "着いた人")
    zones.round()
    apply(zones.outer, "まだの人")
    (late,) = zones.pack("outer")
    assert lacking(zones, reviewer) is None
    on_the_day_after(zones)
    desk = at_desk(zones.inner, reviewer)
    assert "まだそろっていません" in desk.get(PAGE)
    assert "抽選へ進む" not in desk.get(PAGE)
    with pytest.raises(Conflict):
        hold(zones.inner, reviewer)
    (lists,) = zones.pack("outer")
    alone = repacked(zones, lists, lambda first: first["cases"].clear())
    assert take_courier(zones.inner, alone, CARRIER).left == ()
    assert lacking(zones, reviewer) == 1
    assert "まだ1件届いていません" in desk.get(PAGE)
    with pytest.raises(Conflict):
        hold(zones.inner, reviewer)
    take_courier(zones.inner, late, CARRIER)
    assert lacking(zones, reviewer) == 0
    assert "抽選へ進む" in desk.get(PAGE)
    assert hold(zones.inner, reviewer) == 2


def test_an_older_package_does_not_undo_the_drawing(zones: Zones, reviewer: Member) -> None:
    (promise,) = zones.pack("inner")
    take_courier(zones.outer, promise, CARRIER)
    _, number = apply(zones.outer, "甲")
    on_the_day_after(zones)
    zones.round()
    hold(zones.inner, reviewer)
    (drawn,) = zones.pack("inner")
    for package in (drawn, promise, drawn):
        take_courier(zones.outer, package, CARRIER)
    there = standing(zones.outer, number)
    assert there is not None
    assert there.standing == "won"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "", "この手続が、インターネット側にありません"),
        ("drawing: {places: 3, certainty: assumed}\n", "", "インターネット側の手続の版に、抽選がありません"),
        ("2026-11-30", "2026-12-01", "インターネット側では令和8年（2026年）12月1日（火）です"),
    ],
)
def test_what_keeps_the_list_outside_is_shown_inside_until_it_is_mended(
    zones: Zones, old: str, new: str, words: str
) -> None:
    offer(zones.inner, ONE)
    reviewer = add_member(zones.inner, "reviewer", ("reviewer", DUTY))
    if old:
        text = (SMALLEST / f"{ONE}.yaml").read_text(encoding="utf-8").replace(old, new)
        text = text.replace(", tickets: 1", "") if "drawing:" in old else text
        publish_one(zones.outer, load_text(text, f"{ONE}.yaml", fields=field_types()))
    zones.round()
    on_the_day_after(zones)
    zones.round()
    page = at_desk(zones.inner, reviewer).get(PAGE)
    assert words in page
    assert "もらってください。直したあとの持ち運びが届くまで、抽選はできません。" in page
    assert "まだ届いていません" not in page
    with pytest.raises(Conflict):
        hold(zones.inner, reviewer)
    publish_one(zones.outer, shelf()[ONE])
    zones.round()
    assert "抽選へ進む" in at_desk(zones.inner, reviewer).get(PAGE)


def test_one_statement_finds_all_applications_of_a_list(zones: Zones, reviewer: Member) -> None:
    zones.round()
    known = [apply(zones.outer, f"人{person}")[1] for person in range(6)]
    item: dict[str, Any] = {
        "key": f"drawings/{ONE}/{CLOSES}", "duty": DUTY, "commitment": "c" * 64, "made_at": 1, "opens": "",
        "seed": "s", "places": "{}", "drawn_at": 2,
    }  # fmt: skip
    counts = dict[tuple[int, int], int]()
    for step, number in enumerate((6, 1, 6), 10**17):  # the first one notifies each of them
        entries = [[known[at], "", 1, at + 1, None, None, None] for at in range(number)]
        with statements_sent(zones.outer.database) as sent:
            take_item(zones.outer, item | {"step": step, "entries": entries}, CARRIER)
        counts[step - 10**17, number] = sum(text.startswith("SELECT") for text in sent.texts)
    assert counts[1, 1] == counts[2, 6]


def test_a_list_of_a_drawing_that_nobody_promised_is_left(zones: Zones, reviewer: Member) -> None:
    item: dict[str, Any] = {"key": "entries/none/2026-11-30", "step": 1, "numbers": []}
    with pytest.raises(LeftOver):
        take_item(zones.inner, item, CARRIER)


def offered_at_counter(installation: Installation, clerk: Member) -> dict[str, str]:
    """id → receipt number with which it was won"""
    with installation.database.write() as unit:
        draft_id = start_draft(
            installation, unit, installation.catalogue.current(BOOKING), "counter", staff_id=clerk.id
        )
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        return {slot.id: slot.won for slot in draft_environment(installation, draft).slots("hall") if slot.left > 0}


def book_at_counter(installation: Installation, clerk: Member, number: str) -> None:
    with installation.database.write() as unit:
        draft_id = start_draft(
            installation, unit, installation.catalogue.current(BOOKING), "counter", staff_id=clerk.id
        )
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        save_draft(installation, unit, draft, {"hall_slot": NOON | {"won": number}}, frozenset())
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        arrival = Arrival(installation.clock.now(), "counter", "stored")
        assert submit_application(installation, unit, draft, clerk.actor, arrival, {"way": "paper"}).receipt_number
        unit.commit()


def test_times_are_drawn_for_outside_and_booked_inside_and_none_is_offered_outside_again(zones: Zones) -> None:
    for installation in (zones.outer, zones.inner):
        offer(installation, DRAWN, BOOKING)
    reviewer = add_member(zones.inner, "reviewer", ("reviewer", DUTY))
    clerk = add_member(zones.inner, "clerk", ("clerk", DUTY))
    zones.round()
    for person in ("人0", "人1"):
        apply(zones.outer, person, DRAWN, hall_slot=NOON)
    zones.round()
    on_the_day_after(zones)
    zones.round()
    assert hold(zones.inner, reviewer, DRAWN) == 2
    zones.round()
    first, second = entries(zones.inner, reviewer, DRAWN)
    won = standing(zones.outer, first.receipt_number)
    assert won is not None
    assert (won.standing, won.inside, won.book_by) == ("won", True, date(2026, 12, 8))
    assert offered_at_counter(zones.inner, clerk)[NOON["id"]] == first.receipt_number

    zones.outer, zones.inner = at(zones.outer, TOO_LATE), at(zones.inner, TOO_LATE)
    assert keep_drawings(zones.inner) == 1
    stranger = resident(zones.outer, "ほかの人")
    assert not {NOON["id"], NIGHT["id"]} & offered(zones.outer, stranger, begun(zones.outer, stranger)).keys(), (
        "inside, noon is the next applicant's: the package has not come yet"
    )
    zones.round()
    after_all = standing(zones.outer, second.receipt_number)
    assert after_all is not None
    assert (after_all.standing, after_all.moved_up) == ("won", True)
    assert offered_at_counter(zones.inner, clerk)[NOON["id"]] == second.receipt_number
    book_at_counter(zones.inner, clerk, second.receipt_number)
    zones.round()
    booked = standing(zones.outer, second.receipt_number)
    assert booked is not None
    assert booked.booked
    zones.outer = at(zones.outer, "2027-01-05T09:00:00+09:00")
    stranger = resident(zones.outer, "ほかの人")
    assert not {NOON["id"], NIGHT["id"]} & offered(zones.outer, stranger, begun(zones.outer, stranger)).keys()
    assert (
        "この期間の時間は、窓口で予約してください。" in guest(zones.outer).open("/availability/hall?month=2027-01").text
    )
