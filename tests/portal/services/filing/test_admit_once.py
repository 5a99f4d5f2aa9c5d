"""1人1回 per person and 年度, also by concurrent drafts."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copy
from threading import Barrier

import pytest

from portal.jobs.bookings.keep_places import keep_places
from portal.services.cases.cases import case_of_resident
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.portal.later import at
from tests.portal.world import PLACE, alice

NAME = "duplicate-once"
ONCE = "この手続は、もう出しています。1人1回だけです。"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(makers: Makers, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    copy(SMALLEST / f"{NAME}.yaml", tmp_path)
    with running_house(tmp_path, makers[request.param].migrated(), tmp_path / "house") as house:
        yield house


def begin(installation: Installation, session: Session, door: str = "online") -> str:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(NAME)
        draft_id = start_draft(installation, unit, procedure, door, person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, NAME, draft_id)
        save_draft(installation, unit, draft, {"name": {"family": "髙見本", "given": "太郎"}}, frozenset())
        unit.commit()
    return draft_id


def send(
    installation: Installation, session: Session, draft_id: str, wait: Callable[[], object] = lambda: None
) -> Sent:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, NAME, draft_id)
        wait()
        actor = Actor("resident", session.person_id or "", place=PLACE)
        sent = submit_application(
            installation, unit, draft, actor, Arrival(installation.clock.now(), "online", "stored"), {}
        )
        if sent.receipt_number:
            unit.commit()
    return sent


def test_of_two_drafts_that_are_sent_at_once_one_is_taken(house: House) -> None:
    installation = house.installation
    session = alice(installation)
    wanting = [begin(installation, session) for _ in range(2)]
    together = 1 if installation.database.sqlite else 2
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(
            pool.map(lambda draft: send(installation, session, draft, lambda: barrier.wait(timeout=30)), wanting)
        )
    assert sorted((bool(submission.receipt_number), submission.again) for submission in sent) == [
        (False, True),
        (True, False),
    ]
    assert not send(
        installation, session, next(draft for draft, submission in zip(wanting, sent, strict=True) if submission.again)
    ).receipt_number


def test_it_can_be_sent_again_when_it_was_withdrawn_and_in_the_next_year(house: House) -> None:
    installation = house.installation
    session = alice(installation)
    first = send(installation, session, begin(installation, session)).receipt_number
    again = begin(installation, session)
    assert send(installation, session, again).again
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, first)
        stop_application(installation, unit, case, Actor("resident", "alice", place=PLACE), NOW, "")
        unit.commit()
    keep_places(installation)
    assert send(installation, session, again).receipt_number
    april = at(installation, "2027-04-01T00:00:00+09:00")
    spring = alice(april)
    assert send(april, spring, begin(april, spring)).receipt_number


def test_who_sent_it_learns_so_before_they_write_it_again(house: House) -> None:
    with house.resident() as visitor:
        visitor.go(f"/apply/{NAME}")
        visitor.press("次へ", {"name.family": "髙見本", "name.given": "太郎"})
        house.send(visitor)
        assert visitor.path.startswith("/applications/")
        visitor.go(f"/apply/{NAME}")
        assert (visitor.seen.status_code, ONCE in visitor.text) == (409, True)
        with house.installation.database.read() as unit:
            names = {row.slot for row in unit.connection.exec_driver_sql("SELECT slot FROM reservation")}
        assert [name for name in names if "taro" in name] == [], "the capacity rows name no applicant"


def test_what_is_still_open_is_reported_before_the_same_is_sent_again(makers: Makers, tmp_path: Path) -> None:
    """It may be sent all the same."""
    text = (SMALLEST / f"{NAME}.yaml").read_text(encoding="utf-8").replace("once: true", "once: false")
    (tmp_path / f"{NAME}.yaml").write_text(text, encoding="utf-8")
    with (
        running_house(tmp_path, makers["sqlite"].migrated(), tmp_path / "house") as house,
        house.resident() as visitor,
    ):
        number = ""
        for before in (False, True):
            visitor.go(f"/apply/{NAME}")
            visitor.press("次へ", {"name.family": "髙見本", "name.given": "太郎"})
            assert ("に出しています。まだ終わっていません" in visitor.text) is before
            if before:
                assert f"出したもの（{number}）を見る" in visitor.text
            house.send(visitor)
            number = visitor.path.rpartition("/")[2]
