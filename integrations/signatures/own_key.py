"""The city's own key for what the service itself certifies: receipts. PAdES on the way out; on the way in the bytes are
checked before anything of the file is read as PDF, so that nothing hostile reaches a parser.

`receipts.pem` in the folder of keys: one private P-256 key (PKCS #8) and its certificate, and after it the certificates of
earlier keys, whose receipts still hold.
"""

import os
import re
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations.document_socket import SignedDocument
from integrations.interfaces import AdapterError

FILE_NAME = "receipts.pem"
_YEARS = 10
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_HOLE = re.compile(rb"<(?:[0-9A-Fa-f]{2})+>")


class OwnKey:
    """Signs documents, and tells of any document whether this city signed it. Without a key it can only tell."""

    name = "own_key"
    fake = False

    def __init__(self, certificates: Sequence[x509.Certificate], key: ec.EllipticCurvePrivateKey | None = None) -> None:
        """The first certificate is the key's own."""
        self._key = key
        self._certificates = tuple(certificates)

    @property
    def certificates(self) -> bytes:
        """PEM, the newest first: what anybody needs to check a receipt."""
        return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in self._certificates)

    def sign(self, pdf: bytes, at: datetime, reason: str, place: str) -> bytes:
        """`reason` and `place` stand in the signature itself: they cannot be changed without breaking it."""
        from integrations.signatures import pades  # noqa: PLC0415  # its library takes long to load

        if self._key is None:
            raise AdapterError("SIGNER_NO_KEY", permanent=True)
        own = self._certificates[0].public_bytes(serialization.Encoding.DER)
        secret = self._key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return pades.sign(pdf, own, secret, at, reason, place)

    def check(self, pdf: bytes) -> SignedDocument:
        """Never fails, whatever the bytes are. Only what one of our keys signed, whole, is opened as PDF."""
        if not pdf.startswith(b"%PDF-"):
            return SignedDocument("not_pdf")
        found = _RANGE.findall(pdf)
        if not found:
            return SignedDocument("unsigned")
        start, hole, behind, length = map(int, found[0])
        if len(found) > 1 or behind + length < len(pdf):
            return SignedDocument("added")
        if start != 0 or hole >= behind or behind + length != len(pdf) or not _HOLE.fullmatch(pdf, hole, behind):
            return SignedDocument("changed")
        signed = pdf[:hole] + pdf[behind:]
        from asn1crypto import cms  # noqa: PLC0415 - only who checks a paper needs it, and it takes long to load

        try:
            message = cms.ContentInfo.load(bytes.fromhex(pdf[hole + 1 : behind - 1].decode()))
            return self._check(pdf, sha256(signed).digest(), message["content"])
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            return SignedDocument("changed")

    def _check(self, pdf: bytes, digest: bytes, message: Any) -> SignedDocument:
        (signer,) = message["signer_infos"]
        mine = self._certificate(signer["sid"].chosen)
        if mine is None:
            return SignedDocument("stranger")
        attributes = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}
        if attributes["content_type"] != "data" or attributes["message_digest"] != digest:
            return SignedDocument("changed")
        key = mine.public_key()
        signed = signer["signed_attrs"].untag().dump()
        try:
            if not isinstance(key, ec.EllipticCurvePublicKey):
                return SignedDocument("stranger")
            key.verify(signer["signature"].native, signed, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return SignedDocument("changed")
        return _opened(pdf, mine)

    def _certificate(self, named: Any) -> x509.Certificate | None:
        """Ours that the signature names by issuer and number."""
        from asn1crypto import x509 as asn1_x509  # noqa: PLC0415 - as above

        for one in self._certificates:
            own = asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER))
            if (named["issuer"], int(named["serial_number"].native)) == (own.issuer, own.serial_number):
                return one
        return None


def _opened(pdf: bytes, mine: x509.Certificate) -> SignedDocument:
    """What the signature says. The bytes are ours: they may be parsed."""
    from integrations.signatures import pades  # noqa: PLC0415  # its library takes long to load

    at, reason = pades.facts(pdf)
    if at is None or not mine.not_valid_before_utc <= at <= mine.not_valid_after_utc:
        return SignedDocument("changed")
    return SignedDocument("sound", signer=_called(mine), at=at, reason=reason)


def _called(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def load_own_key(folder: Path) -> OwnKey | None:
    """None where there is no file. AdapterError SIGNER_CONFIG where it holds no such key and certificate."""
    path = folder / FILE_NAME
    if not path.exists():
        return None
    content = path.read_bytes()
    try:
        key = serialization.load_pem_private_key(content, None)
        certificates = x509.load_pem_x509_certificates(content)
    except (ValueError, TypeError):
        key, certificates = None, []
    if (
        isinstance(key, ec.EllipticCurvePrivateKey)
        and certificates
        and key.public_key() == certificates[0].public_key()
    ):
        return OwnKey(certificates, key)
    raise AdapterError("SIGNER_CONFIG", f"{path} holds no private P-256 key with its certificate", permanent=True)


def read_certificates(content: bytes) -> OwnKey:
    """Can only tell, not sign. AdapterError SIGNER_CONFIG if there is no certificate in it."""
    try:
        return OwnKey(x509.load_pem_x509_certificates(content))
    except ValueError:
        raise AdapterError("SIGNER_CONFIG", "that is no certificate (PEM)", permanent=True) from None


def create_own_key(folder: Path, city: str, now: datetime) -> None:
    """Written beside and linked: a half-written key is never read, and of two writers the second takes the first's."""
    if (folder / FILE_NAME).exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + _own_certificate(key, city, now).public_bytes(serialization.Encoding.PEM)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE_NAME}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        os.link(name, folder / FILE_NAME)
    except FileExistsError:
        return
    finally:
        os.unlink(name)


def _own_certificate(key: ec.EllipticCurvePrivateKey, city: str, now: datetime) -> x509.Certificate:
    """Signed by itself: who wants to check fetches it from the city. For signing documents and nothing else."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, city),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{city} 受付の証明"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_YEARS * 365))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
