"""Everything is applied once in any order of packages."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.errors import Closed, Conflict, NotFound
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.ledger import ledger
from portal.services.handover.reconcile import reconcile
from portal.services.my_cases.list_documents import list_documents, record_opening
from portal.services.my_cases.send_message import thread
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.handover.contradictions import Contradiction
from portal.store.notices import dispatches, openings
from tests.databases import ENGINES, Makers
from tests.portal.services.courier.carrying import (
    answer,
    ask,
    correct,
    decide,
    declare,
    examine,
    nothing_waits,
    resident,
    same_at_both,
    stop,
    write_to_office,
)
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture(params=ENGINES)
def zones(request: pytest.FixtureRequest, makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, request.param, tmp_path) as made:
        yield made


def test_the_whole_life_of_one_application(zones: Zones, session: Session, inner_reviewer: Member) -> None:
    number = file_application(zones.outer, session)
    declare(zones, session, number)
    zones.round()
    write_to_office(zones, session, number, "いつごろですか。")
    ask(zones, inner_reviewer, number)
    answer(zones, inner_reviewer, number, "電話を直してください。")
    zones.round()
    assert same_at_both(zones, number)["state"] == "returned"
    correct(zones, session, number)
    assert same_state(zones, number) == ("screening", "returned")
    zones.round()
    examine(zones, inner_reviewer, number)
    decide(zones, inner_reviewer, number)
    zones.round()
    shared_state = same_at_both(zones, number)
    assert shared_state["state"] == "approved"
    assert shared_state["answers"]["phone"] == "000-0000-0009"
    assert shared_state["moves"] == ["receive", "return", "correct", "decide"]
    assert len(shared_state["notices"]) == 1
    with zones.outer.database.read() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        notice = list_documents(zones.outer, unit, case)[1]
        assert notice.title == shared_state["notices"][0][1]
        assert [message.text for message in thread(unit, case, "resident")] == [
            "いつごろですか。",
            "電話を直してください。",
        ]
    with zones.outer.database.write() as unit:
        record_opening(zones.outer, unit, case, resident(session), "notice-1")
        unit.commit()
    zones.round()
    with zones.inner.database.read() as unit:
        case = case_of_member(zones.inner, unit, inner_reviewer, number)
        assert list(openings.of(unit, case.row.id)) == ["notice-1"]
        assert dispatches.of_application(unit, case.row.id) == []  # readable online: no letter
    assert nothing_waits(zones)


def same_state(zones: Zones, number: str) -> tuple[str, str]:
    contents = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            contents.append(row.state if row else "")
    return contents[0], contents[1]


def test_packages_in_the_wrong_order_leave_the_newest_state(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, inner_reviewer, number)
    (older,) = zones.pack("inner")
    answer(zones, inner_reviewer, number, "お電話ください。")
    (newer,) = zones.pack("inner")
    for package in (newer, older):
        take_courier(zones.outer, package, CARRIER)
    zones.round()
    assert same_at_both(zones, number)["state"] == "returned"
    assert ledger(zones.outer).missing == ()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_and_however_it_is_carried_both_sides_end_the_same(
    makers: Makers, tmp_path: Path, seed: int
) -> None:
    """Packages are late, repeated, reordered or lost."""
    chance = random.Random(seed)
    with two_zones(makers, "sqlite", tmp_path) as zones:
        session, inner_reviewer = alice(zones.outer), add_member(zones.inner, "reviewer", ("reviewer", DUTY))
        numbers, lying = [file_application(zones.outer, session)], list[tuple[str, bytes]]()
        done = 0
        for _ in range(60):
            number = chance.choice(numbers)
            try:
                done += do_something(zones, session, inner_reviewer, number, chance)
                numbers += [file_application(zones.outer, session)] if chance.random() < 0.06 else []
            except (Conflict, Closed, NotFound, AssertionError, StopIteration):
                pass  # not possible in this state
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
        assert [unexplained(zone) for zone in (zones.outer, zones.inner)] == [(), ()]


def unexplained(installation: Installation) -> tuple[Contradiction, ...]:
    with installation.database.read() as unit:
        return reconcile(unit).unexplained


def do_something(zones: Zones, session: Session, inner_reviewer: Member, number: str, chance: random.Random) -> bool:
    acts: dict[str, Callable[[], object]] = {
        "say": lambda: write_to_office(zones, session, number, "質問です。"), "answer": lambda: answer(zones, inner_reviewer, number, "はい。"),
        "ask": lambda: ask(zones, inner_reviewer, number), "correct": lambda: correct(zones, session, number),
        "examine": lambda: examine(zones, inner_reviewer, number),
        "stop": lambda: stop(zones, session, number) if chance.random() < 0.2 else None,
        "decide": lambda: decide(zones, inner_reviewer, number) if chance.random() < 0.2 else None,
    }  # fmt: skip
    acts[chance.choice(list(acts))]()
    return True
