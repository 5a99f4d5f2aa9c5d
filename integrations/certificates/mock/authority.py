"""Generations under one name, the last with ECDSA."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from integrations.certificates.profile import SYNTHETIC
from integrations.certificates.trust import PinnedTrust
from integrations.sockets.certificate_sockets import Kind

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Generation = Literal["2015", "2019", "2023", "next"]
GENERATIONS: tuple[Generation, ...] = ("2015", "2019", "2023", "next")
KINDS: tuple[Kind, ...] = ("sign", "auth")
_UNITS: dict[Kind, str] = {"sign": "JPKI for digital signature", "auth": "JPKI for user authentication"}


def key_for(generation: Generation) -> Key:
    return ec.generate_private_key(ec.SECP384R1()) if generation == "next" else rsa.generate_private_key(65537, 2048)


def hash_for(generation: Generation) -> SHA256 | SHA384:
    return SHA384() if generation == "next" else SHA256()


@dataclass(frozen=True)
class Authority:
    kind: Kind
    generation: Generation
    key: Key = field(repr=False)
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def hash(self) -> SHA256 | SHA384:
        return hash_for(self.generation)


class Authorities:
    """The first expired a month ago, as the real one of 2015."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._lock = Lock()
        self._made: dict[tuple[Kind, Generation], Authority] = {}

    def of(self, kind: Kind, generation: Generation) -> Authority:
        if made := self._made.get((kind, generation)):  # not behind one that is being made
            return made
        with self._lock:
            if (kind, generation) not in self._made:
                self._made[kind, generation] = _authority(kind, generation, _start(self._now, generation))
            return self._made[kind, generation]

    def all(self) -> tuple[Authority, ...]:
        return tuple(self.of(kind, generation) for kind in KINDS for generation in GENERATIONS)

    def trust(self) -> PinnedTrust:
        sign, auth = ([authority.der for authority in self.all() if authority.kind == kind] for kind in KINDS)
        pins = [authority.certificate.fingerprint(SHA256()).hex() for authority in self.all()]
        return PinnedTrust("test", sign, auth, pins)


def name_of(kind: Kind) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, SYNTHETIC),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _UNITS[kind]),
        ]
    )


def usage(*names: str) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in names for name in every})


def _start(now: datetime, generation: Generation) -> datetime:
    years = {"2015": 10, "2019": 7, "2023": 3, "next": 0}[generation]
    return now.astimezone(UTC).replace(microsecond=0) - timedelta(days=365 * years + 31)


def _authority(kind: Kind, generation: Generation, start: datetime) -> Authority:
    key, name = key_for(generation), name_of(kind)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
        .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hash_for(generation))
    )
    return Authority(kind, generation, key, made)
