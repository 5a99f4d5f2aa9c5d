"""Two servers receive related requests at the same time, on both engines."""

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from html import unescape
from typing import cast

import httpx
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from integrations.certificates.mock.holder import Holder
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.app import make_app
from portal.config import load_settings
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.services.shared.write_audit import Actor
from portal.services.signing.sign_as_further_signer import open_signer_request
from portal.store.statements import every, sql
from portal.wiring import install
from tests.databases import ENGINES, NOW, Makers
from tests.forms.loading.small import small
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor
from tests.portal.numbers import number
from tests.portal.routes.files.test_my_numbers import CHECKED, LOOK, MINE, filed, section, to_number
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.serving import BASE, with_any_card
from tests.portal.several import HANAKO, JIRO, MORE, PEOPLE, SIGNED, named
from tests.portal.world import DUTY, PLACE
from tests.warm import Talk

ROUNDS = 5


@dataclass(frozen=True)
class BrowserRequest:
    method: str
    path: str
    cookies: dict[str, str]
    boxes: dict[str, str | list[str]]


@dataclass(frozen=True)
class BrowserResponse:
    status: int
    to: str
    text: str


@dataclass
class City:
    installation: Installation
    servers: list[Talk]

    def at_once(self, *requests: BrowserRequest) -> list[BrowserResponse]:
        """Each server's response; both requests are sent before either response is read."""
        for server, request in zip(self.servers, requests, strict=True):
            server.stdin.write(json.dumps(vars(request)) + "\n")
            server.stdin.flush()
        return [BrowserResponse(**json.loads(server.heard())) for server in self.servers]

    def resident(self, holder: Holder) -> Visitor:
        card = BasicFour(name=holder.name, birth=holder.birth, address=holder.address, sex_raw=holder.sex_raw)
        city = self.installation
        assertion = Assertion("fake", "https://card.example", holder.id, ("card",), "aal3", city.clock.now(), card)
        with city.database.write() as unit:
            token = finish_sign_in(city, unit, assertion, PLACE)
            unit.commit()
        client = TestClient(make_app(city, with_worker=False), base_url=BASE, follow_redirects=True)
        client.cookies.update({"kakanai_resident": token, "kakanai_browser": f"browser of {holder.id}"})
        return Visitor(BASE, cast(httpx.Client, client))

    def states(self) -> dict[str, str]:
        with self.installation.database.read() as unit:
            rows = every(
                unit,
                sql("SELECT s.role, s.state FROM signature s JOIN signed_document d ON d.id = s.document_id "
                    "WHERE d.application_id = (SELECT max(id) FROM application)"),
            )  # fmt: skip
        return {row.role: row.state for row in rows}

    def acts(self, *actions: str) -> list[str]:
        """The audit's actions of the newest application, in order."""
        with self.installation.database.read() as unit:
            rows = every(
                unit,
                sql("SELECT action FROM audit_record WHERE application_id = (SELECT max(id) FROM application) ORDER BY id"),
            )  # fmt: skip
        return [row.action for row in rows if row.action in actions]


