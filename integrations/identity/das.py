"""Sign-in in the manner of デジタル認証アプリサービスAPI (DAS): OpenID Connect code flow, PKCE, `private_key_jwt`, ES256.

What the public documents leave open about the real gateway (issuer, where its document stands, levels) is a setting.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from joserfc.jwk import ECKey

from integrations.http import Transport
from integrations.identity import client_key
from integrations.identity.basic_four import read_basic_four
from integrations.identity.code_flow import Client, CodeFlow
from integrations.identity.refusals import userinfo_refusal
from integrations.interfaces import (
    AdapterError,
    Assertion,
    BasicFour,
    Callback,
    SignInRequest,
)

SANDBOX_HOST = "sb-auth-and-sign.go.jp"


@dataclass(frozen=True)
class DasSettings:
    """As in `Client`. Unconfirmed: that this gateway takes `prompt` and `max_age`, and tells `auth_time`."""

    issuer: str
    client_id: str
    scope: str = "openid name address birthdate gender"
    acr_values: str = ""
    acr_accepted: tuple[str, ...] = ()
    discovery_address: str = ""
    tells_auth_time: bool = True

    def __post_init__(self) -> None:
        if self.acr_values and not self.acr_accepted:
            raise ValueError("a level is asked for (acr_values) but none is accepted (acr_accepted)")

    @property
    def for_tests_only(self) -> bool:
        """True for an issuer that production must refuse: without https, or the gateway's sandbox."""
        return is_for_tests_only(self.issuer)


def is_for_tests_only(address: str) -> bool:
    """Whether `address` is without https, or the gateway's sandbox."""
    parts = urlsplit(address)
    return parts.scheme != "https" or parts.hostname == SANDBOX_HOST


class DasProvider:
    """The plug. One instance serves all threads."""

    name = "das"
    fake = False

    def __init__(self, settings: DasSettings, transport: Transport, key: ECKey) -> None:
        self._settings, self._transport, self._key = settings, transport, key
        self._flow = CodeFlow(
            Client(
                settings.issuer, settings.client_id, settings.scope, settings.acr_values, settings.acr_accepted,
                settings.discovery_address, tells_auth_time=settings.tells_auth_time,
            ),
            transport, key,
        )  # fmt: skip

    def begin(self, request: SignInRequest) -> str:
        """AdapterError where the provider's document cannot be read."""
        return self._flow.address(request)

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        """Redeems the code, checks the id token, reads the attributes. `now` is aware."""
        access_token, token = self._flow.redeem(callback, request, now)
        return Assertion(
            provider=self.name,
            issuer=self._settings.issuer,
            subject=token.subject,
            methods=(self.name, *token.methods),
            acr=token.acr,
            auth_time=token.auth_time,
            attributes=self._attributes(access_token, token.subject),
        )

    def ready(self) -> bool:
        """Asks at most once a minute."""
        return self._flow.ready()

    def public_jwks(self) -> dict[str, object]:
        """What the portal publishes at the key address that is registered with the provider."""
        return client_key.public_jwks(self._key)

    def _attributes(self, access_token: str, subject: str) -> BasicFour:
        reply = self._transport.get(self._flow.endpoints().userinfo, {"Authorization": f"Bearer {access_token}"})
        if reply.status != 200:
            raise userinfo_refusal(reply.status)
        claims = reply.json()
        if not isinstance(claims, dict) or claims.get("sub") != subject:
            raise AdapterError("SUB_MISMATCH", "userinfo is of somebody else", permanent=True)
        found = read_basic_four(claims)
        if found == BasicFour() and set(self._settings.scope.split()) != {"openid"}:
            raise AdapterError("SCOPE_MISSING", "no attribute came", permanent=True)
        return found
