"""The chain of the smallest definitions (first → second → third), offered, filed and decided."""

from collections.abc import Mapping
from typing import Any

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft
from portal.services.filing.submit_application import submit_application
from portal.services.my_cases.continue_application import continue_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.definitions.shelf import shelf
from tests.portal.results import decide, examiner
from tests.portal.routes.guest_browser import offer
from tests.portal.world import PLACE, file_application

FIRST, SECOND, THIRD = "chain-first", "chain-second", "chain-third"
NAME = {"family": "髙見本", "given": "太郎"}
ASKED: Mapping[str, Any] = {"name": NAME, "size": "small", "cost": 300000}
GRANTED: Mapping[str, list[str]] = {"result.amount": ["200000"]}


def offer_chain(installation: Installation) -> None:
    for name in (FIRST, SECOND, THIRD):
        offer(installation, shelf()[name])


def screened(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()


def granted(installation: Installation, session: Session, outcome: str = "approved") -> str:
    """The receipt number of a first application with this outcome."""
    offer_chain(installation)
    member = examiner(installation, FIRST)
    number = file_application(installation, session, of=FIRST, answers=ASKED)
    screened(installation, member, number)
    decide(installation, member, number, outcome, GRANTED if outcome == "approved" else {}, words="理由です。")
    return number


def go_on(installation: Installation, session: Session, number: str, procedure: str = SECOND) -> Draft:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        draft = continue_application(installation, unit, case, session, actor, procedure)
        unit.commit()
    return draft


def send(installation: Installation, session: Session, draft: Draft, answers: Mapping[str, Any]) -> Sent:
    procedure, draft_id = draft.procedure.id, draft.id
    actor = Actor("resident", session.person_id or "", place=PLACE)
    with installation.database.write() as unit:
        opened = draft_of_resident(installation, unit, session, procedure, draft_id)
        save_draft(installation, unit, opened, answers, frozenset())
        opened = draft_of_resident(installation, unit, session, procedure, draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        sent = submit_application(installation, unit, opened, actor, arrival, {"way": "card"})
        if sent.receipt_number:
            unit.commit()
    return sent
