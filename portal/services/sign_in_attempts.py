"""Trips to a provider and back: made with fresh secrets, bound to one browser, used up at the first way back."""

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


def new_request(redirect_uri: str) -> SignInRequest:
    """Fresh secrets."""
    return SignInRequest(new_token(), new_token(), secrets.token_urlsafe(48), redirect_uri)


def begin_attempt(
    installation: Installation,
    unit: Unit,
    realm: str,
    request: SignInRequest,
    browser: str,
    return_to: str,
    place: str,
) -> None:
    """Keeps the attempt. `browser` is the secret of a cookie that only this browser has."""
    throttle.count(installation, unit, throttle.CARD_PLACE, place)
    now = to_micro(installation.clock.now())
    attempt = AttemptRow(token_hash(browser), request.nonce, request.code_verifier, return_to, now)
    sessions.begin_attempt(unit, _state(realm, request.state), attempt)


def consume_attempt(installation: Installation, unit: Unit, realm: str, callback: Callback, browser: str) -> AttemptRow:
    """The attempt of this callback, now used up. To be committed before the provider is asked: a state that was seen
    once stays used, whatever happens next. A state of one realm is none in another."""
    state = _state(realm, callback.state)
    now = to_micro(installation.clock.now())
    attempt = sessions.consume_attempt(unit, state, now)
    if attempt is None:
        raise SignInFailed("NONCE_REPLAYED" if sessions.attempt_known(unit, state) else "STATE_MISMATCH")
    if not hmac.compare_digest(attempt.browser_hash, token_hash(browser)):
        raise SignInFailed("STATE_MISMATCH")
    if now - attempt.made_at > _TEN_MINUTES:
        raise SignInFailed("NONCE_EXPIRED")
    return attempt


def request_of(callback: Callback, attempt: AttemptRow, redirect_uri: str) -> SignInRequest:
    """What was asked, for the provider's plug."""
    return SignInRequest(callback.state, attempt.nonce, attempt.code_verifier, redirect_uri)


def _state(realm: str, state: str) -> bytes:
    return token_hash(f"{realm}:{state}")
