"""A kill at any moment loses and repeats nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.db import Unit
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.folder import complete_folder, digest_of
from portal.services.courier.ledger import ledger
from portal.store.campaigns import campaigns, invitations
from portal.store.cases import applications
from tests.databases import Makers
from tests.portal.invited import start
from tests.portal.services.courier.carrying import answer, ask, nothing_waits, same_at_both, write_to_office
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application

PLACES = ("before a commit", "after a commit", "before the file stands")


class Killed(BaseException):
    """SIGKILL: no exception handler runs."""


@contextmanager
def killing(place: str, count: int) -> Iterator[list[int]]:
    """At the `at`th time. Returns the number of times."""
    reached = [0]
    commit = Unit.commit

    def reach() -> None:
        reached[0] += 1
        if reached[0] == count:
            raise Killed

    def committing(unit: Unit) -> None:
        if place == PLACES[0]:
            reach()
        commit(unit)
        if place == PLACES[1]:
            reach()

    def completing(begun: Path) -> None:
        if place == PLACES[2]:
            reach()
        complete_folder(begun)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Unit, "commit", committing)
        patch.setattr("portal.services.courier.pack.complete_folder", completing)
        yield reached


class Carrier:
    """Carries each new file, and the last one again."""

    def __init__(self, zones: Zones) -> None:
        self.zones, self.carried = zones, set[Path]()

    def go(self) -> None:
        for zone in ("outer", "inner", "outer", "inner"):
            self.zones.pack(zone)
            lying = self.zones.lying(zone)
            for path in [package for package in lying if package not in self.carried or package == lying[-1]]:
                take_courier(self.zones.other(zone), path.read_bytes(), CARRIER)
                self.carried.add(path)


# For a database, a kill after one commit equals a kill before the next.
@pytest.mark.parametrize(("engine", "place"), [*(("sqlite", place) for place in PLACES), ("postgresql", PLACES[0])])
@pytest.mark.both_engines
def test_a_run_that_is_killed_at_any_moment_and_begun_again_ends_as_if_it_had_not_been(
    makers: Makers, tmp_path: Path, engine: str, place: str
) -> None:
    with two_zones(makers, engine, tmp_path) as zones:
        session, reviewer = alice(zones.outer), add_member(zones.inner, "reviewer", ("reviewer", DUTY))
        numbers, carrier, count, killed = [file_application(zones.outer, session)], Carrier(zones), 1, True
        carrier.go()
        ask(zones, reviewer, numbers[0])
        start(zones.inner)
        while killed:
            numbers += [file_application(zones.outer, session)] if count == 2 else []
            write_to_office(zones, session, numbers[0], f"{count}回目")
            answer(zones, reviewer, numbers[0], "お答えします。")
            try:
                with killing(place, count):
                    carrier.go()
                killed = False
            except Killed:
                count += 1
        carrier.go()
        for number in numbers:
            same_at_both(zones, number)
        assert len(same_at_both(zones, numbers[0])["messages"]) == 2 * count
        with zones.inner.database.read() as unit:
            events = [applications.events(unit, row.id) for row in applications.of_person(unit, _person(zones))]
        assert [sum(event.move == "receive" for event in events_of) for events_of in events] == [1] * len(numbers)
        assert nothing_waits(zones)
        with zones.outer.database.read() as unit:
            (letters,) = campaigns.in_state(unit, "open")
            assert len(invitations.of_campaign(unit, letters.id)) == 2
        check_ledgers(zones)


def _person(zones: Zones) -> str:
    with zones.inner.database.read() as unit:
        return str(unit.connection.exec_driver_sql("SELECT DISTINCT person_id FROM application").scalar_one())


def check_ledgers(zones: Zones) -> None:
    for zone in ("outer", "inner"):
        steps = ledger(getattr(zones, zone)).steps
        packed = {step.number: step.digest for step in steps if (step.way, step.act) == ("out", "packed")}
        assert sorted(packed) == list(range(1, len(packed) + 1))
        lying = {digest_of(path.read_bytes()) for path in zones.lying(zone)}
        assert lying == set(packed.values())
        taken = {
            step.number: step.digest
            for step in ledger(zones.other(zone)).steps
            if (step.way, step.act) == ("in", "taken")
        }
        assert taken == packed
