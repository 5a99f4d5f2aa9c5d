"""An application with a fee, sent by alice, and a provider that plays along."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from integrations.payments.fake import FakePayments
from portal.services.actor import Actor
from portal.services.begin_payment import begin_payment, pay_page
from portal.services.cases import Case, case_of_resident
from portal.services.drafts import draft_of_resident, save_draft, start_draft
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.services.settle_payment import take_notice
from portal.services.submit_application import Arrival, submit_application
from portal.store import payments
from portal.store.payments import PaymentRow
from tests.portal.world import PLACE

PROCEDURE, DUTY = "juminhyo-utsushi", "resident-certificates"
FEE = 710  # two copies, by post
ANSWERS: Mapping[str, Any] = {
    "filer": "self",
    "certificate": "copy",
    "extent": "whole",
    "claimant.name": {"family": "見本", "given": "太郎"},
    "claimant.kana": {"family": "ミホン", "given": "タロウ"},
    "claimant.birth": "1994-04-12",
    "claimant.address": {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"},
    "claimant.phone": "090-0000-0001",
    "purpose": "house",
    "copies": 2,
    "receive": "post",
    "lives_there": True,
    "mail": "ordinary",
    "exempt": "nothing",
    "consent_true": True,
}


def with_provider(installation: Installation, provider: FakePayments) -> Installation:
    return replace(installation, payments=provider)


def file_with_fee(installation: Installation, session: Session, **changes: Any) -> str:
    """Its receipt number."""
    person_id = session.person_id or ""
    with installation.database.write() as unit:
        draft_id = start_draft(
            installation, unit, installation.catalogue.current(PROCEDURE), "online", person_id=person_id
        )
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        save_draft(installation, unit, draft, {**ANSWERS, **changes}, frozenset())
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        actor = Actor("resident", person_id, place=PLACE)
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        unit.commit()
    assert sent.receipt_number, sent.path
    return sent.receipt_number


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def begin(installation: Installation, session: Session, number: str) -> PaymentRow:
    """The order, known to the provider."""
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        row = begin_payment(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE))
        unit.commit()
    pay_page(installation, row, "住民票の写し")
    return row


def tell(installation: Installation, provider: FakePayments, order: str, state: str, **how: Any) -> bool:
    """The provider calls back."""
    now = installation.clock.now()
    headers, body = provider.notice(order, state, now=now, **how)
    with installation.database.write() as unit:
        new = take_notice(installation, unit, provider.read_notice(headers, body, now))
        unit.commit()
    return new


def state_of(installation: Installation, order: str) -> str:
    with installation.database.read() as unit:
        row = payments.by_number(unit, order)
    assert row is not None
    return row.state
