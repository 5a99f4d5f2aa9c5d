"""All ways to sign in, compared: one-time states and attempts bound to a browser. The last test covers visual checks
by a clerk.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest

from integrations.identity.fake import FakeProvider
from integrations.identity.signed import ES256
from integrations.sockets.account_socket import AccountAssertion
from integrations.sockets.company_socket import CompanyAssertion
from integrations.sockets.interfaces import AdapterError, BasicFour, Callback
from portal.errors import SignInFailed
from portal.jobs.send_notices import send_notices
from portal.services.procedures.assurance import assurance
from portal.services.residents.round_trip import RoundTrip
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.residents.sign_in_mail import ask_mail_code, finish_mail_sign_in
from portal.services.residents.start_guest import start_guest
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import COMPANY, GUEST, LINE, MAIL, Session, find_session
from portal.services.shared.write_audit import Actor
from tests.integrations.identity.conftest import mocked, reader, running_readers, running_world
from tests.integrations.identity.readers import Readers
from tests.integrations.identity.test_gbizid import Provider, gbizid, served_gbizid
from tests.integrations.identity.test_line_login import HANAKO, TARO, Line, line, served_line
from tests.integrations.identity.test_staff_oidc import City, city, provider
from tests.integrations.identity.world import REDIRECT, World
from tests.portal.contacts import mails
from tests.portal.later import later
from tests.portal.routes.counter_form import VISIT, Screen, begin, receipt, typed
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, PLACE, PROCEDURE, add_member

__all__ = [
    "city", "gbizid", "line", "mocked", "provider", "reader", "running_readers", "running_world", "served_gbizid",
    "served_line",
]  # fmt: skip


class Way(Protocol):
    """`begin` starts an attempt of a browser; `reply` is what its person brings back; `take` returns the identity or
    an error code. `evidence`: what is stored with an application.
    """

    people: tuple[str, str]
    evidence: dict[str, Any] | None

    def begin(self, browser: str) -> Any: ...
    def reply(self, begun: Any, person: str) -> Any: ...
    def take(self, reply: Any, browser: str) -> str: ...


@dataclass
class ByProvider:
    installation: Installation
    plug: Any
    approve: Callable[[str, str], Callback]
    people: tuple[str, str]
    evidence: dict[str, Any] | None
    realm: str = "resident"

    @property
    def trip(self) -> RoundTrip[Any]:
        return RoundTrip(self.plug, self.realm, REDIRECT, "/")

    def begin(self, browser: str) -> str:
        request, address = self.trip.leave()
        with self.installation.database.write() as unit:
            begin_attempt(self.installation, unit, self.realm, request.state, browser, place=PLACE, asked=request)
            unit.commit()
        return address

    def reply(self, begun: str, person: str) -> Callback:
        return self.approve(begun, person)

    def take(self, reply: Callback, browser: str) -> str:
        try:
            with self.installation.database.write() as unit:
                try:
                    attempt = consume_attempt(self.installation.clock, unit, self.realm, reply.state, browser)
                finally:
                    unit.commit()
            known = self.trip.finish(self.installation.clock, reply, attempt)
        except (SignInFailed, AdapterError) as failed:
            return failed.code
        assert known.auth_time == self.installation.clock.now()
        if isinstance(known, AccountAssertion):
            return f"known {known.account}"
        assert isinstance(known, CompanyAssertion) or known.methods
        return f"known {known.issuer} {known.subject}"


@dataclass
class ByMail:
    """A code by mail. `begun` holds the guest's session, which represents the browser."""

    installation: Installation
    people: tuple[str, str] = ("alice@example.jp", "bob@example.jp")
    evidence: dict[str, Any] | None = field(default_factory=lambda: {"way": "mail"})

    def begin(self, browser: str) -> dict[str, str]:
        with self.installation.database.write() as unit:
            token = start_guest(self.installation, unit, PLACE)
            unit.commit()
        return {"browser": browser, "session": token}

    def reply(self, begun: dict[str, str], person: str) -> dict[str, str]:
        with self.installation.database.write() as unit:
            visitor = self._session(begun["session"])
            ask_mail_code(
                self.installation, unit, visitor, Actor("resident", visitor.person_id or "", place=PLACE), person, "ja"
            )
            unit.commit()
        send_notices(self.installation)
        text = next(mail.text for mail in reversed(mails(self.installation)) if mail.to == person)
        match = re.search(r"番号は (\d{6}) です", text)
        assert match
        return {**begun, "code": match[1]}

    def take(self, reply: dict[str, str], browser: str) -> str:
        if browser != reply["browser"]:  # another browser has another session
            reply = {**reply, "session": self.begin(browser)["session"]}
        with self.installation.database.write() as unit:
            visitor = self._session(reply["session"])
            token, problem = finish_mail_sign_in(self.installation, unit, visitor, reply["code"], PLACE)
            unit.commit()
        if not token:
            return problem
        with self.installation.database.read() as unit:
            session = find_session(self.installation, unit, MAIL, token)
        assert session
        return f"known mail {session.person_id}"

    def _session(self, token: str) -> Session:
        with self.installation.database.read() as unit:
            session = find_session(self.installation, unit, GUEST, token)
        assert session
        return session


