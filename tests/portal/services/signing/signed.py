"""Signed applications with practice cards and real keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.sockets.certificate_sockets import CanonicalDocument, SignatureEvidence
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.db import Unit
from portal.services.cases.cases import Case, case_of_member
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft, start_draft, whole_path
from portal.services.filing.submit_application import submit_application
from portal.services.residents.protect import STAFF, protect
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from portal.services.signing.ask_signature import APPLICANT, ask_signature, keep_signature
from portal.services.signing.ask_signers import ask_signers, others_of_draft
from portal.services.signing.judge_signature import Ruling, judge_signature, signer_of
from portal.services.signing.signed_document import content_of, fix_document, to_verify
from portal.services.signing.trip import ALGORITHM
from portal.store.cases import applications
from portal.store.shared import audit_records
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, SignatureRow
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.practice_cards import NOW, PASSWORD, PracticeCards
from tests.portal.routes.guest_browser import offer
from tests.portal.several import HANAKO, JIRO, MORE, PEOPLE, SIGNED
from tests.portal.world import DUTY, PLACE, add_member


def name_of(holder: Holder) -> dict[str, str]:
    family, given = holder.name.split("\u3000")
    return {"family": family, "given": given}


ANSWERS: Mapping[str, Any] = {
    "reason": "lost",
    "mate_name": name_of(HANAKO), "mate_birth": HANAKO.birth.isoformat(),
    "third_name": name_of(JIRO), "third_birth": JIRO.birth.isoformat(),
}  # fmt: skip


@cache
def _jpki() -> MockJpki:
    """Cached: its keys take a second."""
    return MockJpki(tuple(PEOPLE.values()), lambda: NOW)


@dataclass(frozen=True)
class Signing:
    """Procedure `small` is signed by the sender, and by 花子 and 次郎 in turn or at once."""

    city: Installation
    cards: PracticeCards
    reviewer: Member

    def sign_in(self, who: str) -> Session:
        holder = PEOPLE[who]
        card = BasicFour(holder.name, holder.address, holder.birth, sex_raw=holder.sex_raw)
        assertion = Assertion("fake", "https://card.example", who, ("card",), "aal3", self.city.clock.now(), card)
        with self.city.database.write() as unit:
            token = finish_sign_in(self.city, unit, assertion, PLACE)
            session = find_session(self.city, unit, "resident", token)
            unit.commit()
        assert session is not None
        return session

    def draft(self, session: Session, answers: Mapping[str, Any] = ANSWERS) -> Draft:
        procedure = self.city.catalogue.current("small")
        with self.city.database.write() as unit:
            draft_id = start_draft(self.city, unit, procedure, "online", person_id=session.person_id)
            draft = draft_of_resident(self.city, unit, session, "small", draft_id)
            save_draft(self.city, unit, draft, answers, frozenset())
            unit.commit()
            return draft_of_resident(self.city, unit, session, "small", draft_id)

    def evidence(self, card: str, document: CanonicalDocument) -> SignatureEvidence:
        to_sign = self.cards.verifier.prepare(document, self.city.clock.now(), ALGORITHM)
        signed = self.cards.jpki.cards.signed(card, "sign", PASSWORD, {ALGORITHM: to_sign.digest_info})
        return SignatureEvidence(
            "transaction", "practice", to_sign.format, to_sign.algorithm, to_sign.document_digest, signed.signature,
            signed.certificate, document.nonce, document.procedure_id, document.application_id, to_sign.signed_attributes,
        )  # fmt: skip

    def ruling(self, card: str, document: DocumentRow, content: bytes, signer: BasicFour | None) -> Ruling:
        asked = to_verify(document, content, signer)
        return judge_signature(self.city, self.evidence(card, asked), asked, self.received_at)

    @property
    def received_at(self) -> datetime:
        return self.city.clock.now()

    def file(self, session: Session, card: str = "taro", answers: Mapping[str, Any] = ANSWERS) -> str:
        """Returns the receipt number."""
        draft = self.draft(session, answers)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        path = whole_path(self.city, draft)
        with self.city.database.write() as unit:
            document = fix_document(self.city, unit, draft, path, "ja")
            row = ask_signature(self.city.clock, unit, document, APPLICANT, session.person_id)
            others = others_of_draft(self.city, unit, draft, path)
            signer = signer_of(self.city.keys, unit, session.person_id)
            unit.commit()
        ruling = self.ruling(card, document, content_of(document, draft.sealer), signer)
        with self.city.database.write() as unit:
            arrival = Arrival(self.received_at, "online", "stored")
            sent = submit_application(self.city, unit, draft, actor, arrival, {"way": "card"}, signed=document.id)
            application = applications.by_uid(unit, draft.id)
            assert application is not None, sent.path.missing
            keep_signature(self.city, unit, draft.id, draft.sealer, row, ruling, actor, self.received_at)
            today = self.city.clock.today()
            ask_signers(self.city.clock, unit, draft.sealer, application.id, document.id, others, today)
            unit.commit()
        return sent.receipt_number

    def case(self, unit: Unit, number: str) -> Case:
        return case_of_member(self.city, unit, self.reviewer, number)

    def rows(self, unit: Unit, number: str) -> dict[str, SignatureRow]:
        """By role."""
        return {row.role: row for row in signatures.of_application(unit, self.case(unit, number).row.id)}

    def states(self, number: str) -> dict[str, str]:
        with self.city.database.read() as unit:
            return {role: row.state for role, row in self.rows(unit, number).items()}


def practice_cards() -> PracticeCards:
    return PracticeCards(_jpki())


def signing_in(installation: Installation, order: str = "parallel") -> Signing:
    cards = practice_cards()
    city = later(cards.lent_to(installation))
    offer(city, small(MORE, version="1", duty=DUTY, who="{online: [self]}", identity=SIGNED.format(order=order)))
    return Signing(city, cards, add_member(city, "tanto", ("reviewer", DUTY)))


def hide_hanako(signing: Signing, unit: Unit, number: str) -> None:
    protect(
        signing.city, unit, Actor("staff", "hogo"), [(HANAKO.name, HANAKO.birth.isoformat())], STAFF,
        application_id=signing.case(unit, number).row.id,
    )  # fmt: skip


def resident(session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=PLACE)


def actions(unit: Unit) -> list[tuple[str, str]]:
    return [(record.action, record.detail) for record in audit_records.after(unit, 0)]
