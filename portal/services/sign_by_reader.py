"""A signature (署名用) at a counter's reader: what the card is asked, once and by one page alone, and what it made of it. Judges
nothing. The password goes to the reader."""

from integrations.card_socket import CardAsk, CardUse
from integrations.certificate_sockets import SignatureEvidence, SignatureVerifier
from integrations.interfaces import AdapterError
from portal.db import Unit
from portal.errors import NotFound, SignInFailed
from portal.sealing import Sealer
from portal.services.installation import Installation
from portal.services.sign_in_attempts import hashed_state, new_request
from portal.services.signed_document import content_of, to_verify
from portal.services.signing_trip import ALGORITHM, REALM, Trip, keep_trip, open_trip
from portal.services.use_card import bound, card_agent, use_up
from portal.store import signatures
from portal.store.signatures import DocumentRow, SignatureRow

PROVIDER = "card-agent"


def can_sign(installation: Installation) -> bool:
    """Whether this city has readers at its counters, and can judge what they say."""
    return installation.card_agent is not None and installation.verifier is not None


def verifier_of(installation: Installation) -> SignatureVerifier:
    """NotFound where nobody can judge a signature here."""
    if installation.verifier is None:
        raise NotFound("verifier")
    return installation.verifier


def ask_card(
    installation: Installation, unit: Unit, sealer: Sealer, document: DocumentRow, signature_id: int, *, session: str,
    page: str, place: str,
) -> tuple[str, str]:  # fmt: skip
    """The question's one-time number, and where the page sends it. `page`: to which, in this session, it is bound. The caller
    commits."""
    now = installation.clock.now()
    to_sign = verifier_of(installation).prepare(to_verify(document, content_of(document, sealer), None), now, ALGORITHM)
    attempt = new_request("")
    trip = Trip(to_sign, attempt.state, "")
    keep_trip(
        installation, unit, sealer, signature_id, attempt, trip, browser=bound(session, page), place=place, return_to="",
    )  # fmt: skip
    ask = CardAsk(CardUse.SIGN, attempt.state, {ALGORITHM: to_sign.digest_info})
    return attempt.state, card_agent(installation).ask(ask, now)


def use_up_signature(installation: Installation, unit: Unit, page: str, session: str, number: str) -> None:
    """To be committed before the answer is looked at, whatever it is. SignInFailed as `use_up`."""
    use_up(installation, unit, page, session, number, REALM)


def asked_for(unit: Unit, number: str) -> tuple[DocumentRow, SignatureRow, bytes]:
    """What a question was about, with its trip sealed. NotFound."""
    known = signatures.trip(unit, hashed_state(REALM, number))
    row = signatures.by_id(unit, known[0]) if known else None
    document = signatures.document(unit, row.document_id) if row else None
    if known is None or row is None or document is None:
        raise NotFound("signature")
    return document, row, known[1]


def read_signed(
    installation: Installation, sealer: Sealer, document: DocumentRow, sealed: bytes, number: str, answer: str
) -> SignatureEvidence:
    """What was signed, unjudged. SignInFailed with the agent's code."""
    asked = open_trip(sealer, number, sealed).to_sign
    try:
        ask = CardAsk(CardUse.SIGN, number, {asked.algorithm: asked.digest_info})
        signed = card_agent(installation).read(answer, ask).signed
    except AdapterError as error:
        raise SignInFailed(error.code) from None
    if signed is None:
        raise SignInFailed("SCOPE_MISSING")
    return SignatureEvidence(
        number, PROVIDER, asked.format, asked.algorithm, asked.document_digest, signed.signature, signed.certificate,
        document.nonce, document.procedure, document.uid, asked.signed_attributes,
    )  # fmt: skip
