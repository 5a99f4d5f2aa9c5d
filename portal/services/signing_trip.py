"""One trip to the card provider to sign: out with single-use secrets, back with what a card made of them. Judges nothing."""

from dataclasses import dataclass
from typing import Any

from integrations.certificate_sockets import (
    CanonicalDocument,
    SignatureEvidence,
    SignatureProvider,
    SignatureVerifier,
    SignHandle,
    SignRequest,
    ToSign,
)
from integrations.interfaces import Callback, SignInRequest
from portal.db import Unit
from portal.errors import NeighbourDown
from portal.sealing import Sealer
from portal.services.installation import Installation
from portal.services.sign_in_attempts import begin_attempt, hashed_state, new_request, request_of
from portal.store import signatures
from portal.store.sessions import AttemptRow

REALM = "signature"
_BYTES = ("document_digest", "digest_info", "signed_attributes")
ALGORITHM = "rsa-2048/sha-256"  # of the cards in issue


@dataclass(frozen=True)
class Trip:
    """What a card was handed, and the provider's own name for it."""

    to_sign: ToSign
    transaction: str
    address: str


def plugs(installation: Installation) -> tuple[SignatureProvider, SignatureVerifier]:
    """NeighbourDown where nobody can sign here."""
    if installation.signing is None or installation.verifier is None:
        raise NeighbourDown("signing")
    return installation.signing, installation.verifier


def redirect_uri(installation: Installation) -> str:
    return f"{installation.settings.base_url}/signatures/callback"


def leave_to_sign(installation: Installation, asked: CanonicalDocument) -> tuple[SignInRequest, Trip]:
    """Fresh secrets, and where to go with them. Asks the provider: no unit may be open meanwhile."""
    provider, verifier = plugs(installation)
    now = installation.clock.now()
    attempt = new_request(redirect_uri(installation))
    to_sign = verifier.prepare(asked, now, ALGORITHM)
    handle = provider.begin_signature(_request(attempt, to_sign, asked), now)
    return attempt, Trip(to_sign, handle.transaction, handle.address)


def keep_trip(
    installation: Installation, unit: Unit, sealer: Sealer, signature_id: int, attempt: SignInRequest, trip: Trip, *,
    browser: str, place: str, return_to: str,
) -> None:  # fmt: skip
    """The caller commits, and only then lets the browser go."""
    begin_attempt(installation, unit, REALM, attempt.state, browser, place=place, asked=attempt, return_to=return_to)
    state = hashed_state(REALM, attempt.state)
    signatures.add_trip(unit, state, signature_id, sealer.seal(_column(state), _written(trip)))


def open_trip(sealer: Sealer, state: str, sealed: bytes) -> Trip:
    told = sealer.open(_column(hashed_state(REALM, state)), sealed)
    bare = {name: bytes.fromhex(told["to_sign"][name]) for name in _BYTES}
    return Trip(ToSign(**{**told["to_sign"], **bare}), told["transaction"], told["address"])


def fetch_signature(
    installation: Installation, callback: Callback, attempt: AttemptRow, trip: Trip, signed: CanonicalDocument
) -> SignatureEvidence:
    """What was signed, unjudged. Talks to the provider: no unit may be open meanwhile. AdapterError."""
    provider, _ = plugs(installation)
    asked = request_of(callback, attempt, redirect_uri(installation))
    handle = SignHandle(trip.address, trip.transaction)
    request = _request(asked, trip.to_sign, signed)
    return provider.complete_signature(callback, request, handle, installation.clock.now())


def _request(attempt: SignInRequest, to_sign: ToSign, asked: CanonicalDocument) -> SignRequest:
    return SignRequest(attempt, to_sign, asked.nonce, asked.procedure_id, asked.application_id)


def _written(trip: Trip) -> dict[str, Any]:
    bare = {name: getattr(trip.to_sign, name).hex() for name in _BYTES}
    return {**vars(trip), "to_sign": {**vars(trip.to_sign), **bare}}


def _column(state: bytes) -> str:
    return f"trip:{state.hex()}"
