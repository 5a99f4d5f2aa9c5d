"""Two services with the same senders and applications; only in one of them the people named are protected."""

import io
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from pypdf import PdfReader
from sqlalchemy import event

from forms.definition.procedure import Procedure
from forms.path.filer import CAME, SELF, asked_on_line, roles_of
from forms.scenarios.scenario_answers import read_answers
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.invitations.fake import CODE
from integrations.sockets.interfaces import Assertion, BasicFour
from integrations.sockets.notices import Mail
from integrations.sockets.register_socket import Resident
from portal.clock import Clock
from portal.config import Settings
from portal.jobs.send_notices import send_notices
from portal.routes.families import pages_of
from portal.services.campaigns.campaigns import Campaign, campaign_of_member
from portal.services.campaigns.plan_campaign import start_campaign
from portal.services.cases.cases import Case, case_of_member
from portal.services.filing.drafts import Draft, draft_path, open_draft, save_draft
from portal.services.residents.protect import STAFF, protect
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.services.shared.sessions import MAIL, open_session
from portal.services.shared.write_audit import Actor
from portal.services.signing.ask_signers import Asked, asked_of
from portal.store.bundles import bundles
from portal.store.fees import payments
from portal.store.filing import drafts
from portal.store.residents import people
from tests.definitions.house import House, running_house
from tests.journeys.bundling import start
from tests.journeys.visitor import Visitor
from tests.portal.contacts import mails, proved
from tests.portal.hostile.one_thread import one_thread
from tests.portal.invited import LIST, plan
from tests.portal.practice_cards import HOLDERS, NOW, PracticeCards
from tests.portal.world import DUTY, PLACE, add_member
from tests.statements import AROUND

# No scenario names them.
SENDER = Holder("sender", "差出見本　進", "見本県見本市中央9丁目9番9号", date(1971, 7, 17), "1")
SHIPPED: Path = Settings.model_fields["procedures"].default
OUTSIDER = ("外野見本　守", "1966-06-06")
# Values that differ between any two applications.
_OWN = re.compile(
    r'(?<=after=)[\w-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|サポート番号 <[^<]*|(?:state|transaction)=[^"&\s]*|nonce(?:="|-)[^"\']*|(?<=name="csrf_token" value=")[^"]*|(?<=name="(?:read|once|part)" value=")[^"]*|data-(?:session-ends|token|typed-key|typed-mark)="[^"]*"'
    r"|(?<=/apply/)[\w-]+/[\w-]{22}|(?<=/bundles/)[\w-]{22}|(?<=/invited/drafts/)[\w-]{22}|(?<=/files/)[\w-]{22}"
    r"|\d\d-\d{3}-\d{3}-\d{3}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,3}|[0-9A-Y]{5}-[0-9A-Y]{5}|\d{4}-\d{4}|(?<=/correct/)[0-9A-Z]{12,20}|(?<=/invited/)[0-9A-Z]{12,20}"
    r'|\d{1,2}時\d{1,2}分|\d{1,2}:\d{2}(?::\d{2})?|(?<=<strong class="number">)\d{4}'
    r'|<span class="number">\d+</span>|[0-9a-f]{64}|[0-9a-f]{32}|[\w-]{43}|^(?:UID|DTSTAMP)[^\n]*',
    re.MULTILINE,
)
_PEOPLE = frozenset({"person.name", "person.birth"})
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
_DRAWN = re.compile(rb"<svg.*?</svg>", re.DOTALL)
_PDF = b"%PDF"
_HEADERS_OF_EACH = frozenset({"date", "content-length", "etag"})


def plain(text: str) -> str:
    return "\n".join(map(_plain_line, _SVG.sub("", text).split("\n")))


def words_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


@lru_cache(50_000)
def _plain_line(line: str) -> str:
    """Most lines of a page are those of other pages, too."""
    return _OWN.sub("", line)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: str
    body: str
    size: int
    statements: int

    def differences(self, other: "Answer") -> list[object]:
        """In pairs, short enough to read."""
        pairs = [(mine, its) for mine, its in zip(astuple(self), astuple(other), strict=True) if mine != its]
        return [first_difference(*pair) if isinstance(pair[0], str) else pair for pair in pairs]


