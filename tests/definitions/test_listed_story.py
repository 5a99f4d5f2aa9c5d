"""A story: a list of 200 is searched, an entry ends while a draft waits, and what was sent keeps its words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from shutil import copy

import pytest
from playwright.sync_api import Page

from portal.db import Unit
from portal.services.desk.lists.change_list import FILE, ListState, make_change, row_of
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from tests.browser import axe, overflow
from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.integrations.identity.world import served
from tests.portal.services.desk.lists.world import act, keeper
from tests.portal.world import add_member

PROCEDURE, PAGE = "field-listed-columns", "/desk/lists/schools"


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("listed")
    copy(SMALLEST / f"{PROCEDURE}.yaml", folder)
    with running_house(folder, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="module")
def member(house: House) -> Member:
    """The list has 200 entries more."""
    member = keeper(house.installation)

    def more(unit: Unit, opened: ListState) -> None:
        first = opened.entry("schools-1")
        rows = [
            row_of(
                opened.kept,
                replace(first, key=f"many-{at}", label=f"遠い{at}学校", kana=f"トオイ{at}", easy=""),
                len(opened.rows) + at,
            )
            for at in range(200)
        ]
        make_change(house.installation, unit, member, opened, FILE, (*opened.rows, *rows))

    act(house.installation, member, more)
    return member


@pytest.fixture(scope="module")
def address(house: House, member: Member) -> Iterator[str]:
    with served(house.app) as address:
        yield address


@pytest.fixture
def base_url(address: str) -> str:
    return address


def test_an_entry_ends_while_a_draft_waits_and_what_was_sent_keeps_its_words(house: House, member: Member) -> None:
    with house.visitor(browser="a browser of hers") as visitor, house.member(member) as keeper_:
        visitor.go(f"/apply/{PROCEDURE}")
        assert "全部で206件のなかから" in visitor.text
        visitor.press("さがす", {"answer.words": "みどりがおか"})
        assert "見本市立緑が丘小学校" in visitor.text
        assert "遠い" not in visitor.text
        visitor.press("次へ進む", {"answer": "schools-2"})
        assert visitor.path.endswith("/check")

        keeper_.go(f"{PAGE}/entry?key=schools-2")
        keeper_.press("この日でおわりにする", {"entry.ends": "2026-11-19"})
        assert "おわりの日を入れました。" in keeper_.text
        visitor.press("申請する")
        assert "「通いたい学校」の「見本市立緑が丘小学校」は、いまは選べません。" in visitor.text
        visitor.go(re.sub("/check$", "/main", visitor.path)) if visitor.path.endswith("/check") else None
        visitor.press("次へ進む", {"answer": [], "answer.words": "見本市立港町小学校"})
        assert visitor.path.endswith("/check"), visitor.text
        visitor.press("申請する")
        number = re.search(r"[0-9]{2}(-[0-9]{3}){3}", visitor.text)
        assert number is not None

        keeper_.go(f"{PAGE}/entry?key=schools-3")
        keeper_.press("直す", {"entry.label": "港町学園", "entry.column_places": "0"})
    with house.member(house.reviewer) as reviewer:
        reviewer.go(f"/desk/{number[0]}")
        assert "見本市立港町小学校" in reviewer.text
        assert "港町学園" not in reviewer.text


def test_a_long_list_is_searched_and_pages_of_the_section_are_sound_at_each_size(
    page: Page, base_url: str, house: House, shoot: Callable[[Page, str], None]
) -> None:
    page.goto(f"/apply/{PROCEDURE}")
    page.get_by_label("ことばでさがす").fill("とおい 17")
    page.get_by_role("button", name="さがす").click()
    page.get_by_label("遠い117学校").wait_for()
    assert (axe(page), overflow(page) <= 0) == ([], True)
    shoot(page, "listed-question")
    member = add_member(house.installation, f"gakko-{page.evaluate('window.innerWidth')}", ("reviewer", "schools"))
    with house.installation.database.write() as unit:
        token = open_session(house.installation, unit, "staff", staff_id=member.id)
        unit.commit()
    page.context.add_cookies(
        [
            {"name": f"kakanai_{name}", "value": value, "url": base_url}
            for name, value in (("staff", token), ("browser", "b"))
        ]
    )
    for path in ("", "/schools?q=みほん", "/schools/entry?key=schools-1", "/schools/file", "/schools/history"):
        page.goto(f"/desk/lists{path}")
        assert (path, axe(page), overflow(page) <= 0) == (path, [], True)
        shoot(page, f"lists{path.partition('?')[0].replace('/', '-')}")
