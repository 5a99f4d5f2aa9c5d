"""A story over HTTP: 交付申請, decision, 実績報告 with inherited values, decision, 請求; and what forged posts change: nothing."""

import re
from collections.abc import Iterator
from shutil import copy

import pytest

from portal.services.cases.cases import case_of_member
from tests.databases import Makers
from tests.definitions.chains import FIRST, GRANTED, SECOND, THIRD, screened
from tests.definitions.filing import Filing
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.journeys.visitor import Visitor
from tests.portal.results import decide

GO = "次の手続を始める"


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("chain")
    for name in (FIRST, SECOND, THIRD):
        copy(SMALLEST / f"{name}.yaml", folder)
    with running_house(folder, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        yield house


def page_on(visitor: Visitor) -> str:
    return visitor.path.rpartition("/")[2]


def walk_on(visitor: Visitor, boxes: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    """The text of each page, pressed on with its boxes until the check page."""
    seen = {}
    while (page := page_on(visitor)) != "check":
        assert page not in seen, visitor.text
        seen[page] = visitor.text
        visitor.press("次へ進む", boxes.get(page, {}))
    return seen


def sent(visitor: Visitor) -> str:
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def test_from_the_first_application_to_the_third(house: House) -> None:
    with house.resident() as taro, house.member(house.reviewer) as reviewer:
        first_procedure = house.installation.catalogue.current(FIRST)
        Filing(taro, first_procedure, first_procedure.scenarios[0]).until_check()
        first = sent(taro)
        taro.go(f"/applications/{first}")
        assert GO not in taro.text, "nothing is decided"
        screened(house.installation, house.reviewer, first)
        decide(house.installation, house.reviewer, first, "approved", GRANTED)

        taro.go("/applications")
        assert "連なる手続の2つめ" in taro.text
        assert re.search(r"12月2\d日.{0,20}までに出してください", taro.text)
        taro.go(f"/applications/{first}")
        taro.press(GO)
        forged = {"earlier_no": {"earlier_no": ["R26-9999"]}, "amount": {"amount": ["999999"]}}
        pages = walk_on(taro, forged | {"cost": {"cost": ["250000"]}})
        shown = "".join(pages.values())  # what is known is shown with the page that follows
        assert f"前の申請（受付番号 {first}）" in shown
        assert 'name="earlier_no"' not in shown, "it is shown, and cannot be typed"
        assert "200,000円" in shown
        assert "why_unlinked" not in pages
        assert "999,999" not in taro.text
        second = sent(taro)
        assert first in taro.text

        with house.installation.database.read() as unit:
            case = case_of_member(house.installation, unit, house.reviewer, second)
        assert (case.answers["earlier_no"], case.path.kept >= {"amount"}) == (first, True)
        reviewer.go(f"/desk/{second}")
        assert re.search(rf'前の申請</h3><ul><li><a href="/desk/{first}"', reviewer.text)
        taro.go(f"/applications/{first}")
        assert GO not in taro.text, "it is filed once"

        screened(house.installation, house.reviewer, second)
        decide(house.installation, house.reviewer, second, "approved", {})
        taro.go(f"/applications/{second}")
        taro.press(GO)
        pages = walk_on(taro, {})
        assert "200,000円" in pages["amount"]
        third = sent(taro)
        reviewer.go(f"/desk/{third}")
        assert reviewer.text.index(first) < reviewer.text.index("連なる手続の2つめ")


def test_a_stranger_cannot_continue_it_and_learns_nothing(house: House) -> None:
    with house.resident() as taro, house.visitor() as charlie:
        procedure = house.installation.catalogue.current(FIRST)
        Filing(taro, procedure, procedure.scenarios[0]).until_check()
        number = sent(taro)
        screened(house.installation, house.reviewer, number)
        decide(house.installation, house.reviewer, number, "approved", GRANTED)
        form = [("csrf_token", charlie.token()), ("procedure", SECOND)]
        charlie.seen = charlie.post(f"/applications/{number}/next", form)
        assert f"/apply/{SECOND}" not in charlie.path
        assert "連なる手続の1つめ" not in charlie.text
        charlie.go(f"/apply/{SECOND}")
        assert number not in charlie.text
