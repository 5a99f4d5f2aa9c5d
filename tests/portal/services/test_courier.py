"""The courier between the zones: everything once, in whatever order it comes, and nothing that is not accounted for."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.errors import Closed, Conflict, NotFound
from portal.services.cases import case_of_member, case_of_resident
from portal.services.courier_ledger import ledger, note_lost
from portal.services.list_documents import list_documents, record_opening
from portal.services.note_case import note_case
from portal.services.pack_courier import pack_courier
from portal.services.rights import Member
from portal.services.send_message import thread
from portal.services.sessions import Session
from portal.services.stop_waiting import stop_waiting
from portal.services.take_courier import take_courier
from portal.store import applications, dispatches, openings, payments
from portal.store.payments import PaymentRow
from tests.databases import ENGINES, Makers
from tests.portal.contacts import proved
from tests.portal.later import later
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.carrying import (
    answer,
    answer_asking,
    ask,
    correct,
    decide,
    declare,
    examine,
    nothing_waits,
    resident,
    same_at_both,
    say,
    stop,
)
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture(params=ENGINES)
def zones(request: pytest.FixtureRequest, makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, request.param, tmp_path) as made:
        yield made


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", DUTY))


def test_what_was_filed_outside_is_inside_with_its_number_its_arrival_and_its_person(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    numbers = [file_application(zones.outer, session, days_ago=days) for days in (3, 1)]
    (took,) = zones.carry("outer")
    assert (took.act, took.number, took.items, took.left) == ("taken", 1, 2, ())
    people = set()
    for number in numbers:
        same_at_both(zones, number)
        with zones.outer.database.read() as there, zones.inner.database.read() as here:
            filed, taken = applications.by_number(there, number), applications.by_number(here, number)
            assert filed is not None
            assert taken is not None
            for name in ("uid", "arrived_at", "arrival_place", "arrival_basis", "meaning", "duty", "door"):
                assert getattr(taken, name) == getattr(filed, name), name
            assert taken.wrapped_key != filed.wrapped_key
            people.add(taken.person_id)
    assert len(people) == 1


def test_outside_keeps_asking_until_inside_has_acknowledged(zones: Zones, session: Session, reviewer: Member) -> None:
    number = file_application(zones.outer, session)
    assert [one.receipt_number for one in ledger(zones.outer).waiting] == [number]
    zones.carry("outer")
    assert [one.sent_in for one in ledger(zones.outer).waiting] == [1]
    zones.carry("inner")
    assert ledger(zones.outer).waiting == ()
    assert [one.receipt_number for one in ledger(zones.inner).waiting] == [number]
    zones.carry("outer")
    assert nothing_waits(zones)
    assert [zones.pack(zone) for zone in ("outer", "inner", "outer", "inner")] == [[], [], [], []]


def test_the_whole_life_of_one_application(zones: Zones, session: Session, reviewer: Member) -> None:
    number = file_application(zones.outer, session)
    declare(zones, session, number)
    zones.round()
    say(zones, session, number, "いつごろですか。")
    ask(zones, reviewer, number)
    answer(zones, reviewer, number, "電話を直してください。")
    zones.round()
    assert same_at_both(zones, number)["state"] == "returned"
    correct(zones, session, number)
    assert same_state(zones, number) == ("screening", "returned")
    zones.round()
    examine(zones, reviewer, number)
    decide(zones, reviewer, number)
    zones.round()
    told = same_at_both(zones, number)
    assert told["state"] == "approved"
    assert told["answers"]["phone"] == "000-0000-0009"
    assert told["moves"] == ["receive", "return", "correct", "decide"]
    assert len(told["notices"]) == 1
    with zones.outer.database.read() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        notice = list_documents(zones.outer, unit, case)[1]
        assert notice.title == told["notices"][0][1]
        assert [one.text for one in thread(unit, case, "resident")] == ["いつごろですか。", "電話を直してください。"]
    with zones.outer.database.write() as unit:
        record_opening(zones.outer, unit, case, resident(session), "notice-1")
        unit.commit()
    zones.round()
    with zones.inner.database.read() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        assert list(openings.of(unit, case.row.id)) == ["notice-1"]
        assert dispatches.of_application(unit, case.row.id) == []  # it is read on line: no letter leaves
    assert nothing_waits(zones)


def same_state(zones: Zones, number: str) -> tuple[str, str]:
    found = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            found.append(row.state if row else "")
    return found[0], found[1]


def test_the_applicant_hears_outside_of_what_happened_inside_and_once(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    proved(zones.outer, session.person_id)
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, reviewer, number)
    (package,) = zones.pack("inner")
    for _ in range(2):
        take_courier(zones.outer, package, CARRIER)
    with zones.outer.database.read() as unit:
        rows = unit.connection.exec_driver_sql("SELECT message FROM outbox ORDER BY made_at").scalars().all()
    assert list(rows) == ["received", "returned"]


def test_the_same_package_twice_changes_nothing_and_is_in_the_ledger(zones: Zones, session: Session) -> None:
    number = file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    acts = [take_courier(zones.inner, package, CARRIER).act for _ in range(3)]
    assert acts == ["taken", "again", "again"]
    assert [one.act for one in ledger(zones.inner).steps] == ["again", "again", "taken"]
    same_at_both(zones, number)


def test_packages_in_the_wrong_order_leave_the_newest_state(zones: Zones, session: Session, reviewer: Member) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, reviewer, number)
    (older,) = zones.pack("inner")
    answer(zones, reviewer, number, "お電話ください。")
    (newer,) = zones.pack("inner")
    for package in (newer, older):
        take_courier(zones.outer, package, CARRIER)
    zones.round()
    assert same_at_both(zones, number)["state"] == "returned"
    assert ledger(zones.outer).missing == ()


def test_what_was_done_since_is_not_undone_by_a_state_that_did_not_know_it(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, reviewer, number)
    zones.round()
    answer(zones, reviewer, number, "急ぎません。")
    (before,) = zones.pack("inner")
    correct(zones, session, number)
    take_courier(zones.outer, before, CARRIER)
    assert same_state(zones, number) == ("screening", "returned")
    with zones.outer.database.read() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        assert [one.text for one in thread(unit, case, "resident")] == ["急ぎません。"]  # what is said is heard at once
    zones.round()
    assert same_at_both(zones, number)["state"] == "screening"


def test_a_lost_package_is_seen_on_both_sides_and_what_was_in_it_goes_again(zones: Zones, session: Session) -> None:
    first = file_application(zones.outer, session)
    zones.pack("outer")
    second = file_application(zones.outer, session)
    assert [took.items for took in zones.carry("outer")] == [1]  # the first is on its way
    assert ledger(zones.inner).missing == (1,)
    zones.carry("inner")
    assert ledger(zones.outer).on_the_way == (1,)
    with zones.outer.database.write() as unit:
        note_lost(zones.outer, unit, CARRIER, 1, "USBメモリーをなくした")
        with pytest.raises(Conflict):
            note_lost(zones.outer, unit, CARRIER, 1, "もう一度")
        with pytest.raises(Conflict):
            note_lost(zones.outer, unit, CARRIER, 2, "着いている")
        unit.commit()
    zones.round()
    for number in (first, second):
        same_at_both(zones, number)
    assert [one.reason for one in ledger(zones.outer).steps if one.act == "lost"] == ["USBメモリーをなくした"]


def test_what_nobody_acknowledges_for_a_day_is_packed_again_by_itself(zones: Zones, session: Session) -> None:
    file_application(zones.outer, session)
    zones.pack("outer")
    assert zones.pack("outer") == []
    late = later(zones.outer, minutes=24 * 60 + 1)
    assert [one.items for one in pack_courier(late, zones.folder / "outer", CARRIER)] == [1]
    assert [len(zones.pack("outer", again=True))] == [1]


def test_a_forged_a_changed_and_a_foreign_package_are_refused_and_in_the_ledger(zones: Zones, session: Session) -> None:
    number = file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    changed = package[:-100] + bytes([package[-100] ^ 1]) + package[-99:]
    for bad, reason in ((changed, "bad_signature"), (b"x", "no_package"), (package[:99], "cut")):
        took = take_courier(zones.inner, bad, CARRIER)
        assert (took.act, took.reason) == ("refused", reason)
    assert take_courier(zones.outer, package, CARRIER).reason == "own"
    assert [one.reason for one in ledger(zones.inner).steps] == ["cut", "no_package", "bad_signature"]
    with zones.inner.database.read() as unit:
        assert applications.by_number(unit, number) is None


def test_who_stops_outside_while_it_is_examined_inside_has_asked_for_it(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    examine(zones, reviewer, number)
    assert stop(zones, session, number) == "now"  # outside nobody knows yet
    zones.round()
    assert same_state(zones, number) == ("examining", "examining")
    answer_asking(zones, reviewer, number, grant=True)
    zones.round()
    assert same_at_both(zones, number)["state"] == "withdrawn"


def test_who_stops_before_it_was_carried_has_stopped_inside(zones: Zones, session: Session, reviewer: Member) -> None:
    number = file_application(zones.outer, session)
    stop(zones, session, number)
    zones.round()
    assert same_at_both(zones, number)["state"] == "withdrawn"


def test_what_comes_after_the_decision_is_kept_apart_and_the_decision_stands(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, reviewer, number)
    zones.round()
    correct(zones, session, number)
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        stop_waiting(zones.inner, unit, reviewer, case, case.row.revision)
        unit.commit()
    examine(zones, reviewer, number)
    decide(zones, reviewer, number, "refused")
    stop(zones, session, number)
    zones.round()
    assert same_state(zones, number) == ("refused", "refused")
    kept = ledger(zones.inner).apart
    assert {act.partition(":")[0] for _, act, _ in kept} == {"corrected", "stopped"}
    zones.round()
    assert ledger(zones.inner).apart == kept


def test_that_money_came_outside_stands_in_the_history_inside_once(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    with zones.outer.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert payments.add(unit, PaymentRow(0, "P1", row.id, 710, "JPY", "paid", "fake", "R", 2, 2, 2, row.stored_at))
        unit.commit()
    for _ in range(2):
        zones.round()
    page = at_desk(zones.inner, reviewer).get(f"/desk/{number}")
    assert page.count("インターネット側での手数料：710円。払われました") == 1


def test_nothing_of_what_stays_inside_and_nobody_elses_case_is_carried_out(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    other = alice(zones.inner)
    inside = file_application(zones.inner, other)
    ask(zones, reviewer, number)
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        note_case(zones.inner, unit, reviewer, case, "家族の事情がある", "a" * 20)
        unit.commit()
    (package,) = zones.pack("inner")
    assert zones.outer.courier is not None
    said = zones.outer.courier.open(package).parts[0].decode()
    assert inside not in said
    assert "家族の事情" not in said
    assert "reviewer" not in said
    with zones.outer.database.read() as unit, pytest.raises(NotFound):
        case_of_resident(zones.outer, unit, session, inside)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_and_however_it_is_carried_both_sides_end_the_same(
    makers: Makers, tmp_path: Path, seed: int
) -> None:
    """Packages come late, twice, in any order or never; people go on meanwhile."""
    chance = random.Random(seed)
    with two_zones(makers, "sqlite", tmp_path) as zones:
        session, reviewer = alice(zones.outer), add_member(zones.inner, "reviewer", ("reviewer", DUTY))
        numbers, lying = [file_application(zones.outer, session)], list[tuple[str, bytes]]()
        done = 0
        for _ in range(60):
            number = chance.choice(numbers)
            try:
                done += do_something(zones, session, reviewer, number, chance)
                numbers += [file_application(zones.outer, session)] if chance.random() < 0.06 else []
            except (Conflict, Closed, NotFound, AssertionError, StopIteration):
                pass  # that cannot be done now
            if chance.random() < 0.5:
                zone = chance.choice(("outer", "inner"))
                lying += [(zone, package) for package in zones.pack(zone, again=chance.random() < 0.3)]
            if lying and chance.random() < 0.7:
                zone, package = chance.choice(lying)
                take_courier(zones.other(zone), package, CARRIER)
        assert done > 15
        for zone in ("outer", "inner") * 4:
            for package in zones.pack(zone, again=True):
                assert take_courier(zones.other(zone), package, CARRIER).left == ()
        for number in numbers:
            same_at_both(zones, number)
        assert zones.pack("outer") + zones.pack("inner") == []
        assert nothing_waits(zones)


def do_something(zones: Zones, session: Session, reviewer: Member, number: str, chance: random.Random) -> bool:
    """One act of an applicant or of the section."""
    acts: dict[str, Callable[[], object]] = {
        "say": lambda: say(zones, session, number, "質問です。"), "answer": lambda: answer(zones, reviewer, number, "はい。"),
        "ask": lambda: ask(zones, reviewer, number), "correct": lambda: correct(zones, session, number),
        "examine": lambda: examine(zones, reviewer, number),
        "stop": lambda: stop(zones, session, number) if chance.random() < 0.2 else None,
        "decide": lambda: decide(zones, reviewer, number) if chance.random() < 0.2 else None,
    }  # fmt: skip
    acts[chance.choice(list(acts))]()
    return True
