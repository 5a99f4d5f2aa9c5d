"""A provider's errors as our codes (RFC 6749 4.1.2.1 and 5.2; OpenID Connect Core 3.1.2.6)."""

# Unknown words are never logged.

from integrations.http import Reply
from integrations.sockets.interfaces import AdapterError

_CALLBACK = {
    "access_denied": ("USER_CANCELLED", True),
    "interaction_required": ("USER_CANCELLED", True),
    "server_error": ("PROVIDER_UNAVAILABLE", False),
    "temporarily_unavailable": ("PROVIDER_UNAVAILABLE", False),
    "invalid_scope": ("SCOPE_MISSING", True),
    "unmet_authentication_requirements": ("ACR_INSUFFICIENT", True),
}
_TOKEN = {"invalid_grant": "CODE_REUSED", "invalid_scope": "SCOPE_MISSING"}


def callback_refusal(error: str) -> AdapterError:
    if error not in _CALLBACK:
        return AdapterError("PROVIDER_CONFIG", "the provider refused the request", permanent=True)
    code, permanent = _CALLBACK[error]
    return AdapterError(code, error, permanent=permanent)


def token_refusal(reply: Reply) -> AdapterError:
    """`invalid_grant` covers used, expired and foreign codes."""
    if reply.status in (400, 401):
        document = reply.json()
        error = document.get("error") if isinstance(document, dict) else None
        if isinstance(error, str) and error in _TOKEN:
            return AdapterError(_TOKEN[error], error, permanent=True)
    return status_refusal(reply.status)


def userinfo_refusal(status: int) -> AdapterError:
    """RFC 6750 3.1. 401 for a new token: revoked because its code was used twice."""
    if status == 401:
        return AdapterError("TOKEN_EXPIRED", "the access token was taken back", permanent=True)
    if status == 403:
        return AdapterError("SCOPE_MISSING", "the attributes are withheld", permanent=True)
    return status_refusal(status)


def status_refusal(status: int) -> AdapterError:
    if status == 429:
        return AdapterError("RATE_LIMITED", permanent=False)
    if status >= 500:
        return AdapterError("PROVIDER_UNAVAILABLE", f"status {status}", permanent=False)
    return AdapterError("PROVIDER_CONFIG", f"status {status}", permanent=True)
