"""Rows on a phone without scripts, in both languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import axe
from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.integrations.identity.world import served
from tests.journeys import looks
from tests.journeys.phone import follow


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(SMALLEST, makers["sqlite"].migrated(), tmp_path_factory.mktemp("browser")) as house:
        yield house


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    with served(house.app) as address:
        yield address


@pytest.fixture
def base_url(address: str) -> str:
    return address


def looked_at(page: Page) -> list[str]:
    return axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.RESIDENT)


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
@pytest.mark.parametrize("language", ["ja", "easy"])
def test_rows_are_added_left_and_taken_away(language: str, phone: Page, base_url: str, javascript: bool) -> None:
    phone.context.add_cookies([{"name": "kakanai_language", "value": language, "url": base_url}])
    phone.goto("/apply/rows-named")
    problems = looked_at(phone)
    for given in ("花子", "とても長い名前の太郎左衛門之丞"):
        follow(phone.locator('button[value="add"]'))
        phone.locator('[name$="name.family"]').fill("髙見本")
        phone.locator('[name$="name.given"]').fill(given)
        follow(phone.locator("main form .buttons button").first)
        phone.goto(phone.url.rpartition("/")[0] + "/people")
    assert phone.locator(".rows-line .mark-required").count() == 2
    problems += looked_at(phone) + looks.of_larger_text(phone)
    follow(phone.locator('a[href$="remove=1"]'))
    problems += looked_at(phone)
    follow(phone.locator("main .buttons a"))
    assert phone.locator(".rows-line").count() == 2
    follow(phone.locator('a[href$="remove=1"]'))
    follow(phone.locator('button[value="remove.1"]'))
    assert "左衛門" in phone.locator(".rows-line").inner_text()
    assert problems == []


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
@pytest.mark.parametrize("language", ["easy"])
def test_what_a_register_offers_is_confirmed_or_left_out(
    language: str, phone: Page, base_url: str, house: House, javascript: bool
) -> None:
    phone.context.add_cookies([{"name": "kakanai_language", "value": language, "url": base_url}])
    scenario = {"household": [{"name": {"family": "見本", "given": name}, "birth": "2016-05-01"} for name in "一二"]}
    house.fill_register(scenario)
    phone.goto("/apply/rows-offered")
    problems = looked_at(phone)
    phone.locator("#offer-0").uncheck()
    phone.locator("#offer-1").uncheck()
    follow(phone.locator('button[value="next"]'))
    assert phone.locator(".rows-line, .option").count() == 0
    assert phone.locator('button[value="add"]').count() == 1
    assert problems + looked_at(phone) == []
    house.fill_register({})
