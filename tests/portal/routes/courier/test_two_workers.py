"""Two workers: no duplicates, no unrecorded file."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from portal.errors import Conflict
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.ledger import ledger
from portal.services.courier.pack import pack_courier
from portal.store.cases import applications
from tests.databases import ENGINES, Makers
from tests.portal.services.courier.carrying import ask, correct, same_at_both, write_to_office
from tests.portal.services.courier.test_kills import check_ledgers
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application

ROUNDS = 3


@pytest.fixture(params=ENGINES)
def zones(request: pytest.FixtureRequest, makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, request.param, tmp_path) as made:
        yield made


def both(do: Callable[[], Any]) -> list[Any]:
    """Returns each result, or its Conflict."""
    ready = Barrier(2)

    def run() -> Any:
        ready.wait(30)
        try:
            return do()
        except Conflict as late:
            return late

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(2)]]


def test_two_who_take_the_same_package_take_each_application_once(zones: Zones) -> None:
    session, reviewer = alice(zones.outer), add_member(zones.inner, "reviewer", ("reviewer", DUTY))
    numbers = list[str]()
    for turn in range(ROUNDS):
        numbers += [file_application(zones.outer, session) for _ in range(3)]
        if turn:
            write_to_office(zones, session, numbers[0], f"{turn}回目")
            ask(zones, reviewer, numbers[turn])
        for zone in ("inner", "outer"):
            for package in zones.pack(zone):
                other = zones.other(zone)
                for took in both(partial(take_courier, other, package, CARRIER)):
                    # The loser may leave it to the other; the next run finds it.
                    assert (took.act in ("taken", "again"), "bug" in dict(took.left).values()) == (True, False), took
                assert take_courier(other, package, CARRIER).left == ()
        if turn:
            correct(zones, session, numbers[turn])
    zones.round()
    for number in numbers:
        same_at_both(zones, number)
        with zones.inner.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            assert [event.move for event in applications.events(unit, row.id)].count("receive") == 1
    check_ledgers(zones)


def test_of_two_who_pack_at_once_one_does_and_nothing_is_lost(zones: Zones) -> None:
    session = alice(zones.outer)
    numbers = list[str]()
    for _ in range(ROUNDS):
        numbers += [file_application(zones.outer, session) for _ in range(2)]
        done = both(lambda: list(pack_courier(zones.outer, zones.folder / "outer", CARRIER)))
        packed = [package for result in done if not isinstance(result, Conflict) for package in result]
        assert len(packed) == len({package.number for package in packed}) == 1
    for path in zones.lying("outer"):
        assert take_courier(zones.inner, path.read_bytes(), CARRIER).left == ()
    zones.carry("inner")
    check_ledgers(zones)
    for number in numbers:
        same_at_both(zones, number)
    assert ledger(zones.inner).missing == ()
