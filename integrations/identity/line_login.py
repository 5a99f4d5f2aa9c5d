"""LINE Login v2.1. https://developers.line.biz/en/docs/line-login/integrate-line-login/ · …/verify-id-token/ · …/link-a-bot/"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from joserfc.jwk import ECKey

from integrations.http import Transport
from integrations.identity.code_flow import Client, CodeFlow
from integrations.identity.signed import ES256, HS256
from integrations.sockets.account_socket import AccountAssertion
from integrations.sockets.interfaces import AdapterError, Callback, SignInRequest

ISSUER, API = "https://access.line.me", "https://api.line.me"
# `profile` opens the friendship status; nothing of the profile itself is read.
SCOPE = "openid profile"
_ACCOUNT = re.compile("U[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class LineLoginSettings:
    """`channel`: id of the LINE Login channel, under the same provider as the Messaging API channel: another provider
    gives the same person another account."""

    issuer: str
    api: str
    channel: str
    secret: str


class LineLogin:
    """Thread-safe."""

    name = "line"

    def __init__(self, settings: LineLoginSettings, transport: Transport, key: ECKey) -> None:
        self._settings, self._transport = settings, transport
        # On the web LINE signs by HS256 under the channel's secret, in its own apps by ES256.
        client = Client(
            settings.issuer, settings.channel, SCOPE, algorithms=(ES256, HS256), secret=settings.secret, secret_in_form=True
        )  # fmt: skip
        self._flow = CodeFlow(client, transport, key)

    def begin(self, request: SignInRequest) -> str:
        # With the consent LINE offers to add the city's account (the bot linked to the channel).
        return self._flow.address(request, {"bot_prompt": "normal"})

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> AccountAssertion:
        """`now` is aware. Raises AdapterError."""
        callback = replace(callback, error=callback.error.lower())
        access_token, token = self._flow.redeem(callback, request, now)
        if not _ACCOUNT.fullmatch(token.subject):
            raise AdapterError("SUB_MISMATCH", "the subject is no LINE account", permanent=True)
        return AccountAssertion(token.subject, self._is_friend(access_token), token.auth_time)

    def ready(self) -> bool:
        return self._flow.ready()

    def _is_friend(self, access_token: str) -> bool:
        # A hint for the page: without an answer it asks to add the account, which does no harm.
        try:
            reply = self._transport.get(
                f"{self._settings.api}/friendship/v1/status", {"Authorization": f"Bearer {access_token}"}
            )
        except AdapterError:
            return False
        answer = reply.json() if reply.status == 200 else None
        return isinstance(answer, dict) and answer.get("friendFlag") is True
