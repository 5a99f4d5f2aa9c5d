"""A visitor signs at the counter with their own card (署名用), over the very document that the clerk's page shows them. Judged and kept
as a signature from home is; it and the application are stored together, or neither. The password goes to the reader alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from forms.procedure import Procedure
from integrations.card_socket import CardAsk, CardUse
from integrations.certificate_sockets import SignatureEvidence, SignatureVerifier
from integrations.interfaces import AdapterError, BasicFour
from portal.db import Unit
from portal.errors import Conflict, NotFound, SignInFailed
from portal.services.ask_reception import DOOR
from portal.services.ask_signature import APPLICANT, ask_signature, keep_signature
from portal.services.drafts import Draft
from portal.services.enter_at_counter import Entry, open_entry, register_entry
from portal.services.installation import Installation
from portal.services.judge_signature import Ruling, judge_signature, signer_of
from portal.services.note_protected import Looked
from portal.services.people_in import name_text
from portal.services.rights import Member
from portal.services.sign_in_attempts import hashed_state, new_request
from portal.services.signed_document import content_of, fits, to_verify
from portal.services.signing_trip import ALGORITHM, REALM, Trip, keep_trip, open_trip
from portal.services.submit_application import Sent
from portal.services.use_card import bound, card_agent, use_up
from portal.services.who_files import CAME, SELF, role_of
from portal.store import signatures
from portal.store.signatures import DocumentRow, SignatureRow

PROVIDER = "card-agent"


def is_signed(installation: Installation, entry: Entry) -> bool:
    """Whether a visit for this procedure may be signed with a card. A paper form carries its signature on it."""
    door = entry.reception.answers.get(DOOR, entry.draft.row.door)
    return door == "counter" and installation.signature_needed(entry.draft.procedure, installation.clock.today())


def can_sign(installation: Installation) -> bool:
    """Whether this city has readers at its counters, and can judge what they say."""
    return installation.card_agent is not None and installation.verifier is not None


def verifier_of(installation: Installation) -> SignatureVerifier:
    """NotFound where nobody can judge a signature here."""
    if installation.verifier is None:
        raise NotFound("verifier")
    return installation.verifier


def entry_to_sign(installation: Installation, draft: Draft, place: str) -> Entry | None:
    """The visit as it stands, every question of it on the page that is signed; None while something of it is open."""
    entry = open_entry(installation, draft, place)
    whole = replace(entry, shown=entry.reception.asked | entry.path.asked)
    return whole if whole.ready and not whole.mistaken and is_signed(installation, whole) else None


def ask_card(
    installation: Installation, unit: Unit, draft: Draft, document: DocumentRow, session: str, place: str
) -> tuple[str, str]:
    """The question's one-time number, and where the page sends it. The caller commits."""
    now = installation.clock.now()
    content = content_of(document, draft.sealer)
    to_sign = verifier_of(installation).prepare(to_verify(document, content, None), now, ALGORITHM)
    row = ask_signature(installation, unit, document, APPLICANT, draft.row.person_id)
    attempt = new_request("")
    trip = Trip(to_sign, attempt.state, "")
    keep_trip(
        installation, unit, draft.sealer, row.id, attempt, trip, browser=bound(session, draft.id), place=place, return_to="",
    )  # fmt: skip
    ask = CardAsk(CardUse.SIGN, attempt.state, {ALGORITHM: to_sign.digest_info})
    return attempt.state, card_agent(installation).ask(ask, now)


def use_up_signature(installation: Installation, unit: Unit, draft_id: str, session: str, number: str) -> None:
    """To be committed before the answer is looked at, whatever it is. SignInFailed as `use_up`."""
    use_up(installation, unit, draft_id, session, number, REALM)


def came_back(
    installation: Installation, unit: Unit, draft: Draft, number: str, answer: str
) -> tuple[DocumentRow, SignatureRow, SignatureEvidence]:
    """What was signed, unjudged. SignInFailed with the agent's code, or CHANGED where the visit says something else by now."""
    known = signatures.trip(unit, hashed_state(REALM, number))
    row = signatures.by_id(unit, known[0]) if known else None
    document = signatures.document(unit, row.document_id) if row else None
    if known is None or row is None or document is None:
        raise NotFound("signature")
    if not fits(installation, document, draft):
        raise SignInFailed("CHANGED")
    asked = open_trip(draft.sealer, number, known[1]).to_sign
    try:
        ask = CardAsk(CardUse.SIGN, number, {asked.algorithm: asked.digest_info})
        signed = card_agent(installation).read(answer, ask).signed
    except AdapterError as error:
        raise SignInFailed(error.code) from None
    if signed is None:
        raise SignInFailed("SCOPE_MISSING")
    evidence = SignatureEvidence(
        number, PROVIDER, asked.format, asked.algorithm, asked.document_digest, signed.signature, signed.certificate,
        document.nonce, document.procedure, document.uid, asked.signed_attributes,
    )  # fmt: skip
    return document, row, evidence


def judge_visit(
    installation: Installation, draft: Draft, document: DocumentRow, evidence: SignatureEvidence, signer: BasicFour | None,
    at: datetime,
) -> Ruling:  # fmt: skip
    """Asks about revocation: no unit may be open."""
    return judge_signature(installation, evidence, to_verify(document, content_of(document, draft.sealer), signer), at)


def signer_of_visit(
    installation: Installation, unit: Unit, procedure: Procedure, answers: Answers, came: str, person_id: str | None
) -> BasicFour | None:
    """Whose card it has to be: of who brought a draft along, as their own card told; else of whom it is for, where they came
    themselves. Nobody can say of others: then the section looks."""
    known = signer_of(installation, unit, person_id)
    roles = procedure.principal
    name, birth = (answers.get(roles.get(role, "")) for role in ("name", "birth"))
    if known is not None or role_of(procedure, answers, came) != SELF or name is None:
        return known
    return BasicFour(name_text(name), "", date.fromisoformat(birth) if isinstance(birth, str) else None)


def came_as(answers: Mapping[str, Any]) -> str:
    return str(answers.get(CAME, ""))


def register_signed(
    installation: Installation, unit: Unit, member: Member, entry: Entry, looked: Looked, document: DocumentRow,
    row: SignatureRow, ruling: Ruling, at: datetime,
) -> Sent:  # fmt: skip
    """Signature and application; no receipt number while something is open, and then nothing is to be stored. Conflict where
    the visit says something else by now."""
    if not fits(installation, document, entry.draft):
        raise Conflict("document")
    told = {"role": row.role, "sha256": document.sha256.hex()}
    sent = register_entry(installation, unit, member, entry, looked, signed=document.id, signature=told)
    if sent.receipt_number:
        draft = entry.draft
        keep_signature(installation, unit, draft.id, draft.sealer, row, ruling, member.actor, at)
    return sent
