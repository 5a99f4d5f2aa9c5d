"""A clerk who keys an interview through, for stories: reads cards, looks up, keys papers, and answers whatever is missing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from httpx2 import Response
from joserfc.jwk import ECKey

from forms.procedure import Field
from integrations.identity.card_agent import PROTOCOL, LoopbackAgent
from integrations.register.city_people import CityPeople
from portal.db import Unit
from portal.services.ask_visitor import (
    Asked,
    asked_of_visitor,
    draw_curtain,
    interview_on_screen,
    leave_to_clerk,
    take_answer,
)
from portal.services.installation import Installation
from portal.services.interview import Interview, open_interview
from portal.services.keyless import Filled, count_boxes
from portal.services.rights import Member
from portal.services.show_on_screen import look, say
from portal.services.visit_facts import facts_of
from portal.services.visits import visit_of_counter
from portal.store import visit_figures, visitor_screens, visits
from portal.store.visit_figures import FigureRow
from portal.store.visitor_screens import ScreenRow
from portal.store.visits import VisitRow
from tests.portal.routes.counter_form import Screen, boxes
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.routes.test_counter_visits import Desk, begin
from tests.portal.routes.visitor_tablet import Side, Tablet

Boxes = dict[str, list[str]]
# What is keyed where a story says nothing else, by type of question.
_USUAL: Mapping[str, Boxes] = {
    "yes_no": {"": ["no"]},
    "consent": {"": ["yes"]},
    "text": {"": ["例示"]},
    "long_text": {"": ["例示"]},
    "integer": {"": ["1"]},
    "phone": {"": ["000-0000-0009"]},
    "insured_number": {"": ["00000019"]},
    "date": {"year": ["R8.11.1"]},
    "sex": {"": ["female"]},
    "person_name": {"family": ["例示"], "given": ["次郎"]},
    "kana": {"family": ["れいじ"], "given": ["じろう"]},
    "address": {"town": ["見本県見本市見本町"], "street": ["1番地"]},
    "bank_account": {"way": ["public"]},
}


def with_sources(installation: Installation) -> Installation:
    """With a reader on the counter and the city's people as the register."""
    agent = LoopbackAgent("http://127.0.0.1:8001/card-agent", BASE, ECKey.generate_key("P-256"), fake=True)
    return replace(installation, card_agent=agent, register=CityPeople(lambda: installation.city.people))


