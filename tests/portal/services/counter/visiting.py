"""A clerk serving one visit, and the visitor's screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.counter.enter_at_counter import Entry, open_entry, register_entry
from portal.services.counter.interview import Interview, open_interview
from portal.services.counter.move_visit import add_procedure
from portal.services.counter.visitor_screen_pairing import code_of, offer_code, pair
from portal.services.counter.visits import Visit, begin_visit, save_visit, visit_of_counter
from portal.services.filing.drafts import Draft, draft_of_counter, save_draft
from portal.services.filing.visit_facts import Facts, facts_of, keep_facts
from portal.services.shared.codes import token_hash
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from portal.store.counter import visitor_screens, visits
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow
from portal.store.shared import audit_records
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.world import ANSWERS, DUTY, PLACE, PROCEDURE, add_member

RECEPTION: Mapping[str, Any] = {
    "reception-door": "counter",
    "reception-place": "care",
    "reception-shown": "my_number_card",
}
TARO: Mapping[str, Any] = {name: ANSWERS[name] for name in ("name", "kana", "birth", "sex", "address")}
KEY = ("髙見本\u3000太郎", "1949-04-03")
# Beside `reason` of the small definition: a choice, a veiled answer, and a text.
QUESTIONS = """\
      - {id: again, type: yes_no, label: 二回めですか}
      - {id: hurt, type: yes_no, label: けがをしていますか, protection: confidential}
      - {id: words, type: text, label: ひとこと}
"""


@dataclass(frozen=True)
class Counter:
    installation: Installation
    member: Member
    visit_id: str

    def visit(self, unit: Unit) -> Visit:
        return visit_of_counter(self.installation, unit, self.member, self.visit_id)

    def describe(self, **words: Any) -> None:
        with self.installation.database.write() as unit:
            visit = self.visit(unit)
            save_visit(self.installation, unit, visit, replace(visit.words, **words))
            unit.commit()

    def know(self, facts: Facts) -> None:
        with self.installation.database.write() as unit:
            keep_facts(self.installation, unit, self.visit(unit).row, facts)
            unit.commit()

    def facts(self) -> Facts:
        with self.installation.database.read() as unit:
            return facts_of(self.installation, self.visit(unit).row)

    def add(self, procedure: str = PROCEDURE, answers: Mapping[str, Any] | None = None) -> str:
        with self.installation.database.write() as unit:
            draft_id = add_procedure(self.installation, unit, self.member, self.visit(unit), procedure)
            if answers is not None:
                save_draft(self.installation, unit, self.draft(unit, draft_id), answers, frozenset())
            unit.commit()
        return draft_id

    def draft(self, unit: Unit, draft_id: str) -> Draft:
        return draft_of_counter(self.installation, unit, self.member, draft_id)

    def entry(self, unit: Unit, draft_id: str) -> Entry:
        """By a clerk who has seen every question."""
        entry = open_entry(self.installation, self.draft(unit, draft_id), "")
        return replace(entry, shown=entry.reception.asked | entry.path.asked)

    def interview(self, unit: Unit) -> Interview:
        visit = self.visit(unit)
        return open_interview(
            self.installation, unit, self.member, visit, facts_of(self.installation, visit.row), "care"
        )

    def pair(self) -> bytes:
        """Returns the hash of the clerk's session."""
        with self.installation.database.write() as unit:
            offer_code(self.installation, unit, self.member, self.visit(unit))
            row = visitor_screens.of_visit(unit, self.visit_id)
            assert row is not None
            assert pair(self.installation, unit, PLACE, code_of(self.installation, row))
            token = open_session(self.installation, unit, "staff", staff_id=self.member.id)
            unit.commit()
        return token_hash(token)

    def screen(self, unit: Unit) -> tuple[ScreenRow, VisitRow]:
        screen, visit = visitor_screens.of_visit(unit, self.visit_id), visits.by_id(unit, self.visit_id)
        assert screen is not None
        assert visit is not None
        return screen, visit


def serve(installation: Installation, *duties: str, login: str = "clerk", ticket: str = "") -> Counter:
    member = add_member(installation, login, *(("clerk", duty) for duty in duties or (DUTY,)))
    with installation.database.write() as unit:
        visit_id = begin_visit(installation, unit, member, f"{login}-".ljust(20, "x"), ticket)
        unit.commit()
    return Counter(installation, member, visit_id)


def offer_questions(installation: Installation) -> Procedure:
    procedure = small(QUESTIONS, duty=DUTY, who="{online: [anyone], counter: [anyone], post: [anyone]}")
    offer(installation, procedure)
    return installation.catalogue.current(procedure.id)


def actions(unit: Unit) -> list[str]:
    return [record.action for record in audit_records.after(unit, 0)]


def file(counter: Counter, procedure: str = PROCEDURE, answers: Mapping[str, Any] = ANSWERS) -> str:
    draft_id = counter.add(procedure, {**RECEPTION, **answers})
    with counter.installation.database.write() as unit:
        sent = register_entry(counter.installation, unit, counter.member, counter.entry(unit, draft_id))
        unit.commit()
    assert sent.receipt_number, sent.path.missing
    return sent.receipt_number
