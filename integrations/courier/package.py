"""A package that is carried between the zones."""

# Format line, facts line, content encrypted under its own key, signature. X25519 and HKDF-SHA256 agree the
# key between an ephemeral key and the receiver's: even the sender cannot open it later. AES-256-GCM binds the content to
# both lines; Ed25519 signs all before it.

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from integrations.courier.keys import OwnKeys, PublicKeys
from integrations.courier.parts import join_parts, split_parts
from integrations.sockets.courier_socket import MOST_BYTES, Contents, CourierRefused

MAGIC = b"kakanai-courier-1\n"
_MOST_HEADER = 1000
_SIGNATURE = 64
_POINT = 32
_NONCE = bytes(12)  # each key seals one text, so that the nonce never repeats
_MOST_NUMBER = 1 << 62


class SealedCourier:
    """The last of `own` signs; the last of `peers` receives; packages of all are opened."""

    def __init__(self, own: Sequence[OwnKeys], peers: Sequence[PublicKeys]) -> None:
        self._own = tuple(own)
        self._peers = tuple(peers)

    @property
    def paired(self) -> bool:
        return bool(self._own and self._peers)

    def pack(self, contents: Contents) -> bytes:
        if not self.paired:
            raise ValueError("no key to write to")
        own, peer, ephemeral = self._own[-1], self._peers[-1], X25519PrivateKey.generate()
        facts = {
            "from": own.public.id, "to": peer.id, "number": contents.number, "made_at": contents.made_at,
            "key": ephemeral.public_key().public_bytes_raw().hex(),
        }  # fmt: skip
        head = MAGIC + json.dumps(facts).encode() + b"\n"
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(peer.seal))
        package = head + AESGCM(_key(shared, head)).encrypt(_NONCE, join_parts(contents.parts), head)
        return package + own.sign.sign(package)

    def knows(self, package: bytes) -> bool:
        end = package.find(b"\n", len(MAGIC), len(MAGIC) + _MOST_HEADER)
        try:
            return self._sender(_facts(package[len(MAGIC) : max(end, 0)])) is not None
        except CourierRefused:
            return False

    def open(self, package: bytes) -> Contents:
        if not package.startswith(MAGIC):
            raise CourierRefused("no_package")
        if len(package) > MOST_BYTES:
            raise CourierRefused("too_large")
        end = package.find(b"\n", len(MAGIC), len(MAGIC) + _MOST_HEADER) + 1
        if not end or len(package) < end + _SIGNATURE:
            raise CourierRefused("cut")
        facts = _facts(package[len(MAGIC) : end])
        sender, own = self._sender(facts), self._addressed(facts)
        _check(sender, package[:-_SIGNATURE], package[-_SIGNATURE:])
        return Contents(facts["number"], facts["made_at"], split_parts(_opened(own, facts, package, end)))

    def _sender(self, facts: Mapping[str, Any]) -> PublicKeys:
        if any(key.public.id == facts["from"] for key in self._own):
            raise CourierRefused("own")
        sender = next((peer for peer in self._peers if peer.id == facts["from"]), None)
        if sender is None:
            raise CourierRefused("unknown_sender")
        return sender

    def _addressed(self, facts: Mapping[str, Any]) -> OwnKeys:
        own = next((key for key in self._own if key.public.id == facts["to"]), None)
        if own is None:
            raise CourierRefused("not_for_us")
        return own


def _facts(line: bytes) -> Mapping[str, Any]:
    try:
        facts = json.loads(line)
        number, texts = facts["number"], [facts[name] for name in ("from", "to", "made_at", "key")]
        right = type(number) is int and 0 < number < _MOST_NUMBER and all(isinstance(text, str) for text in texts)
        right = right and len(bytes.fromhex(facts["key"])) == _POINT
    except (ValueError, KeyError, TypeError, RecursionError):
        right = False
    if not right:
        raise CourierRefused("header")
    checked: Mapping[str, Any] = facts
    return checked


def _check(sender: PublicKeys, signed: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(sender.sign).verify(signature, signed)
    except InvalidSignature:
        raise CourierRefused("bad_signature") from None


def _opened(own: OwnKeys, facts: Mapping[str, Any], package: bytes, begin: int) -> bytes:
    head = package[:begin]
    try:
        shared = own.seal.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(facts["key"])))
        return AESGCM(_key(shared, head)).decrypt(_NONCE, package[begin:-_SIGNATURE], head)
    except (InvalidTag, ValueError):  # ValueError: a point of small order
        raise CourierRefused("damaged") from None


def _key(shared: bytes, head: bytes) -> bytes:
    # Bound to both sides and the ephemeral key by the facts line.
    return HKDF(SHA256(), 32, None, head).derive(shared)
