"""The algorithms of cards, and what a card is handed to sign. Data: the next card brings another one."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import new
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import SignatureAlgorithmOID


@dataclass(frozen=True)
class Algorithm(ABC):
    """`name` is what evidence keeps. `prefix`: the DER DigestInfo (RFC 8017 9.2) up to the hash itself."""

    name: str
    digest: str
    hash: SHA256 | SHA384
    prefix: bytes
    signed_with: ObjectIdentifier

    def hashed(self, content: bytes) -> bytes:
        return new(self.digest, content).digest()

    def digest_info(self, digest: bytes) -> bytes:
        return self.prefix + digest

    def digest_in(self, digest_info: bytes) -> bytes | None:
        """The hash that a DigestInfo of this algorithm holds; None where it is none, a bare hash for one."""
        length = len(self.prefix) + self.hash.digest_size
        whole = len(digest_info) == length and digest_info.startswith(self.prefix)
        return digest_info[len(self.prefix) :] if whole else None

    @abstractmethod
    def fits(self, key: object) -> bool:
        """Whether a card of this algorithm has such a key."""

    def holds(self, key: object, signature: bytes, digest: bytes) -> bool:
        """Whether `signature` is that of `digest` by `key`; False for a key of another algorithm too."""
        if not self.fits(key) or len(digest) != self.hash.digest_size:
            return False
        try:
            self._verify(key, signature, digest)
        except InvalidSignature:
            return False
        return True

    @abstractmethod
    def _verify(self, key: object, signature: bytes, digest: bytes) -> None:
        """InvalidSignature where it is none. `key` fits."""


class _Rsa(Algorithm):
    def fits(self, key: object) -> bool:
        return isinstance(key, rsa.RSAPublicKey) and key.key_size == 2048

    def _verify(self, key: object, signature: bytes, digest: bytes) -> None:
        cast(rsa.RSAPublicKey, key).verify(signature, digest, padding.PKCS1v15(), utils.Prehashed(self.hash))


class _Ecdsa(Algorithm):
    def fits(self, key: object) -> bool:
        return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1)

    def _verify(self, key: object, signature: bytes, digest: bytes) -> None:
        cast(ec.EllipticCurvePublicKey, key).verify(signature, digest, ec.ECDSA(utils.Prehashed(self.hash)))


RSA_2048 = _Rsa(
    "rsa-2048/sha-256",
    "sha256",
    SHA256(),
    bytes.fromhex("3031300d060960864801650304020105000420"),
    SignatureAlgorithmOID.RSA_WITH_SHA256,
)
ECDSA_P384 = _Ecdsa(
    "ecdsa-p384/sha-384",
    "sha384",
    SHA384(),
    bytes.fromhex("3041300d060960864801650304020205000430"),
    SignatureAlgorithmOID.ECDSA_WITH_SHA384,
)
ALGORITHMS = {one.name: one for one in (RSA_2048, ECDSA_P384)}
# What cards in issue have. The next card's is ready and waits for a setting.
ACCEPTED = frozenset({RSA_2048.name})


def algorithm_of(key: object, among: Iterable[str] = ALGORITHMS) -> Algorithm | None:
    """The algorithm of a card's key, among those that are accepted."""
    return next((ALGORITHMS[name] for name in among if ALGORITHMS[name].fits(key)), None)
