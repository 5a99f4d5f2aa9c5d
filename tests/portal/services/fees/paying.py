"""An application of alice's with a fee."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from integrations.payments.fake import FakePayments
from portal.services.cases.cases import Case, case_of_member, case_of_resident
from portal.services.cases.fee import AmountDue, amount_due
from portal.services.fees.begin_payment import begin_payment, pay_page
from portal.services.fees.refund_payment import ask_refund
from portal.services.fees.settle_order import take_notice
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_of_counter, draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.fees import payments
from portal.store.fees.payments import PaymentRow
from tests.portal.world import PLACE, add_member

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


def register_with_fee(installation: Installation, clerk: Member, **changes: Any) -> str:
    """The same at the counter, to be taken home at once: two copies, 600 yen."""
    answers = {name: value for name, value in ANSWERS.items() if name not in ("lives_there", "mail")}
    with installation.database.write() as unit:
        current = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, current, "counter", staff_id=clerk.id)
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        save_draft(installation, unit, draft, {**answers, "receive": "counter", **changes}, frozenset())
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        arrival = Arrival(installation.clock.now(), "general", "visit")
        sent = submit_application(installation, unit, draft, clerk.actor, arrival, {"way": "counter-visual"})
        unit.commit()
    assert sent.receipt_number, sent.path
    return sent.receipt_number


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def begin(installation: Installation, session: Session, number: str) -> PaymentRow:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        row = begin_payment(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE))
        unit.commit()
    pay_page(installation, row, "住民票の写し")
    return row


def report(installation: Installation, provider: FakePayments, order: str, state: str, **how: Any) -> bool:
    """The provider calls back. Returns whether the report is new."""
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


def owed_now(installation: Installation, session: Session, number: str) -> AmountDue:
    with installation.database.read() as unit:
        fee = amount_due(installation, unit, case_of(installation, session, number))
    assert fee is not None
    return fee


def give_back_by_hand(installation: Installation, number: str, order: str, login: str = "r") -> None:
    reviewer = add_member(installation, login, ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        ask_refund(installation, unit, reviewer, case, order, "金額が合わないため")
        unit.commit()


def paid_online(installation: Installation, provider: FakePayments, session: Session, number: str) -> str:
    order = begin(installation, session, number).number
    provider.settle(order, "paid")
    report(installation, provider, order, "paid")
    return order