@pytest.fixture(scope="module", params=ENGINES)
def city(request: pytest.FixtureRequest, makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    address, data = makers[request.param].offered(), tmp_path_factory.mktemp("city")
    installation = install(load_settings(env="test", data=data, database_url=address, identity="none", now=NOW))
    servers = []
    for _ in range(2):  # sequentially: test_migrations covers starting at once
        servers.append(Talk("tests.portal.serving", str(data), address))
        assert servers[-1].heard() == "ready"
    yield City(with_any_card(installation), servers)
    assert [server.end() for server in servers] == [0, 0]
    installation.database.close()


@pytest.fixture
def sender(city: City) -> Visitor:
    signed = SIGNED.format(order="parallel")
    offer(city.installation, small(MORE, version="1", duty=DUTY, who="{online: [self]}", identity=signed))
    return city.resident(PEOPLE["taro"])


def asked_of_others(city: City, sender: Visitor) -> tuple[str, Visitor, Visitor]:
    number, codes = signed_by(sender, HANAKO, JIRO)
    visitors = [city.resident(holder) for holder in (HANAKO, JIRO)]
    for visitor, code in zip(visitors, codes, strict=True):
        visitor.go("/signers")
        visitor.press("申請を見る", {"number": number, "code": code})
        assert visitor.path == f"/signers/{number}", visitor.text
    return number, visitors[0], visitors[1]


def signed_by(sender: Visitor, mate: Holder, third: Holder) -> tuple[str, list[str]]:
    """The number of an application that taro signed, and the codes of its two further signers."""
    sender.go("/apply/small")
    for boxes in ({"reason": "lost"}, named(mate, "mate"), named(third, "third")):
        sender.press("次へ進む", boxes)
    sender.go(back(sender, way_to_sign(sender), "taro"))
    codes = re.findall(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", sender.text.partition("ほかに署名する人")[2])
    return sender.path.rpartition("/")[2], codes


def back(visitor: Visitor, way: str, serial: str) -> str:
    redirect = visitor.client.get(unescape(way), follow_redirects=False)
    assert redirect.status_code == 303, redirect.text
    return f"/signatures/callback?state={redirect.headers['location'].partition('state=')[2]}&code={serial}"


def get_request(visitor: Visitor, address: str) -> BrowserRequest:
    return BrowserRequest("GET", address, dict(visitor.client.cookies), {})


def test_a_signer_who_returns_twice_signs_once(city: City, sender: Visitor) -> None:
    for _ in range(ROUNDS):
        number, hanako, _ = asked_of_others(city, sender)
        trips = [back(hanako, f"/signers/{number}/go", "hanako") for _ in range(2)]
        city.at_once(*(get_request(hanako, trip) for trip in trips))
        assert city.states() == {"applicant": "accepted", "mate": "accepted", "third": "open"}
        assert city.acts("sign application") == ["sign application"] * 2  # taro's, and hers


def test_two_signers_at_once_are_both_there(city: City, sender: Visitor) -> None:
    for _ in range(ROUNDS):
        number, hanako, jiro = asked_of_others(city, sender)
        responses = city.at_once(
            get_request(hanako, back(hanako, f"/signers/{number}/go", "hanako")),
            get_request(jiro, back(jiro, f"/signers/{number}/go", "jiro")),
        )
        assert [response.to for response in responses] == [f"/signers/{number}?signed"] * 2
        assert set(city.states().values()) == {"accepted"}


def test_one_certificate_signs_once_no_matter_who_comes_with_it_at_the_same_moment(city: City, sender: Visitor) -> None:
    for _ in range(ROUNDS):
        number, hanako, jiro = asked_of_others(city, sender)
        responses = city.at_once(
            get_request(hanako, back(hanako, f"/signers/{number}/go", "one card")),
            get_request(jiro, back(jiro, f"/signers/{number}/go", "one card")),
        )
        assert sorted(response.to for response in responses) == [
            f"/signers/{number}?refused=same_signer",
            f"/signers/{number}?signed",
        ]
        assert sorted(city.states().values()) == ["accepted", "accepted", "open"]


def test_who_brings_two_codes_at_once_is_one_of_the_signers(city: City, sender: Visitor) -> None:
    """One person with two spellings: the second request waits until the first has named the signer."""
    also = replace(HANAKO, name=f"{HANAKO.name[:-1]}\U000e0100{HANAKO.name[-1]}")
    number, codes = signed_by(sender, HANAKO, also)
    hanako, installation = city.resident(HANAKO), city.installation
    with installation.database.read() as unit:
        session = find_session(installation, unit, "resident", hanako.client.cookies["kakanai_resident"])
    assert session is not None

    def bring(code: str, meanwhile: Callable[[], None]) -> str:
        with installation.database.write() as unit:
            problem = open_signer_request(installation, unit, session, Actor("resident", "hanako"), number, code)
            meanwhile()
            unit.commit()
        return problem

    with ThreadPoolExecutor(1) as other:
        late: list[Future[str]] = []

        def second() -> None:
            late.append(other.submit(bring, codes[1], lambda: None))
            wait(late, timeout=0.5)  # without the wait it would be done by then

        first = bring(codes[0], second)
        others = [future.result() for future in late]
    assert (first, others) == (number, [""])
    assert sorted(city.states().values()) == ["accepted", "asked", "open"]


def test_who_signs_and_will_not_sign_at_once_did_one_of_both(city: City, sender: Visitor) -> None:
    for _ in range(ROUNDS):
        number, hanako, _ = asked_of_others(city, sender)
        trip = back(hanako, f"/signers/{number}/go", "hanako")
        token = re.search(r'name="csrf_token" value="([^"]*)"', hanako.text)
        assert token
        boxes: dict[str, str | list[str]] = {"csrf_token": token[1], "reason": "聞いていない"}
        will_not = BrowserRequest("POST", f"/signers/{number}/decline", dict(hanako.client.cookies), boxes)
        city.at_once(get_request(hanako, trip), will_not)
        did = city.acts("sign application", "decline to sign")[1:]
        assert (city.states()["mate"], did) in (
            ("accepted", ["sign application"]), ("declined", ["decline to sign"]),
        )  # fmt: skip


def test_of_two_of_the_section_one_takes_the_paper(city: City, sender: Visitor) -> None:
    _, desk = section(city.installation, "reviewer")
    for _ in range(2):
        number, *_ = asked_of_others(city, sender)
        case = f"/desk/{number}"
        with city.installation.database.read() as unit:
            (third,) = every(unit, sql("SELECT max(id) AS id FROM signature WHERE role = 'third'"))
        papers = [
            staff_at(desk, case, f"{case}/signature", {"signature": str(third.id), "state": "paper", "shown": shown})
            for shown in ("原本", "写し")
        ]
        responses = city.at_once(*papers)
        assert sorted(response.status for response in responses) == [303, 409]
        assert city.acts("settle signature") == ["settle signature"]


# 個人番号


def staff_at(desk: StaffBrowser, page: str, address: str, boxes: dict[str, str | list[str]]) -> BrowserRequest:
    text = desk.get(page)
    hidden = {
        name: unescape(match[1])
        for name in ("csrf_token", "revision", "before")
        if (match := re.search(f'name="{name}" value="([^"]*)"', text))
    }
    return BrowserRequest("POST", address, dict(desk.client.cookies), {**hidden, **boxes})


def shown_to(desk: StaffBrowser, address: str) -> str:
    answer: Response = desk.post(address, address, LOOK)
    assert answer.status_code == 200
    return next(text for text in map(digits, (1, 2, 3, 4)) if text in answer.text)


def digits(seed: int) -> str:
    return " ".join(re.findall("....", number(seed)))


def test_of_two_who_fill_a_number_in_one_did_and_nobody_sees_half_a_change(city: City) -> None:
    receipt = filed(to_number(city.installation, "fill_inside", version="2"))
    _, desk = section(city.installation, "reviewer", "my_number")
    address = f"/desk/{receipt}/numbers/{MINE}"
    fills = [staff_at(desk, address, f"{address}/fill", {**CHECKED, "number": number(seed)}) for seed in (1, 2)]
    responses = city.at_once(*fills)
    assert sorted(response.status for response in responses) == [303, 409]
    first = shown_to(desk, address)
    assert first == digits(1 if responses[0].status == 303 else 2)
    # One server changes the number while the other shows it: the page has the old or the new number, and the new one is stored.
    change = staff_at(desk, address, f"{address}/fill", {**CHECKED, "number": number(3)})
    look = staff_at(desk, address, address, dict(LOOK))
    changed, seen = city.at_once(change, look)
    assert changed.status == 303
    assert seen.status == 200
    assert (first in seen.text) != (digits(3) in seen.text)
    assert shown_to(desk, address) == digits(3)
    assert city.acts("fill in number", "replace number") == ["fill in number", "replace number"]
    with city.installation.database.read() as unit:
        assert len(every(unit, sql("SELECT id FROM my_number"))) == 1
