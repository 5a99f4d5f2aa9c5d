"""What waits for a resident on the front page."""

from dataclasses import dataclass

from portal.db import Unit
from portal.services.cases.cases import open_own_case
from portal.services.my_cases.open_requests import asked_now
from portal.services.my_cases.own_applications import own_applications, own_drafts
from portal.services.my_cases.read_ahead import read_cases, read_person
from portal.services.my_cases.request_item import Whose
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.together import together
from portal.web.my_cases.asked_view import AskedView, asked_views

_FEW = 3


@dataclass(frozen=True)
class OwnWork:
    asked: list[AskedView]  # nearest day first
    more: int  # asked besides
    drafts: list[tuple[str, str]]  # addresses and titles, latest first


def own_work(installation: Installation, unit: Unit, session: Session, language: str) -> OwnWork | None:
    if session.looks is not None:
        return None
    person = session.person_id or ""
    with together(unit) as ahead:
        read_person(ahead, person, guest=session.guest)
        asked_now(installation, ahead, Whose(person, (), all=True))
    if sent := applications.of_person(unit, person):
        read_cases(unit, sent, installation.clock.today().isoformat())
    cases = [open_own_case(installation, unit, row) for row in own_applications(installation.clock, unit, session)]
    asked = asked_now(installation, unit, Whose(person, cases, all=True, seat=session.seat))
    procedures = [
        (row.id, installation.catalogue.version(unit, row.meaning)) for row in reversed(own_drafts(unit, session))
    ]
    rows = [
        (f"/apply/{procedure.id}/{draft_id}", speech_of(procedure, language).text("title", procedure.title))
        for draft_id, procedure in procedures
    ]
    first = asked_views(installation.clock, asked[:_FEW], language, session.seat)
    return OwnWork(first, len(asked) - len(first), rows) if asked or rows else None
