"""A model of signers who act in any order."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import cast

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.app import make_app
from portal.config import load_settings
from portal.jobs.watch_signers import watch_signers
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.signature_state import holds
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.signing.judge_signature import ACCEPTED, ASKED, DECLINED, OPEN, PAPER, record_of
from portal.store.signing import signatures
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.examples import examples
from tests.forms.loading.small import small
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.routes.guest_browser import BASE, offer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.serving import with_any_card
from tests.portal.several import HANAKO, JIRO, MORE, PEOPLE, SIGNED, named
from tests.portal.world import DUTY, PLACE, add_member

WHO = {"mate": "hanako", "third": "jiro"}
ROLES = st.sampled_from(tuple(WHO))
SIGNED_ON = (ACCEPTED, PAPER)
UNSIGNED = (ASKED, OPEN, DECLINED)
MANY = 6  # steps before a correction or withdrawal, so that stories do not end too soon


@pytest.fixture(scope="module")
def city(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    address, data = makers["sqlite"].offered(), tmp_path_factory.mktemp("city")
    site = install(load_settings(env="test", data=data, database_url=address, identity="none", now=NOW))
    yield with_any_card(site)
    site.database.close()


class Together(RuleBasedStateMachine):
    """taro's application that hanako and jiro sign too. `state` is the expected state by role."""

    app: FastAPI
    city: Installation
    member: Member
    ordered: bool

    @initialize()
    def files(self) -> None:
        self.sender, self.desk = self.seated("taro"), at_desk(self.city, self.member)
        self.visitors = {role: self.seated(subject) for role, subject in WHO.items()}
        self.sender.go("/apply/small")
        for boxes in ({"reason": "lost"}, named(HANAKO, "mate"), named(JIRO, "third")):
            self.sender.press("次へ進む", boxes)
        self.sender.go(self.back(self.sender, way_to_sign(self.sender), "taro"))
        self.number = self.sender.path.rpartition("/")[2]
        self.state = {"applicant": ACCEPTED, "mate": ASKED, "third": ASKED}
        self.opened: set[str] = set()
        self.steps = 0
        self.reason, self.ended, self.arrived = "lost", False, self.case().row.arrived_at

    # Rules

    @precondition(lambda self: not self.ended)
    @rule(role=ROLES)
    def comes(self, role: str) -> None:
        codes = self.codes()
        if self.state[role] != ASKED or role in self.opened:
            return
        visitor = self.visitors[role]
        visitor.go("/signers")
        visitor.press("申請を見る", {"number": self.number, "code": codes[role]})
        assert visitor.path == f"/signers/{self.number}", visitor.text
        self.opened.add(role)
        self.state[role] = OPEN

    @rule(role=ROLES, other=st.booleans())
    def signs(self, role: str, other: bool) -> None:
        """`other`: with taro's card, while his signature is valid."""
        if not self.ended:
            self.comes(role)
        visitor, may = self.visitors[role], self.may_sign(role)
        redirect = visitor.client.get(f"/signers/{self.number}/go", follow_redirects=False)
        assert (redirect.status_code == 303) is may, (redirect.status_code, self.state)
        if not may:
            return
        self.state[role] = OPEN
        serial = "taro" if other and self.state["applicant"] == ACCEPTED else WHO[role]
        visitor.go(f"/signatures/callback?state={redirect.headers['location'].partition('state=')[2]}&code={serial}")
        if serial == WHO[role]:
            self.state[role] = ACCEPTED
        else:
            assert "このカードの署名は、もうこの申請にあります" in visitor.text

    @rule(role=ROLES)
    def will_not(self, role: str) -> None:
        may = role in self.opened and self.state[role] in (ASKED, OPEN) and not self.ended
        visitor = self.visitors[role]
        token = re.search(r'name="csrf_token" value="([^"]*)"', visitor.go("/signers").text)
        assert token
        boxes = {"csrf_token": token[1], "reason": "聞いていない"}
        response = visitor.client.post(f"/signers/{self.number}/decline", data=boxes, follow_redirects=False)
        assert (response.status_code == 303) is may, (response.status_code, self.state)
        if may:
            self.state[role] = DECLINED

    @precondition(lambda self: not self.ended)
    @rule(role=ROLES, way=st.sampled_from((ASKED, PAPER)))
    def section_settles(self, role: str, way: str) -> None:
        may = self.state[role] == DECLINED if way == ASKED else role == "third" and self.state[role] in UNSIGNED
        answer = self.post("signature", {"signature": str(self.ids()[role]), "state": way, "shown": "同意書の原本"})
        assert (answer == 303) is may, (answer, self.state)
        if may:
            self.state[role] = way

    @precondition(lambda self: not self.ended and self.steps % MANY == MANY - 1)
    @rule()
    def is_corrected(self) -> None:
        boxes = {"field": "reason", "words.reason": "どちらですか", "due": "2026-12-04"}
        assert self.post("return", boxes, f"/desk/{self.number}/return") == 303
        self.reason = "torn" if self.reason == "lost" else "lost"
        self.sender.go(f"/applications/{self.number}/correct")
        self.sender.press("次へ進む", {"reason": self.reason})
        self.sender.press("直した内容を送る")
        self.state = {"applicant": OPEN, "mate": ASKED, "third": ASKED}
        self.opened = set()

    @precondition(lambda self: not self.ended and self.state["applicant"] == OPEN)
    @rule()
    def sender_signs_again(self) -> None:
        self.sender.go(f"/applications/{self.number}/signature")
        self.sender.go(self.back(self.sender, way_to_sign(self.sender), "taro"))
        self.state["applicant"] = ACCEPTED

    @rule()
    def days_pass(self) -> None:
        """A missed day creates a task of the section and ends nothing."""
        watch_signers(later(self.city, days=15))

    @precondition(lambda self: not self.ended and self.steps > MANY)
    @rule(by_staff=st.booleans())
    def is_withdrawn(self, by_staff: bool) -> None:
        """By the sender before the examination; later by the section at the sender's request."""
        if by_staff:
            assert self.post("pass", {}) == 303
        self.sender.go(f"/applications/{self.number}/stop")
        self.sender.press("やめたいと市に伝える" if by_staff else "とりやめる", {"reason": ""})
        if by_staff:
            assert self.post("stop", {"answer": "grant", "words": ""}, f"/desk/{self.number}/stop") == 303
        self.ended = True

    # Helpers

    def seated(self, subject: str) -> Visitor:
        holder, city = PEOPLE[subject], self.city
        card = BasicFour(name=holder.name, birth=holder.birth, address=holder.address, sex_raw=holder.sex_raw)
        assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", city.clock.now(), card)
        with city.database.write() as unit:
            token = finish_sign_in(city, unit, assertion, PLACE)
            unit.commit()
        client = TestClient(self.app, base_url=BASE, follow_redirects=True)
        client.cookies.update({"kakanai_resident": token, "kakanai_browser": f"browser of {subject}"})
        return Visitor(BASE, cast(httpx.Client, client))

    def back(self, visitor: Visitor, way: str, serial: str) -> str:
        redirect = visitor.client.get(unescape(way), follow_redirects=False)
        assert redirect.status_code == 303, redirect.text
        return f"/signatures/callback?state={redirect.headers['location'].partition('state=')[2]}&code={serial}"

    def may_sign(self, role: str) -> bool:
        turn = not self.ordered or role == "mate" or self.state["mate"] in SIGNED_ON
        return role in self.opened and self.state[role] in (ASKED, OPEN) and turn and not self.ended

    def codes(self) -> dict[str, str]:
        """Codes of those who have not signed in yet, as shown on the sender's page."""
        shown = self.sender.go(f"/applications/{self.number}").text.partition("ほかに署名する人")[2]
        matches = re.findall(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", shown)
        waiting = [role for role in WHO if self.state[role] in (ASKED, OPEN)]
        return dict(zip(waiting, matches, strict=False))

    def ids(self) -> dict[str, int]:
        with self.city.database.read() as unit:
            rows = signatures.of_application(unit, self.case().row.id)
        return {row.role: row.id for row in rows if row.state != "void"}

    def post(self, act: str, boxes: Mapping[str, str | list[str]], page: str = "") -> int:
        case = f"/desk/{self.number}"
        return self.desk.post(page or case, f"{case}/{act}", boxes).status_code

    def case(self) -> Case:
        with self.city.database.read() as unit:
            return case_of_member(self.city, unit, self.member, self.number)

    # Invariants

    @invariant()
    def each_stands_as_it_ought(self) -> None:
        with self.city.database.read() as unit:
            rows = [row for row in signatures.of_application(unit, self.case().row.id) if row.state != "void"]
        assert {row.role: row.state for row in rows} == self.state
        assert len(rows) == len(self.state)
        assert len({row.document_id for row in rows}) == 1
        assert bool(holds(rows)) is any(state in UNSIGNED for state in self.state.values())

    @invariant()
    def nobody_signed_twice_and_everybody_for_themselves(self) -> None:
        case = self.case()
        with self.city.database.read() as unit:
            rows = signatures.of_application(unit, case.row.id)
        names = {"applicant": "taro", **WHO}
        for row in rows:
            record = record_of(case.sealer, row)
            assert (row.state == ACCEPTED) <= (record is not None)
            assert record is None or record.report["certificate"]["serial"] == names[row.role]

    @invariant()
    def in_turn(self) -> None:
        if self.ordered and self.state["third"] == ACCEPTED:
            assert self.state["mate"] in SIGNED_ON

    @invariant()
    def arrived_when_it_did(self) -> None:
        self.steps += 1
        assert self.case().row.arrived_at == self.arrived

    @invariant()
    def opens_to_whoever_came_and_to_nobody_after_the_end(self) -> None:
        for role, visitor in self.visitors.items():
            status = visitor.client.get(f"/signers/{self.number}").status_code
            assert status == (200 if role in self.opened and not self.ended else 404), (role, self.state)


@pytest.mark.parametrize(("order", "version"), [("parallel", "1"), ("ordered", "2")])
def test_whatever_they_do_in_whatever_order(city: Installation, order: str, version: str) -> None:
    offer(city, small(MORE, version=version, duty=DUTY, who="{online: [self]}", identity=SIGNED.format(order=order)))
    Together.city, Together.ordered = city, order == "ordered"
    Together.app, Together.member = make_app(city, with_worker=False), add_member(city, order, ("reviewer", DUTY))
    run_state_machine_as_test(
        Together,
        settings=settings(
            max_examples=examples(6), stateful_step_count=14, deadline=None, derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        ),
    )  # fmt: skip
