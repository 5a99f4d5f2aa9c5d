"""A story over HTTP: twelve apply for three places, lots are drawn, everybody sees it, one withdraws, and the next moves up."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from shutil import copy

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.residents.sign_in_resident import finish_sign_in
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.definitions.house import House, on, running_house
from tests.definitions.shelf import SMALLEST
from tests.forms.numbers.lot_checker import faults
from tests.journeys.visitor import Visitor
from tests.portal.world import PLACE

PROCEDURE, CLOSES, PEOPLE = "drawing", "2026-11-30", 12
DESK = f"/desk/drawings/{PROCEDURE}?closes={CLOSES}"


@pytest.fixture
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("drawing")
    copy(SMALLEST / f"{PROCEDURE}.yaml", folder)
    with running_house(folder, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        yield house


@contextmanager
def resident(house: House, number: int) -> Iterator[Visitor]:
    name = f"人{number}　花子"
    now = house.installation.clock.now()
    assertion = Assertion("fake", "https://card.example", name, ("card",), "aal3", now, BasicFour(name=name))
    with house.installation.database.write() as unit:
        token = finish_sign_in(house.installation, unit, assertion, PLACE)
        unit.commit()
    with house.visitor(resident=token, browser=f"browser {number}") as visitor:
        yield visitor


def apply(house: House, number: int) -> str:
    with resident(house, number) as visitor:
        procedure = house.installation.catalogue.current(PROCEDURE)
        Filing(visitor, procedure, procedure.scenarios[0]).until_check()
        visitor.press("申請する")
        visitor.go("/applications")
        address = re.search(r"/applications/(\d\d-\d{3}-\d{3}-\d{3})", visitor.text)
    assert address is not None, visitor.text
    return address[1]


def public(house: House) -> tuple[str, str]:
    """The page and the file, as a stranger sees them."""
    with house.visitor() as stranger:
        stranger.go(f"/procedures/{PROCEDURE}/drawing")
        page = stranger.text
        return page, stranger.go(f"/procedures/{PROCEDURE}/drawing.csv?closes={CLOSES}").content.decode()


def results(page: str) -> dict[str, str]:
    """receipt number → result, in the order of the list"""
    lines = re.findall(r'<th scope="row" class="number">([\d-]+)</th><td class="number">\d+</td><td>([^<]+)</td>', page)
    return dict(lines)


def own(house: House, number: int, receipt: str) -> str:
    with resident(house, number) as visitor:
        visitor.go(f"/applications/{receipt}")
        return visitor.text


def test_twelve_apply_for_three_places_one_withdraws_and_the_next_moves_up(house: House) -> None:
    keep_drawings(house.installation)
    people = {apply(house, number): number for number in range(PEOPLE)}
    assert len(people) == PEOPLE
    assert "締切りのあとで抽選をします。" in own(house, 0, next(iter(people)))
    before, _ = public(house)
    promise = re.search(r"\b[0-9a-f]{64}\b", before)
    assert promise is not None
    assert results(before) == {}
    with house.member(house.reviewer) as reviewer:
        reviewer.go(DESK)
        assert "抽選へ進む" not in reviewer.text, "people may still apply"

    with ExitStack() as stack:
        late = stack.enter_context(on(house, "2026-12-01T09:00:00+09:00"))
        with late.visitor() as tardy:
            tardy.go(f"/apply/{PROCEDURE}")
            assert "11月に受け付けます。" in tardy.text
        with late.member(late.reviewer) as reviewer:
            reviewer.go(f"{DESK}&draw=1")
            assert all(number in reviewer.text for number in people)
            reviewer.press(f"{PEOPLE}件で抽選する")
            assert "抽選を行いました。" in reviewer.text
        page, file = public(late)
        seed = re.findall(r"\b[0-9a-f]{64}\b", page)[1]
        assert faults(seed, promise[0], file) == []
        drawn = results(page)
        assert list(drawn.values()) == ["当選"] * 3 + [f"補欠 {number}" for number in range(1, PEOPLE - 2)]
        assert "花子" not in page + file
        order = list(drawn)
        assert "当選しました。" in own(late, people[order[0]], order[0])
        waiting = own(late, people[order[3]], order[3])
        assert "補欠の1番です。" in waiting
        assert ("締切りのあとで抽選をします。" in waiting, "当選した人に、日を知らせます。" in waiting) == (False, True)

        with resident(late, people[order[1]]) as winner:
            winner.go(f"/applications/{order[1]}/stop")
            winner.press("やめる")
        keep_drawings(late.installation)
        assert "補欠から繰り上がり、当選しました。" in own(late, people[order[3]], order[3])
        assert "補欠の1番です。" in own(late, people[order[4]], order[4])
        assert "抽選の順番から外れました。" in own(late, people[order[1]], order[1])
        page, file = public(late)
        after = results(page)
        assert [after[number] for number in order[:5]] == ["当選", "空きました", "当選", "当選", "補欠 1"]
        assert faults(seed, promise[0], file) == [], "the order of the drawing stays"
        with late.member(late.reviewer) as reviewer:
            reviewer.go(f"/desk/{order[3]}")
            assert "補欠から繰上げ" in reviewer.text
