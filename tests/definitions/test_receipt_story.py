"""A story over HTTP: the receipt says what the answers lead to, and nothing that is over."""

from collections.abc import Iterator
from shutil import copy

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.filing.print_receipt import as_sent, receipt_content
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST, shelf
from tests.journeys.visitor import Visitor


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("receipt")
    for name in ("next-when", "due-day", "fee-amount"):
        copy(SMALLEST / f"{name}.yaml", folder)
    with running_house(folder, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        yield house


def filed(visitor: Visitor, name: str) -> tuple[str, str]:
    # The number, and the receipt.
    Filing(visitor, shelf()[name], shelf()[name].scenarios[0]).until_check()
    assert name != "due-day" or "期限" in visitor.text
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2], visitor.text


def test_steps_that_the_answers_exclude_are_neither_on_the_page_nor_on_the_paper(house: House) -> None:
    with house.visitor() as visitor:
        number, page = filed(visitor, "next-when")
    assert ("担当の課が内容を確かめます。" in page, "窓口に来てください。" in page, "書いた住所に送ります。" in page) == (
        True, True, False,
    )  # fmt: skip
    with house.installation.database.read() as unit:
        case = case_of_member(house.installation, unit, house.reviewer, number)
        lines = receipt_content(house.installation, as_sent(unit, case))["next"]
    assert lines == ["担当の課が内容を確かめます。", "この番号を持って、窓口に来てください。"]
    with house.member(house.reviewer) as member:
        assert "書いた住所に送ります。" not in member.go(f"/counter/print/{number}").text


def test_the_deadline_of_what_was_sent_is_not_on_its_receipt(house: House) -> None:
    with house.visitor() as visitor:
        _, page = filed(visitor, "due-day")
    assert "期限" not in page.partition("受付番号")[2]


def test_what_it_costs_is_beside_the_button_that_sends_it(house: House) -> None:
    with house.visitor() as visitor:
        Filing(visitor, shelf()["fee-amount"], shelf()["fee-amount"].scenarios[0]).until_check()
        bar = visitor.text.partition('class="send-bar"')[2].partition("</form>")[0]
        assert bar.index("払うお金の合計") < bar.index("申請する")
        assert visitor.text.count("払うお金の合計") == 1
