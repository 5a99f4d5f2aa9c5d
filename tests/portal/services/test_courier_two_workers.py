"""Two workers at the same package, and at the same packing: each application once, each number once, no file without its line."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from portal.errors import Conflict
from portal.services.courier_folder import lay, packing
from portal.services.courier_ledger import ledger
from portal.services.pack_courier import pack_courier
from portal.services.take_courier import take_courier
from portal.store import applications
from tests.databases import ENGINES, Makers
from tests.portal.services.carrying import ask, correct, same_at_both, say
from tests.portal.services.test_courier_kills import whole
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application

ROUNDS = 3


@pytest.fixture(params=ENGINES)
def zones(request: pytest.FixtureRequest, makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, request.param, tmp_path) as made:
        yield made


def both(do: Callable[[], Any]) -> list[Any]:
    """At the same moment, by two; what each gave, or its Conflict."""
    ready = Barrier(2)

    def one() -> Any:
        ready.wait(30)
        try:
            return do()
        except Conflict as late:
            return late

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(2)]]


def test_two_who_take_the_same_package_take_each_application_once(zones: Zones) -> None:
    session, reviewer = alice(zones.outer), add_member(zones.inner, "reviewer", ("reviewer", DUTY))
    numbers = list[str]()
    for turn in range(ROUNDS):
        numbers += [file_application(zones.outer, session) for _ in range(3)]
        if turn:
            say(zones, session, numbers[0], f"{turn}回目")
            ask(zones, reviewer, numbers[turn])
        for zone in ("inner", "outer"):
            for package in zones.pack(zone):
                there = zones.other(zone)
                for took in both(partial(take_courier, there, package, CARRIER)):
                    # Who was too late may have left it to the other; whoever comes next finds it there.
                    assert (took.act in ("taken", "again"), "bug" in dict(took.left).values()) == (True, False), took
                assert take_courier(there, package, CARRIER).left == ()
        if turn:
            correct(zones, session, numbers[turn])
    zones.round()
    for number in numbers:
        same_at_both(zones, number)
        with zones.inner.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            assert [one.move for one in applications.events(unit, row.id)].count("receive") == 1
    whole(zones)


def test_of_two_who_pack_at_once_one_does_and_nothing_is_lost(zones: Zones) -> None:
    session = alice(zones.outer)
    numbers = list[str]()
    for _ in range(ROUNDS):
        numbers += [file_application(zones.outer, session) for _ in range(2)]
        done = both(lambda: list(pack_courier(zones.outer, zones.folder / "outer", CARRIER)))
        packed = [one for found in done if not isinstance(found, Conflict) for one in found]
        assert len(packed) == len({one.number for one in packed}) == 1
    for path in zones.lying("outer"):
        assert take_courier(zones.inner, path.read_bytes(), CARRIER).left == ()
    zones.carry("inner")
    whole(zones)
    for number in numbers:
        same_at_both(zones, number)
    assert ledger(zones.inner).missing == ()


def test_what_another_worker_is_laying_is_not_swept_away(zones: Zones) -> None:
    """It is in no ledger yet, as what a killed one left."""
    file_application(zones.outer, alice(zones.outer))
    folder = zones.folder / "outer"
    with packing(folder):
        begun = lay(folder, "kakanai-outer-00000001.courier", b"half of it")
        with pytest.raises(Conflict):
            zones.pack("outer")
        assert begun.exists()
    assert len(zones.pack("outer")) == 1
    assert not begun.exists(), "its worker was killed: it is nothing"
