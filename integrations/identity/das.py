"""デジタル認証アプリサービスAPI (DAS)."""

# What its documents leave open is a setting.

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from joserfc.jwk import ECKey

from integrations.http import Transport
from integrations.identity import client_key
from integrations.identity.basic_four import read_basic_four
from integrations.identity.code_flow import Client, CodeFlow
from integrations.identity.refusals import userinfo_refusal
from integrations.sockets.interfaces import AdapterError, Assertion, BasicFour, Callback, SignInRequest

SANDBOX_HOST = "sb-auth-and-sign.go.jp"
# Scope to the attribute that shows whether it came; a birth date may be incomplete on the card, so the raw one counts.
_CAME = {"name": "name", "address": "address", "birthdate": "birth_raw", "gender": "sex_raw"}


@dataclass(frozen=True)
class DasSettings:
    issuer: str
    client_id: str
    scope: str = "openid name address birthdate gender"
    acr_values: str = ""
    acr_accepted: tuple[str, ...] = ()
    discovery_address: str = ""
    reports_auth_time: bool = True

    def __post_init__(self) -> None:
        if self.acr_values and not self.acr_accepted:
            raise ValueError("a level is requested (acr_values) but none is accepted (acr_accepted)")

    @property
    def for_tests_only(self) -> bool:
        """Production refuses it."""
        return is_for_tests_only(self.issuer)


def is_for_tests_only(address: str) -> bool:
    """Without https, or the sandbox."""
    parts = urlsplit(address)
    return parts.scheme != "https" or parts.hostname == SANDBOX_HOST


class DasProvider:
    """Thread-safe."""

    name = "das"
    fake = False

    def __init__(self, settings: DasSettings, transport: Transport, key: ECKey) -> None:
        self._settings, self._transport, self._key = settings, transport, key
        self._flow = CodeFlow(
            Client(
                settings.issuer, settings.client_id, settings.scope, settings.acr_values, settings.acr_accepted,
                settings.discovery_address, reports_auth_time=settings.reports_auth_time,
            ),
            transport, key,
        )  # fmt: skip

    def begin(self, request: SignInRequest) -> str:
        return self._flow.address(request)

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        """`now` is aware."""
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
        return self._flow.ready()

    def public_jwks(self) -> dict[str, object]:
        return client_key.public_jwks(self._key)

    def _attributes(self, access_token: str, subject: str) -> BasicFour:
        reply = self._transport.get(self._flow.endpoints().userinfo, {"Authorization": f"Bearer {access_token}"})
        if reply.status != 200:
            raise userinfo_refusal(reply.status)
        claims = reply.json()
        if not isinstance(claims, dict) or claims.get("sub") != subject:
            raise AdapterError("SUB_MISMATCH", "userinfo is about another person", permanent=True)
        four = read_basic_four(claims)
        asked = set(self._settings.scope.split())
        missing = sorted(scope for scope in asked & _CAME.keys() if not getattr(four, _CAME[scope]))
        if missing:
            raise AdapterError("SCOPE_MISSING", f"asked for and not sent: {' '.join(missing)}", permanent=True)
        return four
