"""OpenID Connect with directory groups."""

from dataclasses import dataclass
from datetime import datetime

from joserfc.jwk import ECKey

from integrations.http import Transport
from integrations.identity.code_flow import Client, CodeFlow
from integrations.identity.signed import ES256, RS256
from integrations.sockets.interfaces import AdapterError, Callback, SignInRequest
from integrations.sockets.staff_socket import StaffAssertion

_LONGEST = 100


@dataclass(frozen=True)
class StaffOidcSettings:
    """`groups_claim`: a list of strings. `secret` "": `private_key_jwt`. `reports_auth_time` as in `Client`."""

    issuer: str
    client_id: str
    secret: str = ""
    acr: str = ""  # the level to request and require ("" = none)
    scope: str = "openid profile"
    login_claim: str = "preferred_username"
    groups_claim: str = "groups"
    reports_auth_time: bool = True


class StaffOidc:
    """Thread-safe."""

    name = "oidc"

    def __init__(self, settings: StaffOidcSettings, transport: Transport, key: ECKey) -> None:
        self._settings, self.issuer = settings, settings.issuer
        client = Client(
            settings.issuer, settings.client_id, settings.scope, settings.acr, tuple(settings.acr.split()),
            algorithms=(RS256, ES256), secret=settings.secret, reports_auth_time=settings.reports_auth_time,
        )  # fmt: skip
        self._flow = CodeFlow(client, transport, key)

    def begin(self, request: SignInRequest) -> str:
        return self._flow.address(request)

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> StaffAssertion:
        """Raises AdapterError SCOPE_MISSING without login or groups: a provider omits too many groups."""
        settings = self._settings
        _, token = self._flow.redeem(callback, request, now)
        login, name = token.claims.get(settings.login_claim), token.claims.get("name")
        groups = token.claims.get(settings.groups_claim)
        if not (isinstance(login, str) and login.isprintable() and 0 < len(login) <= _LONGEST):
            raise AdapterError("SCOPE_MISSING", f"no {settings.login_claim}", permanent=True)
        if not (isinstance(groups, list) and all(isinstance(group, str) for group in groups)):
            raise AdapterError("SCOPE_MISSING", f"no {settings.groups_claim}", permanent=True)
        return StaffAssertion(
            issuer=settings.issuer,
            subject=token.subject,
            login=login,
            name=name[:_LONGEST] if isinstance(name, str) and name.isprintable() and name.strip() else login,
            groups=frozenset(groups),
            methods=token.methods,
            auth_time=token.auth_time,
        )

    def ready(self) -> bool:
        return self._flow.ready()
