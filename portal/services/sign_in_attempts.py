"""What is asked once of a provider or a passkey: fresh secrets, bound to one browser, used up at the first answer."""

import hmac
import secrets

from integrations.interfaces import Callback, SignInRequest
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import SignInFailed
from portal.services import throttle
from portal.services.installation import Installation
from portal.services.tokens import new_token, token_hash
from portal.store import sessions
from portal.store.sessions import AttemptRow

_TEN_MINUTES = 600_000_000
_FRESH = "fresh."  # a token has no point


def new_request(redirect_uri: str, *, fresh: bool = False) -> SignInRequest:
    """Fresh secrets. `fresh`: as in `SignInRequest`; the state says so, and nobody changes a state that is kept."""
    state = f"{_FRESH if fresh else ''}{new_token()}"
    return SignInRequest(state, new_token(), secrets.token_urlsafe(48), redirect_uri, fresh)


def new_challenge() -> bytes:
    """For a passkey to sign."""
    return secrets.token_bytes(32)


def begin_attempt(
    installation: Installation,
    unit: Unit,
    realm: str,
    state: str,
    browser: str,
    *,
    place: str,
    asked: SignInRequest | None = None,
    return_to: str = "",
) -> None:
    """Keeps the attempt under its `state`. `browser` is the secret of a cookie that only this browser has; `asked`: the
    other secrets of a trip to a provider."""
    throttle.count(installation, unit, throttle.CARD_PLACE, place)
    now = to_micro(installation.clock.now())
    nonce, verifier = (asked.nonce, asked.code_verifier) if asked else ("", "")
    sessions.begin_attempt(
        unit, hashed_state(realm, state), AttemptRow(token_hash(browser), nonce, verifier, return_to, now)
    )


def consume_attempt(installation: Installation, unit: Unit, realm: str, state: str, browser: str) -> AttemptRow:
    """The attempt of this state, now used up. To be committed before anybody is asked: a state that was seen once stays
    used, whatever happens next. A state of one realm is none in another."""
    hashed = hashed_state(realm, state)
    now = to_micro(installation.clock.now())
    attempt = sessions.consume_attempt(unit, hashed, now)
    if attempt is None:
        raise SignInFailed("NONCE_REPLAYED" if sessions.attempt_known(unit, hashed) else "STATE_MISMATCH")
    if not hmac.compare_digest(attempt.browser_hash, token_hash(browser)):
        raise SignInFailed("STATE_MISMATCH")
    if now - attempt.made_at > _TEN_MINUTES:
        raise SignInFailed("NONCE_EXPIRED", attempt.return_to)
    return attempt


def request_of(callback: Callback, attempt: AttemptRow, redirect_uri: str) -> SignInRequest:
    """What was asked, for the provider's plug."""
    fresh = callback.state.startswith(_FRESH)
    return SignInRequest(callback.state, attempt.nonce, attempt.code_verifier, redirect_uri, fresh)


def hashed_state(realm: str, state: str) -> bytes:
    """Under which it is kept."""
    return token_hash(f"{realm}:{state}")
