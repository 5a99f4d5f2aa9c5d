"""抽選: once, over who applied in time, and repeatable by anybody."""

import json
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from portal.errors import Conflict, NotAllowed, NotFound, OwnCase
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.bookings.hold_drawing import ListChanged, drawing_of, list_applied, may_draw, round_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.bookings import drawings
from portal.store.shared import audit_records
from tests.forms.loading.small import small
from tests.forms.numbers.lot_checker import order, sha256
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer as offer_round
from tests.portal.routes.staff_browser import at_desk
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
    seen_now,
    withdraw,
)
from tests.portal.world import add_member


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    offer(installation, ONE, UNITS)
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def test_all_who_applied_in_time_have_an_order_that_the_seed_repeats(
    installation: Installation, reviewer: Member
) -> None:
    numbers = {apply(installation, f"人{person}")[1] for person in range(5)}
    assert hold(after(installation), reviewer) == 5
    drawn = entries(installation, reviewer)
    with installation.database.read() as unit:
        row = drawing_of(unit, reviewer, ONE, CLOSES)
    assert sha256(row.seed) == row.commitment
    assert [entry.receipt_number for entry in drawn] == order(row.seed, "", [(number, 1) for number in sorted(numbers)])
    assert [(entry.rank, entry.place) for entry in drawn] == [(1, 1), (2, 2), (3, 3), (4, None), (5, None)]
    assert (row.opens, json.loads(row.places), row.staff_id) == ("2026-11-01", {"": 3}, reviewer.id)


def test_each_option_is_drawn_apart_and_a_rule_gives_more_tickets(installation: Installation, reviewer: Member) -> None:
    for child in range(3):
        apply(installation, f"子{child}", UNITS, course="kids", first_time=child == 0)
    _, lone = apply(installation, "大人", UNITS, course="adults", first_time=False)
    assert hold(after(installation), reviewer, UNITS) == 4
    drawn = entries(installation, reviewer, UNITS)
    assert [(entry.drawn_for, entry.rank, entry.place) for entry in drawn] == [
        ("adults", 1, 1), ("kids", 1, 1), ("kids", 2, 2), ("kids", 3, None),
    ]  # fmt: skip
    assert sorted(entry.tickets for entry in drawn) == [1, 1, 1, 2]
    assert drawn[0].receipt_number == lone


def test_who_withdrew_or_came_late_is_not_in_it(installation: Installation, reviewer: Member) -> None:
    _, early = apply(installation, "早い人")
    session, gone = apply(installation, "やめた人")
    withdraw(installation, session, gone)
    # Stored after the last day, as an envelope that came after it is.
    _, late = apply(replace(installation, clock=after(installation).clock), "遅い人")
    assert hold(after(installation), reviewer) == 1
    assert [entry.receipt_number for entry in entries(installation, reviewer)] == [early]
    assert late != early


def test_nothing_is_drawn_while_people_may_apply_nor_by_who_may_not_decide(
    installation: Installation, reviewer: Member
) -> None:
    apply(installation, "人")
    with pytest.raises(Conflict):
        hold(at(installation, "2026-11-30T23:59:59+09:00"), reviewer)
    with pytest.raises(NotAllowed):
        hold(after(installation), add_member(installation, "clerk", ("clerk", DUTY)))
    with pytest.raises(NotFound):
        hold(after(installation), add_member(installation, "stranger", ("reviewer", "roads")))
    assert entries(installation, reviewer) == []


@pytest.mark.parametrize("leaves", [False, True])
def test_a_list_that_changed_since_it_was_seen_is_looked_at_again(
    installation: Installation, reviewer: Member, leaves: bool
) -> None:
    session, number = apply(installation, "人")
    seen = seen_now(installation, reviewer)
    apply(installation, "後の人")
    if leaves:  # as many as before
        withdraw(installation, session, number)
    with pytest.raises(ListChanged):
        hold(after(installation), reviewer, seen=seen)
    with installation.database.read() as unit:
        assert drawing_of(unit, reviewer, ONE, CLOSES).seed == ""


def test_a_member_draws_no_lots_in_a_list_that_names_them(installation: Installation, reviewer: Member) -> None:
    apply(installation, "人", name={"family": "担当", "given": "花子"})
    own = add_member(installation, "own", ("reviewer", DUTY), name="担当　花子")
    with pytest.raises(OwnCase):
        hold(after(installation), own)
    assert hold(after(installation), reviewer) == 1


@pytest.mark.both_engines
def test_two_clerks_at_once_hold_one_drawing(installation: Installation, reviewer: Member) -> None:
    for person in range(4):
        apply(installation, f"人{person}")
    late, ready, done = after(installation), Barrier(2), []
    seen = seen_now(late, reviewer)

    def press() -> None:
        ready.wait()
        try:
            done.append(str(hold(late, reviewer, seen=seen)))
        except Conflict:
            done.append("conflict")

    lanes = [Thread(target=press) for _ in range(2)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert sorted(done) == ["4", "conflict"]
    assert len(entries(installation, reviewer)) == 4
    with installation.database.read() as unit:
        held = [record.detail for record in audit_records.after(unit, 0) if record.action == "hold drawing"]
    assert held == [f"{ONE} {CLOSES} 4"]


def test_a_drawing_over_nobody_is_held_too(installation: Installation, reviewer: Member) -> None:
    assert hold(after(installation), reviewer) == 0
    assert entries(installation, reviewer) == []
    with pytest.raises(Conflict):
        hold(after(installation), reviewer, seen="")


def test_a_last_day_that_the_city_moved_is_not_drawn_for(installation: Installation, reviewer: Member) -> None:
    with installation.database.write() as unit:
        row = drawing_of(unit, reviewer, ONE, CLOSES)
        moved = replace(row, closes="2026-11-25", uid="moved")
        assert drawings.promise(unit, moved)
        assert round_of(installation, moved) is None
        assert not may_draw(after(installation), moved)
        assert may_draw(after(installation), row)


def test_an_earlier_form_without_the_question_is_left_out_and_named(
    installation: Installation, reviewer: Member
) -> None:
    offer_round(installation, small("", duty=DUTY))
    _, old = apply(installation, "前の様式の人", "small", reason="torn")
    rules = "time: {window: {from: 2026-11-01, to: 2026-11-30, say: 11月です。}}\ndrawing: {units: reason, places: 1}\n"
    offer_round(installation, small(rules, version="2", duty=DUTY))
    _, new = apply(installation, "人", "small", reason="lost")
    keep_drawings(installation)
    with installation.database.read() as unit:
        applied = list_applied(installation, unit, drawing_of(unit, reviewer, "small", CLOSES))
    assert [case.row.receipt_number for case in applied.left_out] == [old]
    assert [applicant.case.row.receipt_number for applicant in applied.of("lost")] == [new]
    assert applied.of("torn") == []
    page = at_desk(after(installation), reviewer).get(f"/desk/drawings/small?closes={CLOSES}")
    assert "抽選に入らない申込み：1件" in page
    assert old in page
