"""Drafts of the screening procedure, with a time chosen, through services."""

from collections.abc import Mapping
from typing import Any

from integrations.interfaces import Assertion, BasicFour
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.drafts import Draft, draft_environment, draft_of_resident, draft_path, save_draft, start_draft
from portal.services.installation import Installation
from portal.services.save_page import Saved, save_page
from portal.services.sessions import Session, find_session
from portal.services.sign_in_resident import finish_sign_in
from portal.services.submit_application import Arrival, Sent, submit_application
from tests.portal.world import PLACE

PROCEDURE = "gan-kenshin-yoyaku"
FIRST = "lung-1"  # as the city's file names it; it takes twenty
ANSWERS: Mapping[str, Any] = {
    "examinee.name": {"family": "髙見本", "given": "太郎"},
    "examinee.kana": {"family": "タカミホン", "given": "タロウ"},
    "examinee.birth": "1949-04-03",
    "examinee.sex": "male",
    "examinee.address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"},
    "examinee.phone": "000-000-0001",
    "kinds": ["lung"],
    "symptoms": False,
    "smoking": "never",
    "free": "nothing",
}


def resident(installation: Installation, name: str) -> Session:
    """Somebody who is signed in; `name` is who the card says they are."""
    card = BasicFour(name=name)
    assertion = Assertion("fake", "https://card.example", name, ("card",), "aal3", installation.clock.now(), card)
    with installation.database.write() as unit:
        session = find_session(installation, unit, "resident", finish_sign_in(installation, unit, assertion, PLACE))
        unit.commit()
    assert session is not None
    return session


def begin(installation: Installation, session: Session) -> str:
    """A draft with everything answered but the time; its id."""
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        save_draft(installation, unit, draft, ANSWERS, frozenset())
        unit.commit()
    return draft_id


def opened(installation: Installation, unit: Unit, session: Session, draft_id: str) -> Draft:
    return draft_of_resident(installation, unit, session, PROCEDURE, draft_id)


def choose(installation: Installation, session: Session, draft_id: str, slot: str = FIRST) -> Saved:
    """Posts the page with the time; nothing is stored where it is full."""
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        asked = next(one for one in draft_path(installation, draft).pages if "lung_slot" in {f.id for f in one.fields})
        posted = {"lung_slot": [slot]}
        saved = save_page(installation, unit, draft, asked, posted, draft_environment(installation, draft))
        if not saved.mistaken:
            unit.commit()
    return saved


def send(installation: Installation, session: Session, draft_id: str) -> Sent:
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        actor = Actor("resident", session.person_id or "", place=PLACE)
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        if sent.receipt_number:
            unit.commit()
    return sent
