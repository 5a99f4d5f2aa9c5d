import json
from base64 import urlsafe_b64encode

from joserfc import jwt

from integrations.identity.mock.grants import Grant
from integrations.identity.mock.provider import MockProvider, pairwise_subject

LIFE_SECONDS = 300


def claims_of(provider: MockProvider, grant: Grant) -> dict[str, object]:
    """OpenID Connect Core 2, with the fault `grant.fault`."""
    now = int(provider.clock().timestamp())
    claims: dict[str, object] = {
        "iss": provider.issuer,
        "sub": pairwise_subject(provider.client_id, grant.person.id),
        "aud": provider.client_id,
        "azp": provider.client_id,
        "iat": now,
        "exp": now + LIFE_SECONDS,
        "auth_time": int(grant.at.timestamp()),
        "nonce": grant.nonce,
        "acr": grant.acr,
        **grant.person.claims,
    }
    claims |= _SPOILED.get(grant.fault, {})
    if grant.fault == "expired_token":
        claims |= {"iat": now - 2 * LIFE_SECONDS, "exp": now - LIFE_SECONDS}
    if grant.fault == "old_auth":  # a new sign-in was requested, and the answer uses an existing session
        claims |= {"auth_time": now - 86400}
    return claims


def unsigned(claims: dict[str, object]) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def id_token(provider: MockProvider, grant: Grant) -> str:
    claims = claims_of(provider, grant)
    if grant.fault == "alg_none":
        return unsigned(claims)
    key = provider.other_key if grant.fault == "bad_signature" else provider.key
    alg = provider.algorithm
    return jwt.encode({"alg": alg, "kid": provider.key.thumbprint()}, claims, key, algorithms=[alg])


_SPOILED: dict[str, dict[str, object]] = {
    "wrong_issuer": {"iss": "https://somebody-else.invalid"},
    "wrong_audience": {"aud": "RP99999999", "azp": "RP99999999"},
    "wrong_nonce": {"nonce": "of-another-attempt"},
    "low_acr": {"acr": "aal1"},
}


def _part(value: dict[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
