"""W3C Push API: an address of a push service, and two keys."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

_LONGEST = 2000
_AUTH = 16


class Unusable(ValueError):
    pass


@dataclass(frozen=True)
class Subscription:
    endpoint: str = field(repr=False)
    p256dh: bytes = field(repr=False)
    auth: bytes = field(repr=False)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


def read_subscription(text: str, hosts: Sequence[str]) -> Subscription:
    """Only `https` and these hosts: a stranger names the address; `.example.com` is every host below. Raises Unusable."""
    if len(text) > _LONGEST:
        raise Unusable("long")
    try:
        document = json.loads(text)
        endpoint, keys = document["endpoint"], document["keys"]
        subscription = Subscription(endpoint, decode(keys["p256dh"]), decode(keys["auth"]))
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), subscription.p256dh)
        parts = urlsplit(endpoint)
        host = parts.netloc  # with a port or a user it is no host of the list
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        raise Unusable("shape") from None
    if len(subscription.auth) != _AUTH or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        raise Unusable("shape")
    if parts.scheme != "https" or not any(
        host == allowed or (allowed[0] == "." and host.endswith(allowed)) for allowed in hosts
    ):
        raise Unusable("host")
    return subscription


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Raises ValueError, TypeError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError from error