@dataclass
class Clerk:
    """One visit in the hands of one clerk. `keyed` are the questions that were answered by hand, in order."""

    installation: Installation
    member: Member
    desk: Desk
    keyed: list[str] = field(default_factory=list)
    tablet: bool = False  # the visitor looks at what was taken down, and agrees to it, on a screen of their own

    @property
    def browser(self) -> StaffBrowser:
        return self.desk.browser

    @property
    def visit(self) -> str:
        return self.desk.address.rpartition("/")[2]

    def page(self, name: str) -> Screen:
        return Screen(self.browser, f"{self.desk.address}/{name}")

    def read_card(self, name: str, birth: str, sex: str, address: str) -> Response:
        token = boxes(self.page("people").page)["csrf_token"][0]

        def post(path: str, **sent: str) -> Response:
            return self.browser.client.post(
                f"{self.desk.address}/people/card{path}", data={"csrf_token": token, **sent}
            )

        number = post("/ask").json()["number"]
        told = {"name": name, "birth": birth, "sex": sex, "address": address}
        answer = {"protocol": PROTOCOL, "practice": True, "number": number, "attributes": told}
        return post("", number=number, answer=json.dumps(answer))

    def find(self, birth: str, kana: str) -> Response:
        found = {"find-birth.year": [birth], "find-kana": [kana], "find-reason": ["asked"]}
        return self.page("people").press("find", found)

    def match(self, no: str = "1") -> Response:
        """Whose card was read, in the register."""
        return self.page("people").press(f"match.{no}")

    def key_paper(self, paper: str, sent: Boxes) -> Response:
        token = boxes(self.page("people").page)["csrf_token"][0]
        return self.browser.client.post(f"{self.desk.address}/people/{paper}", data={"csrf_token": token, **sent})

    def load_paper(self, content: str, **sent: str) -> Response:
        """A 転出証明書 as data; `sent` by the name of its box, with _ for -."""
        token = boxes(self.page("people").page)["csrf_token"][0]
        data = {"csrf_token": token} | {
            name.replace("_", "-").replace("--", "."): value for name, value in sent.items()
        }
        file = {"transfer-file": ("t.csv", content.encode("utf-8-sig"), "text/csv")}
        return self.browser.client.post(f"{self.desk.address}/people/transfer/file", data=data, files=file)

    def add(self, *procedures: str) -> None:
        for one in procedures:
            assert self.desk.press("add", {"visit-add": [one]}).status_code == 303

    def stands(self) -> Interview:
        with self.installation.database.read() as unit:
            visit = visit_of_counter(self.installation, unit, self.member, self.visit)
            return open_interview(
                self.installation, unit, self.member, visit, facts_of(self.installation, visit.row), ""
            )

    def counted(self) -> Filled:
        """As it would be registered now."""
        stands = self.stands()
        return count_boxes(self.installation, [(one.draft, one.entry.path) for one in stands.parts], stands.facts)

    def interview(self, answers: Mapping[str, Boxes | str], rows: tuple[str, ...] = ()) -> Response:
        """Keys whatever is missing, has it confirmed, then registers. `answers` by the id of the question, with or without its part
        (`p0.`); `rows`: who is taken over, as the buttons post it. With a `tablet` visitors choose there what can be chosen."""
        if self.tablet:
            self.pair()
        self.take_down(answers, rows)
        if self.tablet:
            Side(self.browser, self.desk.address).press("send")
            self.agree()
        answer = self.page("interview").press("register")
        assert answer.status_code == 303, _open(answer)
        return answer

    def take_down(self, answers: Mapping[str, Boxes | str], rows: tuple[str, ...] = ()) -> None:
        screen = self.page("interview")
        for act in rows:
            screen.press(act)
        if self.tablet:
            screen.press("ask")
        for _ in range(12):
            tapped = self.tap(answers) if self.tablet else 0
            sent = self._missing(answers)
            if not sent and not tapped:
                break
            screen = self.page("interview")
            screen.press("refresh", sent)

    def pair(self) -> Tablet:
        """A screen of the visitor's own."""
        side, tablet = Side(self.browser, self.desk.address), Tablet(self.installation)
        assert tablet.pair(side.code).status_code == 303
        return tablet

    def show(self) -> Tablet:
        """All of it, on such a screen."""
        tablet = self.pair()
        Side(self.browser, self.desk.address).press("send")
        return tablet

    def tap(self, answers: Mapping[str, Boxes | str]) -> int:
        """They choose whatever can be pressed, as each press does, without its pages, and leave to the clerk what has no button; how much
        that was."""
        count = 0
        with self.installation.database.write() as unit:
            while (asked := self._first_asked(unit)) is not None:
                raw = self._said(answers, f"p{asked.at}.{asked.field.id}", asked.field)
                codes = _pressed(asked, raw)
                if not codes:
                    assert leave_to_clerk(self.installation, unit, *self._paired(unit), asked.key)
                    continue
                if asked.curtained:
                    assert draw_curtain(self.installation, unit, *self._paired(unit), asked.key, opened=True)
                taken = take_answer(self.installation, unit, *self._paired(unit), asked.key, codes)
                assert taken == (), asked.field.id
                count += 1
            unit.commit()
        return count

    def _paired(self, unit: Unit) -> tuple[ScreenRow, VisitRow]:
        row, visit = visitor_screens.of_visit(unit, self.visit), visits.by_id(unit, self.visit)
        assert row is not None
        assert visit is not None
        return row, visit

    def _first_asked(self, unit: Unit) -> Asked | None:
        interview = interview_on_screen(self.installation, unit, *self._paired(unit))
        return next((one for one in asked_of_visitor(interview) if one.open), None) if interview else None

    def agree(self) -> None:
        """They say that all of it is right: what each press on their screen does, without its pages."""
        with self.installation.database.write() as unit:
            for section in look(self.installation, unit, *self._paired(unit)).sections:
                say(self.installation, unit, *self._paired(unit), section.key, right=True)
            unit.commit()

    def _missing(self, answers: Mapping[str, Boxes | str]) -> Boxes:
        """Those of rows when all else is said: who stands there may be known by then."""
        whole = self._asked(answers, rows=False)
        return whole or self._asked(answers, rows=True)

    def _asked(self, answers: Mapping[str, Boxes | str], *, rows: bool) -> Boxes:
        sent: Boxes = {}
        stands = self.stands()
        theirs = {(one.at, one.field.id) for one in asked_of_visitor(stands) if one.open} if self.tablet else set()
        for at, part in enumerate(stands.parts):
            here = {one.id: one for one in part.path.fields} | {one.id: one for one in part.entry.reception.fields}
            for name in (*part.entry.reception.missing, *part.path.missing):
                agreed = (
                    self.tablet
                    and not name.startswith("reception-")
                    and name in here
                    and here[name].type.id == "consent"
                )  # at the end, with all they read
                if name not in here or (not rows and here[name].own) or agreed or (at, name) in theirs:
                    continue
                own = name if name.startswith("reception-") else f"p{at}.{name}"
                raw = self._said(answers, own, here[name])
                sent |= {f"{own}.{box}" if box else own: values for box, values in raw.items()}
                self.keyed.append(own)
        return sent

    def _said(self, answers: Mapping[str, Boxes | str], own: str, field: Field) -> Boxes:
        said = answers.get(own, answers.get(field.id, answers.get(field.id.rpartition(".")[2])))
        return {"": [said]} if isinstance(said, str) else said if said is not None else _usual(field)

    def figures(self) -> FigureRow:
        with self.installation.database.read() as unit:
            row = visit_figures.by_uid(unit, self.visit)
        assert row is not None
        return row

    @property
    def rate(self) -> float:
        row = self.figures()
        return row.unkeyed / row.boxes

    @property
    def told(self) -> float:
        """Without what is only usual, and without what the visitor pressed."""
        row = self.figures()
        return (row.unkeyed - row.usual - row.chosen) / row.boxes


def _usual(one: Field) -> Boxes:
    if one.type.id in _USUAL:
        return dict(_USUAL[one.type.id])
    options: Any = getattr(one.settings, "options", None) or one.type.options(one.settings)
    return {"": [next(iter(options))]}


def _pressed(asked: Asked, raw: Boxes) -> list[str]:
    """The codes of the buttons that say so; [] where none does."""
    if not asked.presses:
        return raw[""]
    said = {box: tuple(values) for box, values in raw.items()}
    return [one.code for one in asked.presses if dict(one.raw) == said]


def _open(answer: Response) -> str:
    """What the page says is missing or wrong."""
    lines = re.findall(r'<li><a href="#(.*?)</a>', answer.text)
    return f"{answer.status_code} {lines}"


def serve(installation: Installation, member: Member, ticket: str, seen: Boxes) -> Clerk:
    desk = begin(at_desk(installation, member), ticket)
    assert desk.press("refresh", seen).status_code == 303
    return Clerk(installation, member, desk)
