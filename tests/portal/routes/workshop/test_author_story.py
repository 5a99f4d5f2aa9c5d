"""A clerk who has never seen the project makes a procedure, and residents use it: over HTTP, by the words on the pages."""

import csv
import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import httpx
from starlette.testclient import TestClient

from portal.app import make_app
from portal.jobs.publish_releases import publish_releases
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.definitions.filing import Filing
from tests.journeys.desk.authoring import (
    ANSWERS,
    DUTY,
    HERE,
    NAME,
    PROCEDURE,
    TITLE,
    TOMORROW,
    Step,
    approve,
    decide,
    export,
    first_version,
    put_back,
    second_version,
    sign_and_ask,
    write,
)
from tests.journeys.in_process import BASE, InProcess
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.practice_cards import PracticeCards
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.workshop.writing import author, publisher
from tests.portal.world import add_member


class Hand(Visitor):
    """Follows and presses what shows these words."""

    def do(self, step: Step) -> None:
        links = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', self.text, re.DOTALL)
        addresses = [href for href, inner in links if step.words in plain(inner) and not step.boxes]
        if addresses:
            self.go(html.unescape(addresses[0]).partition("#")[0])
        else:
            self.press(step.words, step.boxes)
        assert self.seen.status_code == 200, (step, self.seen.url)

    def shows(self, words: str) -> bool:
        return words in self.text


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
        assert "払うお金の合計 500円" in plain(visitor.text)
        visitor.press("申請する")
        return visitor.path.rpartition("/")[2]


def decided(installation: Installation, number: str) -> None:
    section = hand(installation, add_member(installation, "section", ("reviewer", DUTY)), f"/desk/{number}")
    decide(section)


def exported(installation: Installation) -> dict[str, str]:
    """The only line of the table of this version."""
    page = hand(installation, add_member(installation, "exporter", ("exporter", DUTY)), "/desk/exports")
    export(page)
    files = re.findall(r'href="([^"]+table_[^"]+_1[^"]*\.csv)"', page.text)
    (line,) = csv.DictReader(io.StringIO(page.client.get(files[0]).content.decode("utf-8-sig")))
    return line


def test_a_procedure_is_made_approved_used_changed_and_returned(installation: Installation) -> None:
    writer, second = (make(installation) for make in (author, publisher))
    page, other = (hand(installation, member, HERE) for member in (writer, second))
    write(page, first_version())
    sign_and_ask(page, TOMORROW)
    other.go(HERE)
    approve(other)
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
    write(page, second_version())
    sign_and_ask(page)
    other.go(HERE)
    approve(other)
    with resident(tomorrow) as visitor:
        assert tomorrow.catalogue.current(NAME).version == 2
        Filing(visitor, tomorrow.catalogue.current(NAME), {"answers": ANSWERS}).until_check()
        other.go(PROCEDURE)
        put_back(other)
        offer_published(tomorrow)
        assert tomorrow.catalogue.current(NAME).version == 1
        visitor.press("申請する")
        begun = visitor.path.rpartition("/")[2]
    with tomorrow.database.read() as unit:
        sent = applications.by_number(unit, begun)
    assert sent is not None
    assert sent.version == 2, "what was begun under a version is sent under it"
    with resident(tomorrow) as visitor:
        assert TITLE in visitor.go(f"/procedures/{NAME}").text
