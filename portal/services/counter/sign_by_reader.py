"""署名用, unverified. Only the reader gets the password."""

from integrations.sockets.card_socket import CardAsk, CardUse
from integrations.sockets.certificate_sockets import SignatureEvidence, SignatureVerifier
from integrations.sockets.interfaces import AdapterError
from portal.clock import Clock
from portal.db import Unit
from portal.errors import NotFound, SignInFailed
from portal.sealing import Sealer
from portal.services.counter.needs import CounterNeeds
from portal.services.counter.use_card import bound, card_agent, use_up
from portal.services.residents.sign_in_attempts import new_request
from portal.services.shared.needs import HasCardAgent
from portal.services.signing.signed_document import content_of, to_verify
from portal.services.signing.trip import ALGORITHM, REALM, Trip, keep_trip, open_trip
from portal.store.signing.signatures import DocumentRow

PROVIDER = "card-agent"


def can_sign(installation: CounterNeeds) -> bool:
    return installation.card_agent is not None and installation.verifier is not None


def verifier_of(verifier: SignatureVerifier | None) -> SignatureVerifier:
    """Raises NotFound without one."""
    if verifier is None:
        raise NotFound("verifier")
    return verifier


def ask_card(
    installation: CounterNeeds, unit: Unit, sealer: Sealer, document: DocumentRow, signature_id: int, *, session: str,
    page: str, place: str,
) -> tuple[str, str]:  # fmt: skip
    """The one-time number and the agent's address. `page`: bound to this session."""
    now = installation.clock.now()
    to_sign = verifier_of(installation.verifier).prepare(
        to_verify(document, content_of(document, sealer), None), now, ALGORITHM
    )
    attempt = new_request("")
    trip = Trip(to_sign, attempt.state, "")
    keep_trip(
        installation, unit, sealer, signature_id, attempt, trip, browser=bound(session, page), place=place, return_to="",
    )  # fmt: skip
    ask = CardAsk(CardUse.SIGN, attempt.state, {ALGORITHM: to_sign.digest_info})
    return attempt.state, card_agent(installation.card_agent).ask(ask, now)


def use_up_signature(clock: Clock, unit: Unit, page: str, session: str, number: str) -> None:
    """Commit before reading the answer. Raises SignInFailed as `use_up`."""
    use_up(clock, unit, page, session, number, REALM)


def read_signed(
    installation: HasCardAgent, sealer: Sealer, document: DocumentRow, sealed: bytes, number: str, answer: str
) -> SignatureEvidence:
    """Raises SignInFailed with the agent's code."""
    asked = open_trip(sealer, number, sealed).to_sign
    try:
        ask = CardAsk(CardUse.SIGN, number, {asked.algorithm: asked.digest_info})
        signed = card_agent(installation.card_agent).read(answer, ask).signed
    except AdapterError as error:
        raise SignInFailed(error.code) from None
    if signed is None:
        raise SignInFailed("SCOPE_MISSING")
    return SignatureEvidence(
        number, PROVIDER, asked.format, asked.algorithm, asked.document_digest, signed.signature, signed.certificate,
        document.nonce, document.procedure, document.uid, asked.signed_attributes,
    )  # fmt: skip
