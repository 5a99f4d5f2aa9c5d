"""1人1回: whoever signed in sends one in a 年度, also by two drafts at the same moment, and again when it ended in vain; on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copy
from threading import Barrier

import pytest

from portal.jobs.keep_places import keep_places
from portal.services.actor import Actor
from portal.services.cases import case_of_resident
from portal.services.drafts import draft_of_resident, save_draft, start_draft
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.services.stop_application import NOW, stop_application
from portal.services.submit_application import Arrival, Sent, submit_application
from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.portal.later import at
from tests.portal.world import PLACE, alice

NAME = "duplicate-once"
SAID = "この手続は、もう出しています。1人1回だけです。"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(makers: Makers, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    copy(SMALLEST / f"{NAME}.yaml", tmp_path)
    with running_house(tmp_path, makers[request.param].migrated(), tmp_path / "house") as house:
        yield house


def begin(here: Installation, session: Session, door: str = "online") -> str:
    with here.database.write() as unit:
        procedure = here.catalogue.current(NAME)
        draft_id = start_draft(here, unit, procedure, door, person_id=session.person_id)
        draft = draft_of_resident(here, unit, session, NAME, draft_id)
        save_draft(here, unit, draft, {"name": {"family": "髙見本", "given": "太郎"}}, frozenset())
        unit.commit()
    return draft_id


def send(here: Installation, session: Session, draft_id: str, wait: Callable[[], object] = lambda: None) -> Sent:
    with here.database.write() as unit:
        draft = draft_of_resident(here, unit, session, NAME, draft_id)
        wait()
        actor = Actor("resident", session.person_id or "", place=PLACE)
        sent = submit_application(here, unit, draft, actor, Arrival(here.clock.now(), "online", "stored"), {})
        if sent.receipt_number:
            unit.commit()
    return sent


def test_of_two_drafts_that_are_sent_at_once_one_is_taken(house: House) -> None:
    here = house.installation
    session = alice(here)
    wanting = [begin(here, session) for _ in range(2)]
    together = 1 if here.database.sqlite else 2
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(pool.map(lambda one: send(here, session, one, lambda: barrier.wait(timeout=30)), wanting))
    assert sorted((bool(one.receipt_number), one.again) for one in sent) == [(False, True), (True, False)]
    assert not send(here, session, next(one for one, at in zip(wanting, sent, strict=True) if at.again)).receipt_number


def test_it_can_be_sent_again_when_it_was_withdrawn_and_in_the_next_year(house: House) -> None:
    here = house.installation
    session = alice(here)
    first = send(here, session, begin(here, session)).receipt_number
    again = begin(here, session)
    assert send(here, session, again).again
    with here.database.write() as unit:
        case = case_of_resident(here, unit, session, first)
        stop_application(here, unit, case, Actor("resident", "alice", place=PLACE), NOW, "")
        unit.commit()
    keep_places(here)
    assert send(here, session, again).receipt_number
    april = at(here, "2027-04-01T00:00:00+09:00")
    spring = alice(april)
    assert send(april, spring, begin(april, spring)).receipt_number


def test_who_sent_it_is_told_before_they_write_it_again(house: House) -> None:
    with house.resident() as visitor:
        visitor.go(f"/apply/{NAME}")
        visitor.press("次へ", {"name.family": "髙見本", "name.given": "太郎"})
        house.send(visitor)
        assert visitor.path.startswith("/applications/")
        visitor.go(f"/apply/{NAME}")
        assert (visitor.seen.status_code, SAID in visitor.text) == (409, True)
        with house.installation.database.read() as unit:
            names = {row.slot for row in unit.connection.exec_driver_sql("SELECT slot FROM reservation")}
        assert [name for name in names if "taro" in name] == [], "a row of places says of nobody that they applied"


def test_what_is_still_open_is_told_before_the_same_is_sent_again(makers: Makers, tmp_path: Path) -> None:
    """Of a procedure that says when two are the same; it may be sent all the same."""
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
