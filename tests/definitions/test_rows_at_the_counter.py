"""Rows on the counter's screen. Removing a filled row asks for confirmation."""

import re
from collections.abc import Iterator

import pytest

from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.journeys.visitor import Visitor


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(SMALLEST, makers["sqlite"].migrated(), tmp_path_factory.mktemp("counter")) as house:
        yield house


@pytest.fixture
def clerk(house: House) -> Iterator[Visitor]:
    """At a screen with two rows, of which the first is filled in."""
    with house.member(house.clerk) as visitor:
        token = visitor.token()
        visitor.seen = visitor.post("/counter/rows-by-button/start", [("csrf_token", token)])
        visitor.press("add.people")
        visitor.press("add.people", {"people.1.name.family": "見本", "people.1.name.given": "花子"})
        yield visitor


def rows(visitor: Visitor) -> list[str]:
    return re.findall(r'data-field="(people[.0-9]+)[.]name"', visitor.text)


def test_an_empty_row_goes_at_once(clerk: Visitor) -> None:
    assert rows(clerk) == ["people.1", "people.2"]
    clerk.press("remove.people.2")
    assert rows(clerk) == ["people.1"]
    assert "消しますか" not in clerk.text


def test_a_written_row_goes_when_that_was_meant(clerk: Visitor) -> None:
    clerk.press("remove.people.1")
    assert "「家族 1」を消しますか" in clerk.text
    assert rows(clerk) == ["people.1", "people.2"]
    clerk.press("gone.people.1")
    assert rows(clerk) == ["people.2"]
    assert "花子" not in clerk.text


def test_a_written_row_stays_when_it_was_not_meant(clerk: Visitor) -> None:
    clerk.press("remove.people.1")
    clerk.press("消さない")
    assert "消しますか" not in clerk.text
    assert "花子" in clerk.text
