"""A budget is never oversold by applications at the same moment; what is not used comes back, and the queue moves in order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.definition.procedure import Procedure
from forms.path.path import Path, walk
from portal.db import Unit
from portal.jobs.bookings.keep_places import keep_places
from portal.models.cases.application import Application
from portal.services.bookings.commit_budget import (
    Claim,
    account_of,
    is_queued,
    is_used_up,
    keep_budget,
    move_up,
    place_in_queue,
    total_of,
)
from portal.services.shared.installation import Installation
from portal.store.bookings import reservations
from portal.store.cases import applications
from portal.store.filing import drafts
from tests.definitions.budgets import (
    CLOSED,
    PERIOD,
    WAIT,
    YEAR,
    account,
    begin,
    file,
    offered,
    send,
    share,
    with_budget,
    withdraw,
)
from tests.examples import examples
from tests.portal.later import at
from tests.portal.store.planting import plant
from tests.portal.world import alice

pytestmark = pytest.mark.both_engines


def test_of_two_who_want_the_last_yen_at_once_one_gets_it(installation: Installation) -> None:
    installation, session = offered(installation, 500_000), alice(installation)
    assert file(installation, session, 200_000)
    wanting = [begin(installation, session, 300_000) for _ in range(6)]
    # SQLite serialises writers; on PostgreSQL all have begun before any of them counts.
    together = 1 if installation.database.sqlite else len(wanting)
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(
            pool.map(lambda it: send(installation, session, it, wait=lambda: barrier.wait(timeout=30)), wanting)
        )
    assert [bool(submission.receipt_number) for submission in sent].count(True) == 1
    assert [submission.no_room for submission in sent].count(True) == 5
    assert (account(installation).committed, account(installation).left) == (500_000, 0)
    late = next(draft for draft, submission in zip(wanting, sent, strict=True) if submission.no_room)
    with installation.database.read() as unit:
        assert drafts.by_id(unit, late) is not None, "late applicants keep their drafts"
        assert is_used_up(installation, unit, installation.catalogue.current(CLOSED))
    withdraw(installation, session, next(submission.receipt_number for submission in sent if submission.receipt_number))
    assert account(installation).left == 300_000
    assert send(installation, session, late).receipt_number


def test_what_waits_is_queued_in_order_of_arrival_and_nobody_overtakes(installation: Installation) -> None:
    installation, session = offered(installation, 500_000, WAIT), alice(installation)
    first, second, third, small = [
        file(installation, session, yen, WAIT) for yen in (400_000, 300_000, 200_000, 50_000)
    ]
    rows = [share(installation, number, WAIT) for number in (first, second, third, small)]
    assert [row is not None and is_queued(row) for row in rows] == [False, True, True, True], "50,000 would fit"
    assert (account(installation, WAIT).queued, account(installation, WAIT).in_queue) == (550_000, 3)
    with installation.database.read() as unit:
        assert [place_in_queue(installation, unit, row) for row in rows[1:] if row is not None] == [1, 2, 3]
    keep_places(installation)
    assert account(installation, WAIT).in_queue == 3, "too little is left for the first"
    withdraw(installation, session, first)
    rows = [share(installation, number, WAIT) for number in (second, third, small)]
    assert [row is not None and is_queued(row) for row in rows] == [False, False, True]
    assert account(installation, WAIT).committed == 500_000
    withdraw(installation, session, small)
    assert (account(installation, WAIT).in_queue, share(installation, small, WAIT)) == (0, None)


def test_a_larger_amount_of_the_city_counts_at_once_and_a_smaller_one_takes_nothing_away(
    installation: Installation,
) -> None:
    installation, session = offered(installation, 300_000, WAIT), alice(installation)
    meaning = installation.catalogue.current(WAIT).meaning
    first, second = file(installation, session, 300_000, WAIT), file(installation, session, 100_000, WAIT)
    more = with_budget(installation, 400_000, WAIT)
    assert (more.catalogue.current(WAIT).meaning, account(more, WAIT).left) == (meaning, 100_000)
    assert keep_places(more) >= 1
    assert account(more, WAIT).left == account(more, WAIT).in_queue == 0
    less = with_budget(more, 100_000, WAIT)
    assert (account(less, WAIT).left, account(less, WAIT).committed) == (0, 400_000)
    assert share(less, first, WAIT) is not None
    assert share(less, second, WAIT) is not None


def test_each_year_has_its_own_account(installation: Installation) -> None:
    installation, session = offered(installation, 300_000), alice(installation)
    assert file(installation, session, 300_000)
    installation = with_budget(installation, 700_000, since="2027-04-01")
    procedure = installation.catalogue.current(CLOSED)
    assert [total_of(installation, procedure, year) for year in (YEAR, YEAR + 1)] == [1_000_000, 700_000]
    new_year = at(installation, "2027-04-01T09:00:00+09:00")
    assert (account(new_year, year=YEAR + 1).left, account(new_year).committed) == (700_000, 300_000)
    assert total_of(new_year, procedure, YEAR) == 1_000_000, "the amount of its own year"


def test_within_a_period_all_are_taken_and_nothing_is_committed(installation: Installation) -> None:
    installation, session = offered(installation, 300_000, PERIOD), alice(installation)
    assert all(file(installation, session, 250_000, PERIOD) for _ in range(3))
    assert (account(installation, PERIOD).left, account(installation, PERIOD).queued) == (300_000, 750_000)
    keep_places(installation)
    assert account(installation, PERIOD).in_queue == 3, "the section decides, not the order"


def test_what_came_from_elsewhere_gets_money_or_waits(installation: Installation) -> None:
    installation, session = offered(installation, 500_000), alice(installation)
    procedure = installation.catalogue.current(CLOSED)
    number = file(installation, session, 400_000)
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        held = share(installation, number)
        assert row is not None
        assert held is not None
        reservations.give_back(unit, held.id, 1)
        path = _path(installation, 400_000)
        for expected in (False, True):
            keep_budget(installation, unit, procedure, path, "no draft", row.id, installation.clock.today())
            rows = [kept for kept in reservations.of_application(unit, row.id) if kept.number is not None]
            assert is_queued(rows[-1]) is expected
        assert is_used_up(installation, unit, procedure), "who waits is served first"


def _path(installation: Installation, yen: int) -> Path:
    procedure = installation.catalogue.current(CLOSED)
    environment = installation.rules.environment(procedure, installation.clock.today(), "online")
    return walk(procedure, {"cost": yen}, environment)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["file", "end", "grant", "total", "work"]), st.integers(0, 9), st.integers(0, 12)
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, waits=st.booleans())
def test_whatever_happens_it_is_never_oversold(
    world: Installation, acts: list[tuple[str, int, int]], waits: bool
) -> None:
    installation, total = world, 10
    procedure = installation.catalogue.current(WAIT if waits else CLOSED)
    with installation.database.write() as unit:  # never committed
        filed: list[int] = []
        moved: list[int] = []
        for act, which, yen in acts:
            setting = replace(procedure.settings["budget"], default=total)
            procedure = replace(procedure, settings={**procedure.settings, "budget": setting})
            before = account_of(installation, unit, procedure, YEAR)
            if act == "total":
                total = yen * 2
            elif act == "file":
                filed.append(_filed(installation, unit, procedure, yen, len(filed)))
            elif act == "work":
                while (first := move_up(installation, unit, procedure, YEAR)) is not None:
                    moved.append(filed.index(first))
            elif filed:
                number = filed[which % len(filed)]
                if act == "end":
                    for row in reservations.of_application(unit, number):
                        reservations.give_back(unit, row.id, 5)
                else:
                    claim = Claim(procedure, number, YEAR, yen)
                    lacks, settled = claim.lacks(installation, unit), claim.settle(installation, unit)
                    assert settled == (lacks == 0)
            after = account_of(installation, unit, procedure, YEAR)
            used, used_before = after.committed + after.granted, before.committed + before.granted
            assert used <= max(before.total, used_before), act
            assert after.left == max(after.total - used, 0)
        assert moved == sorted(moved) or any(act == "grant" for act, *_ in acts)


def _filed(installation: Installation, unit: Unit, procedure: Procedure, yen: int, order: int) -> int:
    number = int(plant(unit, Application, state="received", decided_at=None, arrived_at=order)["id"])
    keep_budget(installation, unit, procedure, _path(installation, yen), "no draft", number, installation.clock.today())
    return number


@pytest.fixture
def world(installation: Installation) -> Installation:
    return offered(offered(installation, 10), 10, WAIT)