CARDS = {"alice": BasicFour("見本　花子"), "bob": BasicFour("見本　太郎")}


@pytest.fixture(params=["das", "fake", "card agent", "staff", "company", "line", "mail"])
def way(request: pytest.FixtureRequest, installation: Installation) -> Way:
    ask, installation = request.getfixturevalue, later(installation)
    match request.param:
        case "das":
            world: World = ask("mocked")
            evidence: dict[str, Any] = {"way": "card", "acr": "aal3"}
            return ByProvider(installation, world.das(), world.choose, ("alice", "bob"), evidence)
        case "fake":
            plug = FakeProvider(CARDS)
            return ByProvider(installation, plug, plug.approve, ("alice", "bob"), {"way": "card"})
        case "card agent":
            readers: Readers = ask("reader")
            evidence = {"way": "counter-visual", "shown": ["two"], "methods": ["jpki-auth", "pin4", "fake"]}
            return ByProvider(
                installation, readers.direct(), readers.approve, ("hanako", "taka"), evidence, "counter card"
            )
        case "staff":
            sso: City = ask("city")
            return ByProvider(installation, sso.plug(), sso.world.choose, ("m.kaigo", "m.kaigo"), None, "staff")
        case "company":
            companies: Provider = ask("gbizid")
            evidence = {"way": "gbizid", "acr": "prime"}
            choose = companies.world.choose
            return ByProvider(installation, companies.plug(), choose, ("prime", "member"), evidence, COMPANY)
        case "line":
            accounts: Line = ask("line")
            return ByProvider(
                installation, accounts.plug(), accounts.world.choose, (HANAKO, TARO), {"way": "line"}, LINE
            )
    return ByMail(installation)


@pytest.fixture(scope="module")
def algorithm() -> str:
    """Of LINE's tokens; tests/integrations/identity/test_line_login.py tries both."""
    return ES256


def known(way: Way, person: str, browser: str = "a browser") -> str:
    end = way.take(way.reply(way.begin(browser), person), browser)
    assert end.startswith("known "), end
    return end


@pytest.mark.both_engines
def test_who_comes_back_as_agreed_is_known_and_always_as_the_same(way: Way) -> None:
    alice, bob = way.people
    first = known(way, alice)
    assert known(way, alice) == first
    if alice != bob:
        assert known(way, bob) != first


@pytest.mark.both_engines
def test_an_answer_counts_once(way: Way) -> None:
    reply = way.reply(way.begin("a browser"), way.people[0])
    assert way.take(reply, "a browser").startswith("known ")
    assert not way.take(reply, "a browser").startswith("known ")


@pytest.mark.both_engines
def test_of_many_at_once_one_is_let_in(way: Way) -> None:
    reply = way.reply(way.begin("a browser"), way.people[0])
    with ThreadPoolExecutor(4) as crowd:
        ends = list(crowd.map(lambda _: way.take(reply, "a browser"), range(4)))
    assert len([end for end in ends if end.startswith("known ")]) == 1


def test_an_answer_is_worth_nothing_in_another_browser(way: Way) -> None:
    reply = way.reply(way.begin("a browser"), way.people[0])
    assert not way.take(reply, "another browser").startswith("known ")


def test_what_was_made_up_lets_nobody_in(way: Way) -> None:
    begun = way.begin("a browser")
    if isinstance(way, ByMail):
        code = way.reply(begun, way.people[0])["code"]
        assert way.take({**begun, "code": f"{(int(code) + 1) % 1_000_000:06}"}, "a browser")[:6] != "known "
    else:
        assert way.take(Callback("made up", "x"), "a browser") == "STATE_MISMATCH"


def test_the_level_says_what_was_done(way: Way, installation: Installation) -> None:
    """Staff have rights instead of an assurance level."""
    if way.evidence is not None:
        assert assurance(way.evidence, installation.clock.today()).startswith("身元確認")


def test_the_clerks_eyes_say_whose_they_were_and_what_they_saw(installation: Installation) -> None:
    """At the counter no identity is verified by a machine: nothing is registered before the clerk records what was
    shown.
    """
    member = add_member(installation, "clerk", ("clerk", DUTY))
    screen = begin(at_desk(installation, member))
    answers = typed(installation.catalogue.current(PROCEDURE))
    screen.press("refresh", {**VISIT, **answers})
    screen.press("refresh", answers)
    assert screen.press("register", {"reception-shown": []}).status_code == 422
    screen = Screen(screen.browser, screen.address)
    number = receipt(screen.press("register", {"reception-shown": ["passport"]}))
    again = screen.browser.client.get(screen.address)
    assert again.headers["location"] == f"/counter/done/{number}"  # registered once
