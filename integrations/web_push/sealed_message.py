"""Only the subscription's browser can open it (RFC 8291, aes128gcm of RFC 8188)."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from integrations.web_push.subscription import Subscription

_RECORD = 4096
MOST = _RECORD - 16 - 1 - 86  # tag, end of the last record, and the header: push services take 4096 bytes in all
_LAST = b"\x02"


def seal_message(
    text: bytes, to: Subscription, *, own: EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """`own` and `salt` are given only for the RFC's example. Raises ValueError above MOST."""
    if len(text) > MOST:
        raise ValueError("too long")
    own, salt = own or generate_private_key(SECP256R1()), salt or secrets.token_bytes(16)
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), to.p256dh)
    mine = encoded(own.public_key())
    shared = _derive(to.auth, own.exchange(ECDH(), theirs), b"WebPush: info\0" + to.p256dh + mine, 32)
    key = _derive(salt, shared, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(salt, shared, b"Content-Encoding: nonce\0", 12)
    header = salt + _RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine
    return header + AESGCM(key).encrypt(nonce, text + _LAST, None)


def encoded(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
