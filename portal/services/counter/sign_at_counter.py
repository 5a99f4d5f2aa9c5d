"""By card (署名用), as online."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.definition.signers import DueSigner
from forms.path.filer import CAME, SELF, role_of
from integrations.sockets.certificate_sockets import SignatureEvidence
from integrations.sockets.interfaces import BasicFour, KeyStore
from portal.clock import Clock
from portal.db import Unit
from portal.errors import Conflict, SignInFailed
from portal.services.counter.enter_at_counter import Entry, open_entry, register_entry
from portal.services.counter.needs import CounterNeeds
from portal.services.counter.sign_by_reader import ask_card, read_signed
from portal.services.filing.arrival import Sent
from portal.services.filing.drafts import Draft
from portal.services.filing.note_protected import Looked
from portal.services.procedures.ask_reception import DOOR
from portal.services.shared.needs import Basics
from portal.services.shared.people_in import name_text
from portal.services.shared.rights import Member
from portal.services.signing.ask_signature import APPLICANT, ask_signature, keep_signature
from portal.services.signing.ask_signers import ask_signers, others_of, repeated_signer
from portal.services.signing.judge_signature import Ruling, judge_signature, signer_of
from portal.services.signing.signed_document import content_of, fits, to_verify
from portal.services.signing.trip import asked_for
from portal.store.cases import applications
from portal.store.signing.signatures import DocumentRow, SignatureRow


def is_signed(installation: Basics, entry: Entry) -> bool:
    door = entry.reception.answers.get(DOOR, entry.draft.row.door)
    on_paper = door != "counter" or entry.draft.sheet
    return not on_paper and installation.rules.signature_needed(entry.draft.procedure, installation.clock.today())


def entry_to_sign(installation: Basics, draft: Draft, place: str) -> Entry | None:
    entry = open_entry(installation, draft, place)
    complete = replace(entry, shown=entry.reception.asked | entry.path.asked)
    return complete if complete.ready and not complete.mistaken and is_signed(installation, complete) else None


def ask_visitor(
    installation: CounterNeeds, unit: Unit, draft: Draft, document: DocumentRow, session: str, place: str
) -> tuple[str, str]:
    row = ask_signature(installation.clock, unit, document, APPLICANT, draft.row.person_id)
    return ask_card(
        installation, unit, draft.sealer, document, row.id, session=session, page=draft.id, place=place
    )  # fmt: skip


def receive_signature(
    installation: CounterNeeds, unit: Unit, draft: Draft, number: str, answer: str
) -> tuple[DocumentRow, SignatureRow, SignatureEvidence]:
    """Unverified. Raises SignInFailed with the agent's code, or CHANGED if the visit changed."""
    document, row, sealed = asked_for(unit, number)
    if not fits(installation.form_key, document, draft):
        raise SignInFailed("CHANGED")
    return document, row, read_signed(installation, draft.sealer, document, sealed, number, answer)


def judge_visit(
    installation: CounterNeeds, draft: Draft, document: DocumentRow, evidence: SignatureEvidence, signer: BasicFour | None,
    signed_at: datetime,
) -> Ruling:  # fmt: skip
    """Outside a unit."""
    return judge_signature(
        installation, evidence, to_verify(document, content_of(document, draft.sealer), signer), signed_at
    )


def signer_of_visit(
    keys: KeyStore, unit: Unit, procedure: Procedure, answers: Answers, came: str, person_id: str | None
) -> BasicFour | None:
    """Expected card holder; None if unknown: then the section checks."""
    known = signer_of(keys, unit, person_id)
    roles = procedure.principal
    name, birth = (answers.get(roles.get(role, "")) for role in ("name", "birth"))
    if known is not None or role_of(procedure, answers, came) != SELF or name is None:
        return known
    return BasicFour(name_text(name), "", date.fromisoformat(birth) if isinstance(birth, str) else None)


def visitor_role(answers: Mapping[str, Any]) -> str:
    return str(answers.get(CAME, ""))


def names_of(signer: BasicFour | None) -> list[tuple[str, str]]:
    return [(signer.name, signer.birth.isoformat())] if signer is not None and signer.birth is not None else []


def others_of_visit(clock: Clock, entry: Entry, signer: BasicFour | None) -> tuple[DueSigner, ...]:
    """Raises SignInFailed SAME_PERSON if a person would sign twice."""
    came = role_of(entry.draft.procedure, entry.path.answers, visitor_role(entry.reception.answers))
    own = names_of(signer)
    others = others_of(entry.draft.procedure, entry.path, came, clock.today(), own)
    if repeated_signer(others, own) is not None:
        raise SignInFailed("SAME_PERSON")
    return others


def register_signed(
    installation: CounterNeeds, unit: Unit, member: Member, entry: Entry, looked: Looked, document: DocumentRow,
    row: SignatureRow, ruling: Ruling, signed_at: datetime, others: tuple[DueSigner, ...],
) -> Sent:  # fmt: skip
    """Without a receipt number the caller must roll back. Raises Conflict if the visit changed since signing."""
    if not fits(installation.form_key, document, entry.draft):
        raise Conflict("document")
    evidence = {"role": row.role, "sha256": document.sha256.hex()}
    sent = register_entry(installation, unit, member, entry, looked, signed=document.id, signature=evidence)
    stored = applications.by_uid(unit, entry.draft.id) if sent.receipt_number else None
    if stored is not None:
        sealer, today = entry.draft.sealer, installation.clock.today()
        keep_signature(installation, unit, stored.uid, sealer, row, ruling, member.actor, signed_at)
        ask_signers(installation.clock, unit, sealer, stored.id, document.id, others, today)
    return sent
