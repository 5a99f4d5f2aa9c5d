"""Drafts of the screening procedure with a chosen time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.city.times import GivenBack
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.db import Unit
from portal.services.bookings.change_reservation import booking_of
from portal.services.bookings.wait_for_slot import wait_for_slot
from portal.services.cases.cases import Case, case_of_resident
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import (
    Draft,
    draft_environment,
    draft_of_resident,
    draft_path,
    save_draft,
    start_draft,
)
from portal.services.filing.save_page import Saved, save_page
from portal.services.filing.submit_application import submit_application
from portal.services.my_cases.cancel_time import cancel_time, describe_cancelling
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from tests.portal.world import PLACE

PROCEDURE = "gan-kenshin-yoyaku"
FIRST = "lung-1"  # takes twenty people (the city's file)
SLOT = "lung-3"  # takes ten, on 2026-12-09
ANSWERS: Mapping[str, Any] = {
    "examinee.name": {"family": "髙見本", "given": "太郎"},
    "examinee.kana": {"family": "タカミホン", "given": "タロウ"},
    "examinee.birth": "1949-04-03",
    "examinee.sex": "male",
    "examinee.address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"},
    "examinee.phone": "000-000-0001",
    "kinds": ["lung"],
    "symptoms": False,
    "free": "nothing",
}


def resident(installation: Installation, name: str) -> Session:
    """`name`: on the card."""
    card = BasicFour(name=name)
    assertion = Assertion("fake", "https://card.example", name, ("card",), "aal3", installation.clock.now(), card)
    with installation.database.write() as unit:
        session = find_session(installation, unit, "resident", finish_sign_in(installation, unit, assertion, PLACE))
        unit.commit()
    assert session is not None
    return session


def begin(installation: Installation, session: Session) -> str:
    """With every answer but the time. Returns the draft's id."""
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
    """Stores nothing if it is full."""
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        asked = next(
            page for page in draft_path(installation, draft).pages if "lung_slot" in {f.id for f in page.fields}
        )
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


def book(installation: Installation, session: Session, slot: str = SLOT) -> str:
    draft = begin(installation, session)
    assert not choose(installation, session, draft, slot).mistaken
    return send(installation, session, draft).receipt_number


def fill(installation: Installation) -> tuple[Session, list[str]]:
    """Returns the person and the receipt numbers."""
    other = resident(installation, "ほかの人")
    return other, [book(installation, other) for _ in range(10)]


def wait(installation: Installation, session: Session) -> str:
    """Requested twice. Returns the draft's id."""
    draft_id = begin(installation, session)
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        field = draft.procedure.field("lung_slot")
        environment = draft_environment(installation, draft)
        for _ in range(2):
            wait_for_slot(installation.clock, unit, draft_id, field, environment, SLOT)
        unit.commit()
    return draft_id


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def cancel(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        cancel_in(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), "lung_slot")
        unit.commit()


def at_the_window(installation: Installation) -> Installation:
    """As if who is screened came to the counter."""
    times = installation.city.times
    resources = tuple(row.model_copy(update={"for_visit": True}) for row in times.resources)
    times = times.model_copy(update={"resources": resources})
    return replace(installation, city=installation.city.model_copy(update={"times": times}))


def giving_back(installation: Installation, rows: tuple[GivenBack, ...]) -> Installation:
    times = installation.city.times
    resources = tuple(row.model_copy(update={"gives_back": rows}) for row in times.resources)
    times = times.model_copy(update={"resources": resources})
    return replace(installation, city=installation.city.model_copy(update={"times": times}))


def cancel_in(installation: Installation, unit: Unit, case: Case, actor: Actor, question: str) -> None:
    booking = booking_of(installation, unit, case, question)
    cancel_time(installation, unit, case, actor, booking, describe_cancelling(installation, unit, case, booking))
