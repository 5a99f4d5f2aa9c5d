"""A clerk who completes an interview, for stories."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from httpx2 import Response
from joserfc.jwk import ECKey

from forms.definition.procedure import Field
from integrations.identity.card_agent import LoopbackAgent
from integrations.register.city_people import CityPeople
from integrations.sockets.card_protocol import PROTOCOL
from portal.db import Unit
from portal.services.counter.ask_visitor import (
    Asked,
    asked_of_visitor,
    draw_curtain,
    interview_on_screen,
    leave_to_clerk,
    take_answer,
)
from portal.services.counter.interview import Interview, open_interview
from portal.services.counter.visitor_screen_sections import look, record_answer
from portal.services.counter.visits import visit_of_counter
from portal.services.filing.prefilled_share import Filled, count_boxes
from portal.services.filing.visit_facts import facts_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.counter import visit_figures, visitor_screens, visits
from portal.store.counter.visit_figures import FigureRow
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow
from tests.portal.routes.counter.test_visits import Desk, begin
from tests.portal.routes.counter_form import Screen, boxes
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.routes.visitor_tablet import Side, Tablet

Boxes = dict[str, list[str]]
# Answers by type of question where a story gives none.
_USUAL: Mapping[str, Boxes] = {
    "yes_no": {"": ["no"]},
    "consent": {"": ["yes"]},
    "text": {"": ["例示"]},
    "long_text": {"": ["例示"]},
    "integer": {"": ["1"]},
    "phone": {"": ["000-0000-0009"]},
    "date": {"year": ["R8.11.1"]},
    "time": {"": ["09:00"]},
    "sex": {"": ["female"]},
    "person_name": {"family": ["例示"], "given": ["次郎"]},
    "kana": {"family": ["れいじ"], "given": ["じろう"]},
    "address": {"town": ["見本県見本市見本町"], "street": ["1番地"]},
    "bank_account": {"way": ["public"]},
}


def with_sources(installation: Installation) -> Installation:
    agent = LoopbackAgent("http://127.0.0.1:8001/card-agent", BASE, ECKey.generate_key("P-256"), fake=True)
    return replace(installation, card_agent=agent, register=CityPeople(lambda: installation.city.people))


@dataclass
class Clerk:
    """One visit of one clerk. `keyed` lists the questions that were answered by hand, in order."""

    installation: Installation
    member: Member
    desk: Desk
    keyed: list[str] = field(default_factory=list)
    tablet: bool = False  # the visitor answers and confirms on a screen

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
        attributes = {"name": name, "birth": birth, "sex": sex, "address": address}
        answer = {"protocol": PROTOCOL, "practice": True, "number": number, "attributes": attributes}
        return post("", number=number, answer=json.dumps(answer))

    def find(self, birth: str, kana: str) -> Response:
        search = {"find-birth.year": [birth], "find-kana": [kana], "find-reason": ["asked"]}
        return self.page("people").press("find", search)

    def match(self, no: str = "1") -> Response:
        return self.page("people").press(f"match.{no}")

    def outcome(self, response: Response) -> str:
        """The page that a look-up leads to."""
        return self.browser.get(response.headers["location"])

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
        for procedure in procedures:
            assert self.desk.press("add", {"visit-add": [procedure]}).status_code == 303

    def current(self) -> Interview:
        with self.installation.database.read() as unit:
            visit = visit_of_counter(self.installation, unit, self.member, self.visit)
            return open_interview(
                self.installation, unit, self.member, visit, facts_of(self.installation, visit.row), ""
            )

    def counted(self) -> Filled:
        interview = self.current()
        return count_boxes(
            self.installation.settings, [(part.draft, part.entry.path) for part in interview.parts], interview.facts
        )

    def interview(self, answers: Mapping[str, Boxes | str], rows: tuple[str, ...] = ()) -> Response:
        """Keys all missing answers, has them confirmed, then registers. `answers` by question id, with or without its
        part (`p0.`); `rows`: the buttons that add people. With `tablet`, visitors answer by buttons on their screen.
        """
        if self.tablet:
            self.pair()
        self.take_down(answers, rows)
        if self.tablet:
            Side(self.browser, self.desk.address).press("send")
            self.agree()
        response = self.page("interview").press("register")
        assert response.status_code == 303, _open(response)
        return response

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
        side, tablet = Side(self.browser, self.desk.address), Tablet(self.installation)
        assert tablet.pair(side.code).status_code == 303
        return tablet

    def show(self) -> Tablet:
        tablet = self.pair()
        Side(self.browser, self.desk.address).press("send")
        return tablet

    def tap(self, answers: Mapping[str, Boxes | str]) -> int:
        """The visitor answers all questions with buttons, by the services that each press calls; the number of answers."""
        count = 0
        with self.installation.database.write() as unit:
            while (asked := self._first_asked(unit)) is not None:
                raw = self._answer(answers, f"p{asked.at}.{asked.field.id}", asked.field)
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
        return (
            next((question for question in asked_of_visitor(interview) if question.open), None) if interview else None
        )

    def agree(self) -> None:
        with self.installation.database.write() as unit:
            for section in look(self.installation, unit, *self._paired(unit)).sections:
                record_answer(self.installation, unit, *self._paired(unit), section.key, right=True)
            unit.commit()

    def _missing(self, answers: Mapping[str, Boxes | str]) -> Boxes:
        # Answers for rows follow the others: by then the people may be known.
        sent = self._asked(answers, rows=False)
        return sent or self._asked(answers, rows=True)

    def _asked(self, answers: Mapping[str, Boxes | str], *, rows: bool) -> Boxes:
        sent: Boxes = {}
        interview = self.current()
        tapped = (
            {(question.at, question.field.id) for question in asked_of_visitor(interview) if question.open}
            if self.tablet
            else set()
        )
        for index, part in enumerate(interview.parts):
            fields = {field.id: field for field in part.path.fields} | {
                field.id: field for field in part.entry.reception.fields
            }
            for name in (*part.entry.reception.missing, *part.path.missing):
                agreed = (
                    self.tablet
                    and not name.startswith("reception-")
                    and name in fields
                    and fields[name].type.id == "consent"
                )  # consents are given at the end
                if name not in fields or (not rows and fields[name].own) or agreed or (index, name) in tapped:
                    continue
                own = name if name.startswith("reception-") else f"p{index}.{name}"
                raw = self._answer(answers, own, fields[name])
                sent |= {f"{own}.{box}" if box else own: values for box, values in raw.items()}
                self.keyed.append(own)
        return sent

    def _answer(self, answers: Mapping[str, Boxes | str], own: str, field: Field) -> Boxes:
        answer = answers.get(own, answers.get(field.id, answers.get(field.id.rpartition(".")[2])))
        return {"": [answer]} if isinstance(answer, str) else answer if answer is not None else usual_boxes(field)

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
    def sourced_rate(self) -> float:
        """Without usual answers and without those that the visitor pressed."""
        row = self.figures()
        return (row.unkeyed - row.usual - row.chosen) / row.boxes


# Of care no check digit is published.
_INSURED = {"care": "0000000101", "health_insurer": "00000018"}


def usual_boxes(field: Field) -> Boxes:
    if field.type.id == "insured_number":
        return {"": [_INSURED[field.settings.scheme]]}
    if field.type.id in _USUAL:
        return dict(_USUAL[field.type.id])
    options: Any = getattr(field.settings, "options", None) or field.type.options(field.settings)
    return {"": [next(iter(options))]}


def _pressed(asked: Asked, raw: Boxes) -> list[str]:
    # The codes of the buttons with this answer; [] if there are none.
    if not asked.presses:
        return raw[""]
    values = {box: tuple(values) for box, values in raw.items()}
    return [button.code for button in asked.presses if dict(button.raw) == values]


def _open(response: Response) -> str:
    lines = re.findall(r'<li><a href="#(.*?)</a>', response.text)
    return f"{response.status_code} {lines}"


def serve(installation: Installation, member: Member, ticket: str, seen: Boxes) -> Clerk:
    desk = begin(at_desk(installation, member), ticket)
    assert desk.press("refresh", seen).status_code == 303
    return Clerk(installation, member, desk)