def first_difference(mine: str, its: str) -> tuple[str, str]:
    at = next((at for at, (a, b) in enumerate(zip(mine, its, strict=False)) if a != b), min(len(mine), len(its)))
    return mine[max(0, at - 80) : at + 80], its[max(0, at - 80) : at + 80]


@dataclass
class Everybody:
    """A register that has whoever is named."""

    protected: bool
    named: set[tuple[str, str]] = field(default_factory=set)
    name: str = "everybody"
    fake: bool = True

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return ()

    def born(self, birth: date) -> tuple[Resident, ...]:
        return tuple(
            Resident(str(at), str(at), name, "", birth, "unknown", "", {}, protected=self.protected)
            for at, (name, day) in enumerate(sorted(self.named))
            if day == birth.isoformat()
        )

    def resident(self, number: str) -> None:
        return None

    def household(self, household: str) -> tuple[Resident, ...]:
        return ()

    def ready(self) -> bool:
        return True


@dataclass(frozen=True)
class Unset:
    """The content of a receipt instead of its PDF, which would take most of the time."""

    content: dict[str, Any]

    @property
    def pdf(self) -> bytes:
        return json.dumps(self.content, ensure_ascii=False).encode()


class Unsigned:
    def sign(self, pdf: bytes, *_: object) -> bytes:
        return pdf


