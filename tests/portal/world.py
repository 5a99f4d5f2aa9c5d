"""People for portal tests who file, ask and decide through services, without a browser."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.clock import to_micro
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow

PROCEDURE = "kaigo-hihokenshasho-saikofu"
DUTY = "care-qualification"
PLACE = "192.0.2.1"

# Answers of 髙見本 太郎, who lost the card.
ANSWERS: Mapping[str, Any] = {
    "filer_kind": "self",
    "name": {"family": "髙見本", "given": "太郎"},
    "kana": {"family": "タカミホン", "given": "タロウ"},
    "birth": "1949-04-03",
    "sex": "male",
    "insured_no": "0000000101",
    "address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"},
    "cards": ["insured", "copay"],
    "reason": "lost",
    "lost_how": {"code": "other", "tell": "先週、病院の帰りに"},
    "delivery": "address",
    "phone": "000-0000-0001",
    "consent_true": True,
}


def alice(installation: Installation, address: str = "") -> Session:
    return signed_in(installation, "alice", "髙見本　太郎", address)


def signed_in(
    installation: Installation, subject: str, name: str, address: str = "", birth: date | None = None
) -> Session:
    card = BasicFour(name=name, address=address, birth=birth)
    assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", installation.clock.now(), card)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        session = find_session(installation, unit, "resident", token)
        unit.commit()
    assert session is not None
    return session


def file_application(
    installation: Installation,
    session: Session,
    changes: Mapping[str, Any] | None = None,
    *,
    days_ago: int = 0,
    basis: str = "stored",
    of: str = PROCEDURE,
    answers: Mapping[str, Any] = ANSWERS,
) -> str:
    """The receipt number of an application by phone."""
    procedure = installation.catalogue.current(of)
    person_id = session.person_id or ""
    with installation.database.write() as unit:
        draft_id = start_draft(installation, unit, procedure, "online", person_id=person_id)
        draft = draft_of_resident(installation, unit, session, of, draft_id)
        save_draft(installation, unit, draft, {**answers, **(changes or {})}, frozenset())
        draft = draft_of_resident(installation, unit, session, of, draft_id)
        arrival = Arrival(installation.clock.now() - timedelta(days=days_ago), "online", basis)
        actor = Actor("resident", person_id, place=PLACE)
        result = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        unit.commit()
    assert result.receipt_number, result.path
    return result.receipt_number


def add_member(installation: Installation, login: str, *rights: tuple[str, str], name: str = "") -> Member:
    """A member of staff with these (role, duty) from today on, without a password."""
    today = installation.clock.today().isoformat()
    with installation.database.write() as unit:
        staff_id = staff_members.add(
            unit, login=login, name=name or f"{login}さん", password_hash="", key_id="", wrapped_key=b"", sealed_totp=b"",
            now=to_micro(installation.clock.now()),
        )  # fmt: skip
        assert staff_id is not None
        for role, duty in rights:
            staff_members.grant(unit, staff_id, RightRow(role, duty, today, None))
        unit.commit()
    return Member(staff_id, login, name or f"{login}さん", frozenset(rights), PLACE)


def row_of(installation: Installation, number: str) -> ApplicationRow:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    return row


def state_of(installation: Installation, number: str) -> str:
    return row_of(installation, number).state
