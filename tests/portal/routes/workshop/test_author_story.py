"""A clerk who has never seen the project makes a procedure, and residents use it: over HTTP, by the words on the pages."""

import csv
import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import httpx
import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.jobs.publish_releases import publish_releases
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.journeys.authoring import ANSWERS, DUTY, NAME, TITLE, TOMORROW, Step, first_version, second_version
from tests.journeys.filing import UNCHECKED
from tests.journeys.in_process import BASE, InProcess
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.practice_cards import PracticeCards
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.workshop.writing import author, publisher
from tests.portal.world import add_member

HERE, PROCEDURE = "/desk/workshop", f"/desk/workshop/procedures/{NAME}"


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


class Hand(Visitor):
    """Follows and presses what shows these words."""

    def do(self, step: Step) -> None:
        links = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', self.text, re.DOTALL)
        found = [href for href, inner in links if step.words in plain(inner) and not step.boxes]
        if found:
            self.go(html.unescape(found[0]).partition("#")[0])
        else:
            self.press(step.words, step.boxes)
        assert self.seen.status_code == 200, (step, self.seen.url)

    def write(self, steps: Iterator[Step]) -> None:
        for step in steps:
            self.do(step)
        assert "直すところはありません。" in self.text

    def sign_and_ask(self, **when: str) -> None:
        self.do(Step("確認票"))
        while "すべてに署名する" in self.text:
            self.do(Step("すべてに署名する"))
        self.do(Step("ようす"))
        self.do(Step("承認を求める", when))
        assert "承認を求めました。" in self.text

    def approve(self) -> None:
        self.go(HERE)
        self.do(Step("第"))
        self.do(Step("承認する"))


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def hand(installation: Installation, member: Member, address: str) -> Hand:
    client = at_desk(installation, member).client
    client.follow_redirects = True
    visitor = Hand(BASE, cast(httpx.Client, client))
    visitor.go(address)
    return visitor


@contextmanager
def resident(installation: Installation) -> Iterator[Visitor]:
    client = TestClient(make_app(installation, with_worker=False), base_url=BASE)
    with client, InProcess(installation, client, PracticeCards()).resident() as visitor:
        yield visitor


def filed(installation: Installation) -> str:
    with resident(installation) as visitor:
        Filing(visitor, installation.catalogue.current(NAME), {"answers": ANSWERS}).until_check()
        assert "手数料500円" in plain(visitor.text)
        visitor.press("申請する")
        return visitor.path.rpartition("/")[2]


def decided(installation: Installation, number: str) -> None:
    section = hand(installation, add_member(installation, "section", ("reviewer", DUTY)), f"/desk/{number}")
    section.press("実質審査に進める")
    section.press("内容を確かめる", {"outcome": "accepted"})
    section.press("に決める", UNCHECKED)
    assert "結果を記録しました" in section.text


def exported(installation: Installation) -> dict[str, str]:
    """The only line of the table of this version."""
    page = hand(installation, add_member(installation, "exporter", ("exporter", DUTY)), "/desk/exports")
    page.do(Step("確認する"))
    page.press("渡す")
    files = re.findall(r'href="([^"]+table_[^"]+_1[^"]*\.csv)"', page.text)
    (line,) = csv.DictReader(io.StringIO(page.client.get(files[0]).content.decode("utf-8-sig")))
    return line


def test_a_procedure_is_made_approved_used_changed_and_returned(installation: Installation) -> None:
    writer, second = (make(installation) for make in (author, publisher))
    page, other = (hand(installation, member, HERE) for member in (writer, second))
    page.write(first_version())
    page.sign_and_ask(**{"from": TOMORROW, "from_time": "00:00"})
    other.approve()
    assert "承認しました。決めた日時に公開します。" in other.text
    with resident(installation) as visitor:
        assert visitor.go(f"/procedures/{NAME}").status_code == 404
    assert publish_releases(installation) == 0

    tomorrow = later(installation, days=1)
    assert publish_releases(tomorrow) == 1
    offer_published(tomorrow)
    assert len(tomorrow.catalogue.current(NAME).by_name) == 10, tomorrow.catalogue.current(NAME).by_name.keys()
    number = filed(tomorrow)
    decided(tomorrow, number)
    row = exported(tomorrow)
    assert (row["integer"], row["choice"]) == ("2", "option_1"), row

    page.go(PROCEDURE)
    page.write(second_version())
    page.sign_and_ask(**{"from": "", "from_time": ""})
    other.approve()
    with resident(tomorrow) as visitor:
        assert tomorrow.catalogue.current(NAME).version == 2
    other.go(PROCEDURE)
    other.do(Step("第1版にもどす"))
    assert "前の版にもどしました" in other.text
    offer_published(tomorrow)
    assert tomorrow.catalogue.current(NAME).version == 1
    with resident(tomorrow) as visitor:
        assert TITLE in visitor.go(f"/procedures/{NAME}").text