@dataclass
class Side:
    house: House
    register: Everybody
    cards: PracticeCards
    texts: list[str] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    last: str = ""
    tokens: WeakKeyDictionary[Visitor, str] = field(default_factory=WeakKeyDictionary)

    @property
    def installation(self) -> Installation:
        return self.house.installation

    def note(self, text: str) -> None:
        """A statement, unless it is the sealer's, which works at any moment."""
        if threading.current_thread().name != "worker":
            self.texts.append(text)

    def name_people(self, named: frozenset[tuple[str, str]], *, by_staff: bool) -> None:
        """In both services the register knows them, and staff have marked somebody."""
        self.register.named = set(named)
        marked = named if by_staff and self.register.protected else [OUTSIDER]
        with self.installation.database.write() as unit:
            protect(self.installation, unit, Actor("staff", "hogo"), marked, STAFF)
            unit.commit()

    @contextmanager
    def sender(self, procedure: Procedure, subject: str = "") -> Iterator[Visitor]:
        """As the procedure asks, with a mailbox."""
        if procedure.sign_in == "none":
            with self.house.visitor() as visitor:
                yield visitor
        else:
            holder = SENDER if procedure.sign_in == "card" else None
            with self.resident(subject or procedure.id, holder, mailbox=f"{procedure.id}@example.jp") as visitor:
                yield visitor

    @contextmanager
    def resident(self, subject: str, holder: Holder | None, mailbox: str = "") -> Iterator[Visitor]:
        """Signed in with a card, or with a mail address."""
        now = self.installation.clock.now()
        card = BasicFour(holder.name, holder.address, holder.birth, sex_raw=holder.sex_raw) if holder else BasicFour()
        assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", now, card)
        with self.installation.database.write() as unit:
            token = finish_sign_in(self.installation, unit, assertion, PLACE)
            person = people.by_subject(unit, "https://card.example", subject)
            assert person is not None
            if holder is None:
                token = open_session(self.installation, unit, MAIL, person_id=person.id)
            unit.commit()
        if mailbox:
            proved(self.installation, person.id, address=mailbox)
        with self.house.visitor(resident=token, browser=f"a browser of {subject}") as visitor:
            yield visitor

    def text(self, visitor: Visitor, address: str, number: str) -> str:
        """A page of staff, or the words of a file."""
        self.last = number
        visitor.seen = visitor.client.get(re.sub(r"{[^}]*}", number, address), follow_redirects=False)
        content = visitor.seen.content
        if content.startswith(_PDF):
            return words_of(content)
        return plain(f"{visitor.seen.status_code} {content.decode(errors='replace')}")

    def keep(self, name: str, visitor: Visitor) -> None:
        """What the visitor sees now, with the statements that it took."""
        response = visitor.seen
        # What is drawn in a PDF, a QR code or the number itself, has another size for another number.
        is_pdf = response.content.startswith(_PDF)
        size = 0 if is_pdf or "receipt.pdf" in name else len(_DRAWN.sub(b"", response.content))
        sent = {key: value for key, value in response.headers.items() if key not in _HEADERS_OF_EACH}
        headers = "\n".join(f"{key}: {plain(value)}" for key, value in sorted(sent.items()))
        count = sum(1 for text in self.texts if not AROUND.match(text))
        words = words_of(response.content) if is_pdf else response.content.decode(errors="replace")
        body = plain(f"{response.url.path} {words}")
        self.answers[name] = Answer(response.status_code, headers, body, size, count)

    def look(self, visitor: Visitor, address: str, name: str) -> None:
        self.texts.clear()
        visitor.seen = visitor.client.get(address, follow_redirects=False)
        self.keep(name, visitor)

    def press(self, visitor: Visitor, address: str, words: str, **boxes: str) -> None:
        self.texts.clear()
        visitor.go(address)
        self.keep(f"before {words}", visitor)
        self.texts.clear()
        visitor.press(words, boxes)
        self.keep(words, visitor)

    def post(self, visitor: Visitor, address: str, name: str, **boxes: str) -> None:
        token = self.tokens.get(visitor) or self.tokens.setdefault(visitor, visitor.token())
        self.texts.clear()
        values = [("csrf_token", token), *boxes.items()]
        content = urlencode(values).encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        visitor.seen = visitor.client.post(address, content=content, headers=sent, follow_redirects=False)
        self.keep(name, visitor)

    @cached_property
    def reviewer(self) -> Member:
        return add_member(self.installation, "every_section", ("reviewer", "*"))

    def case(self, number: str) -> Case:
        with self.installation.database.read() as unit:
            return case_of_member(self.installation, unit, self.reviewer, number)

    def signers(self, number: str) -> tuple[Asked, ...]:
        with self.installation.database.read() as unit:
            case = self.case(number)
            return asked_of(unit, case.sealer, case.row.id)

    def mails(self) -> list[Mail]:
        send_notices(self.installation)
        return mails(self.installation)

    def opened(self, draft: str) -> Draft:
        with self.installation.database.read() as unit:
            row = drafts.by_id(unit, draft.rpartition("/")[2])
            assert row is not None
            return open_draft(self.installation, unit, row)

    def naming_page(self, draft: str) -> str:
        path = draft_path(self.installation, self.opened(draft))
        return next(asked.page.id for asked in path.pages if any(field.concept in _PEOPLE for field in asked.fields))

    def begin(self, visitor: Visitor, procedure: Procedure, answers: dict[str, Any]) -> str:
        """Every page answered, without a request per page. Returns the address of the draft, "" if it is not open today."""
        letter = f"?invitation={CODE}" if procedure.invited else ""
        self.texts.clear()  # of the sign-in, and of mails that the test before sent
        visitor.go(f"/apply/{procedure.id}{letter}")
        match = re.match(rf"/apply/{procedure.id}/([\w-]{{22}})", visitor.path)
        if match is None:
            return ""
        for _ in range(2):  # the answers say which pages there are
            draft = self.opened(match[0])
            seen = frozenset(asked.page.id for asked in draft_path(self.installation, draft).pages)
            with self.installation.database.write() as unit:
                save_draft(self.installation, unit, draft, {**came(procedure), **answers}, seen)
                unit.commit()
        return match[0]

    def begin_bundle(
        self, visitor: Visitor, parts: Mapping[str, Procedure], answers: Mapping[str, Mapping[str, Any]]
    ) -> str:
        """Every page of every part answered. Returns the address of the bundle."""
        self.texts.clear()
        start(visitor, list(parts))
        bundle = visitor.path
        with self.installation.database.read() as unit:
            ids = bundles.uids(unit, bundle.rpartition("/")[2])
        for _ in range(2):
            for draft_id in ids:
                draft = self.opened(draft_id)
                seen = frozenset(asked.page.id for asked in draft_path(self.installation, draft).pages)
                with self.installation.database.write() as unit:
                    own = {**came(draft.procedure), **answers[draft.procedure.id]}
                    save_draft(self.installation, unit, draft, own, seen)
                    unit.commit()
        return bundle

    def routes_of_bundle(self, visitor: Visitor, bundle: str, stage: str, last: str = "") -> None:
        """Each route of `bundle` but those that end it; then the `last`."""
        pages = [page for page in pages_of("single").pages if page.path.startswith("/bundles/{bundle}")]
        ending = {page.path for page in pages if page.method == "POST" and page.path.endswith(("/submit", "/discard"))}
        pages.sort(key=lambda page: page.path == last)
        for page in pages:
            address = page.path.replace("/bundles/{bundle}", bundle)
            if page.method == "GET":
                self.look(visitor, address, f"{stage} GET {page.path}")
            elif page.path not in ending or page.path == last:
                self.post(visitor, address, f"{stage} POST {page.path}")

    def campaign(self, name: str, invited: str) -> Campaign:
        """A started one, with an invitation of somebody."""
        member = add_member(self.installation, name, ("inviter", DUTY))
        people = LIST.replace("髙見本　太郎", invited).replace("髙見本 太郎", invited)
        planned = plan(self.installation, member, people, name)
        second = add_member(self.installation, f"{name}-2", ("inviter", DUTY))
        with self.installation.database.write() as unit:
            start_campaign(self.installation, unit, second, planned)
            unit.commit()
            return campaign_of_member(self.installation.keys, unit, member, planned.id)

    def orders(self, number: str) -> list[str]:
        with self.installation.database.read() as unit:
            return [row.number for row in payments.of_application(unit, self.case(number).row.id)]


