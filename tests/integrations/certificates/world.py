"""Practice authorities over HTTP on loopback."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import FastAPI

from integrations.certificates.algorithms import ALGORITHMS, ECDSA_P384, RSA_2048
from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock import PATH
from integrations.certificates.mock.app import MockJpki, add_jpki
from integrations.certificates.mock.authority import Generation, Key, key_for
from integrations.certificates.mock.certificate import CardCertificate, encoded, names_of
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.wallet import certificate_of
from integrations.certificates.signed_data import signed_attributes
from integrations.certificates.verifier import JpkiVerifier
from integrations.http import Transport
from integrations.sockets.certificate_sockets import (
    CanonicalDocument,
    Kind,
    RevocationSource,
    SignatureEvidence,
    VerificationReport,
)
from integrations.sockets.interfaces import BasicFour
from tests.integrations.identity.world import Clock, served

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PIN = "TEST1234"
HANAKO = Holder("hanako", "見本　花子", "見本県見本市中央１丁目２番３号", date(1985, 3, 15), "2")
HOLDERS = (
    HANAKO,
    Holder("taka", "髙見本　太郎", "見本県見本市見本町一丁目２番３号", date(1949, 4, 3), "1"),
    Holder("ana", "ＭＩＨＯＮ　ＳＩＬＶＡ　ＡＮＡ", "見本県見本市標本町三丁目７番８号", date(1974, 2, 11), "2"),
    replace(HANAKO, id="moved", state="moved"),
    replace(HANAKO, id="expired", state="expired"),
    replace(HANAKO, id="locked", state="locked"),
    replace(HANAKO, id="ended", state="ended"),
    replace(HANAKO, id="next", generation="next"),
    replace(HANAKO, id="older", generation="2019"),
    Holder("child", "見本　ひかり", "見本県見本市中央１丁目２番３号", date(2016, 5, 1), "2"),
)
DOCUMENT = CanonicalDocument(b'{"nonce":"n-1","seen":"..."}', "n-1", "child-allowance", "A-1")
SIGNER = BasicFour("見本　花子", "", date(1985, 3, 15))


@dataclass
class Jpki:
    mock: MockJpki
    clock: Clock
    transport: Transport
    address: str
    revocation: FakeRevocation

    def verifier(self, revocation: RevocationSource | None = None, **changes: Any) -> JpkiVerifier:
        return JpkiVerifier(self.mock.authorities.trust(), revocation or self.revocation, **changes)

    def sign(
        self,
        card: str = "hanako",
        document: CanonicalDocument = DOCUMENT,
        algorithm: str = RSA_2048.name,
        pin: str = PIN,
    ) -> SignatureEvidence:
        verifier = self.verifier(accepted=frozenset(ALGORITHMS))
        to_sign = verifier.prepare(document, self.clock(), algorithm)
        signed = self.mock.cards.sign(card, pin, to_sign.digest_info)
        return SignatureEvidence(
            "T-1", "test", to_sign.format, to_sign.algorithm, to_sign.document_digest, signed.signature, signed.certificate,
            document.nonce, document.procedure_id, document.application_id, to_sign.signed_attributes,
        )  # fmt: skip

    def judged(self, evidence: SignatureEvidence, **changes: Any) -> VerificationReport:
        return self.verifier(**changes).verify(evidence, DOCUMENT, self.clock())

    def certificate(self, card: str, kind: Kind = "sign") -> bytes:
        return certificate_of(self.mock.cards.card(card).certs[kind])

    def issue(
        self, kind: Kind = "sign", generation: Generation = "2023", key: Key | None = None, **changes: Any
    ) -> tuple[Key, x509.Certificate]:
        """Like a card's except for `changes`."""
        authority, key = self.mock.authorities.of(kind, generation), key or key_for(generation)
        names = encoded(names_of(HANAKO)) if kind == "sign" else ()
        fields = {
            "begins": START - timedelta(days=30),
            "ends": START + timedelta(days=30),
            "other_names": names,
            **changes,
        }
        certificate = CardCertificate(authority, key.public_key(), **fields).issue()
        self.mock.ledger.issued(authority, certificate)
        return key, certificate

    def url(self, rest: str) -> str:
        return f"{self.address}{PATH}/{rest}"

    def lists(self, kinds: Sequence[Kind] = ("sign", "auth")) -> list[str]:
        return [self.url(f"{kind}/{generation}.crl") for kind in kinds for generation in ("2019", "2023", "next")]


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def impatient(world: Jpki) -> Jpki:
    """For a test that waits until an answer is too late. Others wait as long as a busy machine needs."""
    return replace(world, transport=Transport(timeout=0.5))


def signed_by(world: Jpki, key: Key, certificate: x509.Certificate, at: datetime = START) -> SignatureEvidence:
    algorithm = RSA_2048 if isinstance(key, rsa.RSAPrivateKey) else ECDSA_P384
    digest = algorithm.hashed(DOCUMENT.content)
    attributes = signed_attributes(digest, at)
    if isinstance(key, rsa.RSAPrivateKey):
        value = key.sign(attributes, padding.PKCS1v15(), SHA256())
    else:
        value = key.sign(attributes, ec.ECDSA(algorithm.hash))
    return SignatureEvidence(
        "T", "test", "cms-detached", algorithm.name, digest, value, der(certificate), DOCUMENT.nonce,
        DOCUMENT.procedure_id, DOCUMENT.application_id, attributes,
    )  # fmt: skip


@contextmanager
def jpki() -> Iterator[Jpki]:
    clock, transport = Clock(START), Transport(timeout=20.0)
    mock = MockJpki(HOLDERS, clock, slow_seconds=1.5)
    app = FastAPI()
    add_jpki(app, mock)
    with served(app) as address:
        yield Jpki(mock, clock, transport, address, FakeRevocation())
    transport.close()
