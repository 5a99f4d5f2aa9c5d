"""A compromised outer zone can do no more than an applicant."""

from time import process_time

import pytest

from portal.services.courier.apply_packages import take_courier
from portal.services.courier.folder import digest_of
from portal.services.courier.ledger import ledger
from portal.services.shared.receipt_number import draw
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.courier import courier
from portal.store.courier.courier import IN, TAKEN
from tests.portal.services.courier.carrying import (
    ON_BOTH_ENGINES,
    Change,
    filed_with_a_picture,
    forged,
    in_case,
    same_at_both,
)
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import alice, file_application


@pytest.mark.parametrize(
    "change",
    [
        lambda first: first.update(format=1), lambda first: first.update(zone="inner"), lambda first: first.pop("taken"),
        lambda first: first.update(cases=[1]), lambda first: first.update(acknowledged=[["x"]]),
        lambda first: first.update(acknowledged=[["x", 1 << 90]]), lambda first: first.update(heard=[["x", -1]]),
        lambda first: first.update(heard=[["\0", 1]]), lambda first: first.update(acknowledged=[["\ud800", 1]]),
        lambda first: first.update(taken=[["1", 2]]), lambda first: first.update(items=[{}]),
        lambda first: first.update(lost=["1"]), lambda first: first.update(lost={}),
        lambda first: first.pop("common"), lambda first: first["common"].update(offered=5), lambda first: first["cases"][0].pop("uid"),
    ],
)  # fmt: skip
def test_a_package_that_does_not_say_what_it_is_is_refused_whole(zones: Zones, change: Change) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    took = forged(zones, package, change)
    assert (took.act, took.reason) == ("refused", "contents")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (in_case(arrived_at=1 << 52), "unfit"), (in_case(opened={"notice-1": 1 << 52}), "unfit"),
        (in_case(said=[{"once": "x" * 20, "text": "x", "at": 1 << 52}]), "unfit"), (in_case(meaning="x"), "definition"),
        (in_case(signatures=5), "bug"), (in_case(payments=[{"state": "free"}]), "payment"), (in_case(booked=5), "bug"),
        (in_case(first=5), "bug"), (in_case(acts={}), "bug"), (in_case(evidence={}), "bug"), (in_case(step="x"), "bug"),
        (in_case(files={"x": {}}), "files"), (in_case(door="counter"), "door"), (in_case(door="<x>"), "door"),
        (in_case(basis="<x>"), "door"), (in_case(arrived_at=0), "series"),
    ],
)  # fmt: skip
def test_an_application_that_does_not_fit_is_left_and_holds_up_no_other(
    zones: Zones, change: Change, reason: str
) -> None:
    session = alice(zones.outer)
    numbers = [file_application(zones.outer, session) for _ in range(2)]
    (package,) = zones.pack("outer")
    took = forged(zones, package, change)
    assert took.left == ((numbers[0], reason),)
    with zones.inner.database.read() as unit:
        assert [applications.by_number(unit, number) is not None for number in numbers] == [False, True]
        assert courier.owing(unit, 10) != []
    assert take_courier(zones.inner, package, CARRIER).left == ()  # the genuine package is accepted


@pytest.mark.parametrize("number", ["../../x", "", "26-000-000-011", "a\r\nb", "laptop", "written"])
def test_a_number_that_nobody_draws_there_is_left(zones: Zones, number: str) -> None:
    filed, today = file_application(zones.outer, alice(zones.outer)), zones.outer.clock.today()
    (package,) = zones.pack("outer")
    number = {"laptop": draw(today, laptop=2), "written": f"<{filed}>"}.get(number, number)
    assert forged(zones, package, in_case(receipt_number=number)).left == ((number, "series"),)
    with zones.inner.database.read() as unit:
        assert applications.by_number(unit, number) is None


def test_another_package_under_a_number_that_came_before_is_refused(zones: Zones) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    assert take_courier(zones.inner, package, CARRIER).act == "taken"
    took = forged(zones, package, in_case(meaning="x"), number=1)
    assert (took.act, took.reason) == ("refused", "number_again")
    assert take_courier(zones.inner, package, CARRIER).act == "again"


def test_numbers_without_end_keep_nobody_busy(zones: Zones) -> None:
    """Numbers are not counted one by one."""
    package = filed_with_a_picture(zones)
    far = 1 << 61
    ranges = [[-far, far], *[[1, far]] * 100_000]
    began = process_time()
    took = forged(zones, package, lambda first: first.update(taken=ranges), number=far)
    assert (took.act, process_time() - began < 10) == ("taken", True)
    lines = ledger(zones.inner, most=3)
    assert lines.missing == (1, 2, 3)
    with zones.inner.database.read() as unit:
        assert max(courier.numbers(unit, courier.OUT, courier.ARRIVED)) <= 10_000


@ON_BOTH_ENGINES
def test_the_same_package_twice_changes_nothing_and_is_in_the_ledger(zones: Zones, session: Session) -> None:
    number = file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    acts = [take_courier(zones.inner, package, CARRIER).act for _ in range(3)]
    assert acts == ["taken", "again", "again"]
    assert [step.act for step in ledger(zones.inner).steps] == ["again", "again", "taken"]
    same_at_both(zones, number)


@ON_BOTH_ENGINES
def test_a_forged_a_changed_and_a_foreign_package_are_refused_and_in_the_ledger(zones: Zones, session: Session) -> None:
    number = file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    changed = package[:-100] + bytes([package[-100] ^ 1]) + package[-99:]
    for bad, reason in ((changed, "bad_signature"), (b"x", "no_package"), (package[:99], "cut")):
        took = take_courier(zones.inner, bad, CARRIER)
        assert (took.act, took.reason) == ("refused", reason)
    assert take_courier(zones.outer, package, CARRIER).reason == "own"
    assert [step.reason for step in ledger(zones.inner).steps] == ["cut", "no_package", "bad_signature"]
    with zones.inner.database.read() as unit:
        assert applications.by_number(unit, number) is None


def test_the_ledger_keeps_what_was_taken_its_size_and_by_whom(zones: Zones, session: Session) -> None:
    file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    take_courier(zones.inner, package, CARRIER)
    (step,) = [step for step in ledger(zones.inner).steps if step.way == IN]
    assert (step.number, step.digest, step.act, step.items, step.left_over) == (1, digest_of(package), TAKEN, 1, 0)
    assert (step.size, step.actor, step.peer, step.reason) == (len(package), str(CARRIER), 0, "")
