"""Killed before or after any commit, or between the ledger and the file: nothing is lost, nothing is twice, the ledger is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.db import Unit
from portal.services.courier_folder import digest_of, let_stand
from portal.services.courier_ledger import ledger
from portal.services.take_courier import take_courier
from portal.store import applications, campaigns, invitations
from tests.databases import Makers
from tests.portal.invited import start
from tests.portal.services.carrying import answer, ask, nothing_waits, same_at_both, say
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application

PLACES = ("before a commit", "after a commit", "before the file stands")


class Killed(BaseException):
    """As SIGKILL: nothing that the program does about failures is done."""


@contextmanager
def killing(place: str, at: int) -> Iterator[list[int]]:
    """At the `at`th time that this place is reached; how often it was."""
    reached = [0]
    commit = Unit.commit

    def reach() -> None:
        reached[0] += 1
        if reached[0] == at:
            raise Killed

    def committing(unit: Unit) -> None:
        if place == PLACES[0]:
            reach()
        commit(unit)
        if place == PLACES[1]:
            reach()

    def standing(begun: Path) -> None:
        if place == PLACES[2]:
            reach()
        let_stand(begun)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Unit, "commit", committing)
        patch.setattr("portal.services.pack_courier.let_stand", standing)
        yield reached


class Carrier:
    """Takes each file until somebody has taken it in, and the one before once more, as people do."""

    def __init__(self, zones: Zones) -> None:
        self.zones, self.carried = zones, set[Path]()

    def go(self) -> None:
        for zone in ("outer", "inner", "outer", "inner"):
            self.zones.pack(zone)
            lying = self.zones.lying(zone)
            for path in [one for one in lying if one not in self.carried or one == lying[-1]]:
                take_courier(self.zones.other(zone), path.read_bytes(), CARRIER)
                self.carried.add(path)


# To a database, what is killed after a commit is what is killed before the next one; the file is no matter of it.
@pytest.mark.parametrize(("engine", "place"), [*(("sqlite", place) for place in PLACES), ("postgresql", PLACES[0])])
def test_a_run_that_is_killed_at_any_moment_and_begun_again_ends_as_if_it_had_not_been(
    makers: Makers, tmp_path: Path, engine: str, place: str
) -> None:
    with two_zones(makers, engine, tmp_path) as zones:
        session, reviewer = alice(zones.outer), add_member(zones.inner, "reviewer", ("reviewer", DUTY))
        numbers, carrier, at, killed = [file_application(zones.outer, session)], Carrier(zones), 1, True
        carrier.go()
        ask(zones, reviewer, numbers[0])
        start(zones.inner)
        while killed:
            numbers += [file_application(zones.outer, session)] if at == 2 else []
            say(zones, session, numbers[0], f"{at}回目")
            answer(zones, reviewer, numbers[0], "お答えします。")
            try:
                with killing(place, at):
                    carrier.go()
                killed = False
            except Killed:
                at += 1
        carrier.go()
        for number in numbers:
            same_at_both(zones, number)
        assert len(same_at_both(zones, numbers[0])["messages"]) == 2 * at
        with zones.inner.database.read() as unit:
            events = [applications.events(unit, row.id) for row in applications.of_person(unit, _person(zones))]
        assert [sum(one.move == "receive" for one in found) for found in events] == [1] * len(numbers)
        assert nothing_waits(zones)
        with zones.outer.database.read() as unit:
            (letters,) = campaigns.in_state(unit, "open")
            assert len(invitations.of_campaign(unit, letters.id)) == 2
        whole(zones)


def _person(zones: Zones) -> str:
    with zones.inner.database.read() as unit:
        return str(unit.connection.exec_driver_sql("SELECT DISTINCT person_id FROM application").scalar_one())


def whole(zones: Zones) -> None:
    """Each number once, each file in the ledger, and what one packed the other took or is known to lack."""
    for zone in ("outer", "inner"):
        steps = ledger(getattr(zones, zone)).steps
        packed = {one.number: one.digest for one in steps if (one.way, one.act) == ("out", "packed")}
        assert sorted(packed) == list(range(1, len(packed) + 1))
        lying = {digest_of(path.read_bytes()) for path in zones.lying(zone)}
        assert lying == set(packed.values())
        taken = {
            one.number: one.digest for one in ledger(zones.other(zone)).steps if (one.way, one.act) == ("in", "taken")
        }
        assert taken == packed
