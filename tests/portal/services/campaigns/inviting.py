"""People who open an invitation letter."""

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.services.campaigns.campaigns import Campaign
from portal.services.campaigns.open_invitation import (
    Invited,
    find_invitation,
    open_invitation,
)
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_of_resident, save_draft
from portal.services.filing.submit_application import submit_application
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from tests.portal.invited import BIRTH, LAST_DAY, code_of
from tests.portal.world import ANSWERS, PLACE, PROCEDURE


def taro(installation: Installation, name: str = "髙見本　太郎", birth: str = BIRTH, subject: str = "taro") -> Session:
    four = BasicFour(name=name, birth=LAST_DAY.fromisoformat(birth))
    assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", installation.clock.now(), four)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        session = find_session(installation, unit, "resident", token)
        unit.commit()
    assert session is not None
    return session


def find(installation: Installation, code: str, birth: str = BIRTH) -> Invited | None:
    with installation.database.write() as unit:
        invited = find_invitation(installation, unit, code, birth, PLACE)
        unit.commit()
    return invited


def open_it(installation: Installation, campaign: Campaign, session: Session) -> str:
    invited = find(installation, code_of(installation, campaign))
    assert invited is not None
    with installation.database.write() as unit:
        draft = open_invitation(installation, unit, invited, session, PLACE)
        unit.commit()
    return draft


def send(installation: Installation, session: Session, draft_id: str) -> str:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        save_draft(installation, unit, draft, ANSWERS, frozenset())
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        sent = submit_application(
            installation, unit, draft, Actor("resident", session.person_id or ""), arrival, {"way": "card"}
        )
        unit.commit()
    return sent.receipt_number
