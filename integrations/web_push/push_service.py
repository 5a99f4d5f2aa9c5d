"""Browser makers' services (RFC 8030), with our own key (VAPID, RFC 8292)."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from integrations.http import Reply
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Push
from integrations.web_push.sealed_message import encoded, seal_message
from integrations.web_push.subscription import Subscription, Unusable, encode, read_subscription

_TOKEN_SECONDS = 12 * 3600  # at most a day (RFC 8292, 2)
_KEPT_SECONDS = 7 * 24 * 3600  # for a telephone that is off


class Sender(Protocol):
    def post(self, url: str, content: bytes, media: str, headers: Mapping[str, str] | None = None) -> Reply: ...


class WebPush:
    """`contact`: mailto: or https: for push services. `hosts`: see read_subscription."""

    name = "web_push"
    fake = False

    def __init__(
        self,
        transport: Sender,
        key: EllipticCurvePrivateKey,
        contact: str,
        hosts: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        self._transport, self._key, self._contact, self._hosts, self._now = transport, key, contact, tuple(hosts), now
        self.public_key = encode(encoded(key.public_key()))

    def accepts(self, subscription: str) -> bool:
        try:
            read_subscription(subscription, self._hosts)
        except Unusable:
            return False
        return True

    def push(self, push: Push) -> None:
        """`push.to`: the subscription as JSON. The next attempt replaces the first in the browser."""
        try:
            to = read_subscription(push.to, self._hosts)
        except Unusable as error:
            raise AdapterError("PUSH_REFUSED", str(error), permanent=True) from None
        headers = {
            "Authorization": f"vapid t={self._token(to)}, k={self.public_key}",
            "Content-Encoding": "aes128gcm",
            "TTL": str(_KEPT_SECONDS),
            "Topic": encode(hashlib.sha256(push.id.encode()).digest())[:32],
        }
        content = seal_message(push.text.encode(), to)
        reply = self._transport.post(to.endpoint, content, "application/octet-stream", headers)
        if reply.status not in (200, 201, 202):
            raise _refused(reply.status)

    def ready(self) -> bool:
        """There is none to ask."""
        return True

    def _token(self, to: Subscription) -> str:
        claims = {
            "aud": to.origin,
            "exp": int(self._now().timestamp()) + _TOKEN_SECONDS,
            "sub": self._contact,
        }
        signed = ".".join(encode(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ECDSA(SHA256())))
        return f"{signed}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _refused(status: int) -> AdapterError:
    match status:
        case 404 | 410:
            return AdapterError("PUSH_REFUSED", str(status), permanent=True)  # the browser ended the subscription
        case 400 | 401 | 403:
            # Of our key, which staff put back: waiting messages must not be lost.
            return AdapterError("PUSH_SIGN_IN", str(status), permanent=False)
        case 429:
            return AdapterError("PUSH_LATER", "429", permanent=False)
        case _:
            return AdapterError("PUSH_UNAVAILABLE", str(status), permanent=False)
