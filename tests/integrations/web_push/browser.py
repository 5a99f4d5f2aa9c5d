"""A browser with a subscription, and the push service of its maker."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from integrations.http import Reply
from integrations.web_push.sealed_message import encoded
from integrations.web_push.subscription import encode

HOST = "push.example.com"


@dataclass
class Post:
    url: str
    content: bytes
    headers: Mapping[str, str]


@dataclass
class PushBrowser:
    """`status`: with which its service answers."""

    status: int = 201
    posts: list[Post] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key, self._auth = generate_private_key(SECP256R1()), secrets.token_bytes(16)

    def subscription(self, endpoint: str = f"https://{HOST}/send/abc") -> str:
        keys = {"p256dh": encode(encoded(self._key.public_key())), "auth": encode(self._auth)}
        return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys})

    def post(self, url: str, content: bytes, media: str, headers: Mapping[str, str] | None = None) -> Reply:
        assert media == "application/octet-stream"
        self.posts.append(Post(url, content, headers or {}))
        return Reply(self.status, {}, b"")

    def opened(self) -> list[str]:
        return [self.open(post.content) for post in self.posts]

    def open(self, content: bytes) -> str:
        salt, theirs, sealed = content[:16], content[21:86], content[86:]
        mine = encoded(self._key.public_key())
        secret = self._key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
        shared = HKDF(SHA256(), 32, self._auth, b"WebPush: info\0" + mine + theirs).derive(secret)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(shared)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(shared)
        return AESGCM(key).decrypt(nonce, sealed, None).removesuffix(b"\x02").decode()
