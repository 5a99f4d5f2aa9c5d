# CMS beside a file, by a practice company.

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from integrations.certificates.algorithms import RSA_2048
from integrations.certificates.mock.registrar import PASSPHRASE
from integrations.certificates.signed_data import packaged, signed_attributes
from integrations.sockets.certificate_sockets import SignatureEvidence

_HALF_A_DAY = timedelta(hours=12)  # `Registrar.issue` lets them begin a day before


@dataclass(frozen=True)
class Signing:
    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def at(self) -> datetime:
        return self.certificate.not_valid_before_utc + _HALF_A_DAY

    @property
    def serial(self) -> int:
        return self.certificate.serial_number

    def sign(self, document: bytes) -> bytes:
        digest = sha256(document).digest()
        attributes = signed_attributes(digest, self.at)
        signature = self.key.sign(attributes, padding.PKCS1v15(), SHA256())
        der = self.certificate.public_bytes(Encoding.DER)
        return packaged(
            SignatureEvidence(
                "", "practice", "cms-detached", RSA_2048.name, digest, signature, der, "", "", "", attributes
            )
        )  # fmt: skip


def signing_of(p12: bytes) -> Signing:
    # Raises ValueError.
    key, certificate, _ = load_key_and_certificates(p12, PASSPHRASE)
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise ValueError("no key with its certificate")
    return Signing(key, certificate)
