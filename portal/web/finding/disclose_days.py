"""From card and register, on request."""

from fastapi import Request

from portal.services.filing.gather_sources import ask_register
from portal.services.finding.follow_guide import Days, known_days
from portal.services.residents.linked_person import linked_number
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.sessions import Session, touch_session
from portal.web.shared.state import reading, resident, resident_actor


def disclose_days(request: Request) -> tuple[Session, Days]:
    """{} for a guest."""
    with reading(request, resident) as (installation, unit, session):
        card = card_of(installation.keys, unit, session.person_id or "") if not session.guest else {}
        linked = linked_number(installation.keys, unit, session.person_id or "") if card else ""
    match = ask_register(installation, card, linked)
    with installation.database.change() as unit:
        days = known_days(installation, unit, card, match, resident_actor(request, session)) if card else {}
        touch_session(installation.clock, unit, session)
    return session, days
