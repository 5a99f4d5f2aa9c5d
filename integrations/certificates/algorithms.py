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

_LEAST_EXPONENT = 65537


@dataclass(frozen=True)
class Algorithm(ABC):
    name: str  # stored in evidence
    digest: str
    hash: SHA256 | SHA384
    prefix: bytes  # the DER DigestInfo (RFC 8017 9.2) before the hash
    signed_with: ObjectIdentifier

    def hashed(self, content: bytes) -> bytes:
        return new(self.digest, content).digest()

    def digest_info(self, digest: bytes) -> bytes:
        return self.prefix + digest

    def digest_in(self, digest_info: bytes) -> bytes | None:
        """None for anything else, e.g. a bare hash."""
        length = len(self.prefix) + self.hash.digest_size
        valid = len(digest_info) == length and digest_info.startswith(self.prefix)
        return digest_info[len(self.prefix) :] if valid else None

    @abstractmethod
    def fits(self, key: object) -> bool: ...

    def holds(self, key: object, signature: bytes, digest: bytes) -> bool:
        if not self.fits(key) or len(digest) != self.hash.digest_size:
            return False
        try:
            self._verify(key, signature, digest)
        except InvalidSignature:
            return False
        return True

    @abstractmethod
    def _verify(self, key: object, signature: bytes, digest: bytes) -> None:
        """`key` fits. Raises InvalidSignature."""


class _Rsa(Algorithm):
    def fits(self, key: object) -> bool:
        # A small exponent makes forged PKCS #1 v1.5 signatures cheap where a verifier is lenient (SP 800-56B 6.2).
        return isinstance(key, rsa.RSAPublicKey) and key.key_size == 2048 and key.public_numbers().e >= _LEAST_EXPONENT

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
ALGORITHMS = {algorithm.name: algorithm for algorithm in (RSA_2048, ECDSA_P384)}
# Algorithms of current cards; the next card's needs a setting.
ACCEPTED = frozenset({RSA_2048.name})


def algorithm_of(key: object, among: Iterable[str] = ALGORITHMS) -> Algorithm | None:
    return next((ALGORITHMS[name] for name in among if ALGORITHMS[name].fits(key)), None)
