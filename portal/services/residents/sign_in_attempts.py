"""Fresh secrets, bound to one browser, single use."""

import hmac
import secrets

from integrations.sockets.interfaces import Callback, SignInRequest
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import SignInFailed
from portal.services.shared import throttle
from portal.services.shared.codes import new_token, token_hash
from portal.services.shared.needs import Basics
from portal.store.residents import sessions
from portal.store.residents.sessions import AttemptRow

_TEN_MINUTES = 600_000_000
_FRESH = "fresh."  # a token contains no dot


def new_request(redirect_uri: str, *, fresh: bool = False) -> SignInRequest:
    """`fresh`: as in `SignInRequest`, recorded in the state's prefix."""
    state = f"{_FRESH if fresh else ''}{new_token()}"
    return SignInRequest(state, new_token(), secrets.token_urlsafe(48), redirect_uri, fresh)


def new_challenge() -> bytes:
    return secrets.token_bytes(32)


def begin_attempt(
    installation: Basics,
    unit: Unit,
    realm: str,
    state: str,
    browser: str,
    *,
    place: str,
    asked: SignInRequest | None = None,
    return_to: str = "",
) -> None:
    throttle.count(installation, unit, throttle.CARD_PLACE, place)
    now = to_micro(installation.clock.now())
    nonce, verifier = (asked.nonce, asked.code_verifier) if asked else ("", "")
    sessions.begin_attempt(
        unit, hashed_state(realm, state), AttemptRow(token_hash(browser), nonce, verifier, return_to, now)
    )


def consume_attempt(clock: Clock, unit: Unit, realm: str, state: str, browser: str) -> AttemptRow:
    """Commit before contacting the provider: the state stays used. Raises SignInFailed."""
    hashed = hashed_state(realm, state)
    now = to_micro(clock.now())
    attempt = sessions.consume_attempt(unit, hashed, now)
    if attempt is None:
        raise SignInFailed("NONCE_REPLAYED" if sessions.attempt_known(unit, hashed) else "STATE_MISMATCH")
    if not hmac.compare_digest(attempt.browser_hash, token_hash(browser)):
        raise SignInFailed("STATE_MISMATCH")
    if now - attempt.made_at > _TEN_MINUTES:
        raise SignInFailed("NONCE_EXPIRED", attempt.return_to)
    return attempt


def request_of(callback: Callback, attempt: AttemptRow, redirect_uri: str) -> SignInRequest:
    fresh = callback.state.startswith(_FRESH)
    return SignInRequest(callback.state, attempt.nonce, attempt.code_verifier, redirect_uri, fresh)


def hashed_state(realm: str, state: str) -> bytes:
    return token_hash(f"{realm}:{state}")