def came(procedure: Procedure) -> dict[str, Any]:
    if not asked_on_line(procedure):
        return {}
    who = procedure.who["online"]
    return {CAME: SELF if SELF in who or "anyone" in who else next(role for role in roles_of(procedure) if role in who)}


def answers_of(procedure: Procedure) -> dict[str, Any]:
    """Of the complete scenario on line that names most people."""
    complete: list[Mapping[str, Any]] = [
        read_answers(procedure, scenario["answers"]).answers
        for scenario in procedure.scenarios
        if scenario["expect"].get("complete") and scenario.get("door", "online") == "online"
    ]
    most = max(complete, key=lambda answers: len(people_in(procedure, answers)), default=dict[str, Any]())
    return dict(most)


@cache
def _jpki() -> MockJpki:
    """Its keys take a second."""
    return MockJpki((*HOLDERS, SENDER), lambda: NOW)


@contextmanager
def side(database_url: str, folder: Path, *, protected: bool) -> Iterator[Side]:
    register = Everybody(protected)
    cards = PracticeCards(_jpki())
    # A microsecond for each look at the clock: a session that was not seen for a minute costs one statement more.
    looks = count()
    slow = Clock(NOW, lambda: next(looks) * 1e-6)
    with (
        one_thread(),
        patch("portal.services.filing.print_receipt.typeset", lambda _name, content, _at: Unset(content)),
        patch("portal.services.bundles.print_bundle.typeset", lambda _name, content, _at: Unset(content)),
        running_house(
            SHIPPED, database_url, folder, clock=slow, register=register, cards=cards, documents=Unsigned()
        ) as house,
    ):
        it = Side(house, register, cards)
        for engine in (house.installation.database._writer, house.installation.database._reader):
            event.listen(engine, "checkout", lambda driver, *_: driver.set_trace_callback(it.note))
        yield it
