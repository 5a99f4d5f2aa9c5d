"""To the signing provider, with single-use secrets."""

from dataclasses import dataclass
from typing import Any

from integrations.sockets.certificate_sockets import (
    CanonicalDocument,
    SignatureEvidence,
    SignatureProvider,
    SignatureVerifier,
    SignHandle,
    SignRequest,
    ToSign,
)
from integrations.sockets.interfaces import Callback, SignInRequest
from portal.config import Settings
from portal.db import Unit
from portal.errors import NeighbourDown, NotFound
from portal.sealing import Sealer
from portal.services.residents.sign_in_attempts import begin_attempt, hashed_state, new_request, request_of
from portal.services.shared.needs import Basics
from portal.services.signing.needs import SigningNeeds
from portal.store.residents.sessions import AttemptRow
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, SignatureRow

REALM = "signature"
_BYTES = ("document_digest", "digest_info", "signed_attributes")
ALGORITHM = "rsa-2048/sha-256"  # of current cards


@dataclass(frozen=True)
class Trip:
    to_sign: ToSign
    transaction: str
    address: str


def plugs(installation: SigningNeeds) -> tuple[SignatureProvider, SignatureVerifier]:
    """Raises NeighbourDown."""
    if installation.signing is None or installation.verifier is None:
        raise NeighbourDown("signing")
    return installation.signing, installation.verifier


def redirect_uri(settings: Settings) -> str:
    return f"{settings.base_url}/signatures/callback"


def leave_to_sign(installation: SigningNeeds, asked: CanonicalDocument) -> tuple[SignInRequest, Trip]:
    """Outside a unit."""
    provider, verifier = plugs(installation)
    now = installation.clock.now()
    attempt = new_request(redirect_uri(installation.settings))
    to_sign = verifier.prepare(asked, now, ALGORITHM)
    handle = provider.begin_signature(_request(attempt, to_sign, asked), now)
    return attempt, Trip(to_sign, handle.transaction, handle.address)


def keep_trip(
    installation: Basics, unit: Unit, sealer: Sealer, signature_id: int, attempt: SignInRequest, trip: Trip, *,
    browser: str, place: str, return_to: str,
) -> None:  # fmt: skip
    """The caller commits before redirecting."""
    begin_attempt(installation, unit, REALM, attempt.state, browser, place=place, asked=attempt, return_to=return_to)
    state = hashed_state(REALM, attempt.state)
    signatures.add_trip(unit, state, signature_id, sealer.seal(_column(state), _written(trip)))


def asked_for(unit: Unit, state: str) -> tuple[DocumentRow, SignatureRow, bytes]:
    """With the sealed trip. Raises NotFound."""
    known = signatures.trip(unit, hashed_state(REALM, state))
    row = signatures.by_id(unit, known[0]) if known else None
    document = signatures.document(unit, row.document_id) if row else None
    if known is None or row is None or document is None:
        raise NotFound("signature")
    return document, row, known[1]


def open_trip(sealer: Sealer, state: str, sealed: bytes) -> Trip:
    stored = sealer.open(_column(hashed_state(REALM, state)), sealed)
    byte_values = {name: bytes.fromhex(stored["to_sign"][name]) for name in _BYTES}
    return Trip(ToSign(**{**stored["to_sign"], **byte_values}), stored["transaction"], stored["address"])


def fetch_signature(
    installation: SigningNeeds, callback: Callback, attempt: AttemptRow, trip: Trip, signed: CanonicalDocument
) -> SignatureEvidence:
    """Unverified. Outside a unit. Raises AdapterError."""
    provider, _ = plugs(installation)
    asked = request_of(callback, attempt, redirect_uri(installation.settings))
    handle = SignHandle(trip.address, trip.transaction)
    request = _request(asked, trip.to_sign, signed)
    return provider.complete_signature(callback, request, handle, installation.clock.now())


def _request(attempt: SignInRequest, to_sign: ToSign, asked: CanonicalDocument) -> SignRequest:
    return SignRequest(attempt, to_sign, asked.nonce, asked.procedure_id, asked.application_id)


def _written(trip: Trip) -> dict[str, Any]:
    byte_values = {name: getattr(trip.to_sign, name).hex() for name in _BYTES}
    return {**vars(trip), "to_sign": {**vars(trip.to_sign), **byte_values}}


def _column(state: bytes) -> str:
    return f"trip:{state.hex()}"
