"""The city's key for receipts (PAdES)."""

# `receipts.pem`: a P-256 key (PKCS #8), its certificate, and earlier ones. Bytes are checked before any PDF parsing.

import os
import re
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from integrations.sockets.document_socket import SignedDocument
from integrations.sockets.interfaces import AdapterError

if TYPE_CHECKING:
    from integrations.signatures import pades

FILE_NAME = "receipts.pem"
_YEARS = 10
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_HOLE = re.compile(rb"<(?:[0-9A-Fa-f]{2})+>")


class OwnKey:
    """Without a key it only verifies."""

    name = "own_key"
    fake = False

    def __init__(self, certificates: Sequence[x509.Certificate], key: ec.EllipticCurvePrivateKey | None = None) -> None:
        """The first certificate is the key's own."""
        self._key = key
        self._certificates = tuple(certificates)
        self._signer: pades.Signer | None = None

    @property
    def certificates(self) -> bytes:
        """PEM, newest first."""
        return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in self._certificates)

    @property
    def ids(self) -> tuple[str, ...]:
        """SHA-256 of each certificate (hex), newest first."""
        return tuple(certificate.fingerprint(hashes.SHA256()).hex() for certificate in self._certificates)

    def sign(self, pdf: bytes, at: datetime, reason: str, place: str) -> bytes:
        """`reason` and `place` are signed."""
        from integrations.signatures import pades  # noqa: PLC0415  # its library takes long to load

        if self._key is None:
            raise AdapterError("SIGNER_NO_KEY", permanent=True)
        if self._signer is None:
            own = self._certificates[0].public_bytes(serialization.Encoding.DER)
            self._signer = pades.Signer(own, self._key)
        return self._signer.sign(pdf, at, reason, place)

    def sign_digest(self, digest: bytes) -> bytes:
        """Of a file's SHA-256: ECDSA, DER, as `openssl dgst -sha256 -verify` reads it."""
        if self._key is None:
            raise AdapterError("SIGNER_NO_KEY", permanent=True)
        return self._key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))

    def check(self, pdf: bytes) -> SignedDocument:
        """Never raises. Parses only documents signed by our keys."""
        if not pdf.startswith(b"%PDF-"):
            return SignedDocument("not_pdf")
        ranges = _RANGE.findall(pdf)
        if not ranges:
            return SignedDocument("unsigned")
        start, hole, behind, length = map(int, ranges[0])
        if len(ranges) > 1 or behind + length < len(pdf):
            return SignedDocument("added")
        if start != 0 or hole >= behind or behind + length != len(pdf) or not _HOLE.fullmatch(pdf, hole, behind):
            return SignedDocument("changed")
        signed = pdf[:hole] + pdf[behind:]
        from asn1crypto import cms, tsp  # noqa: F401, PLC0415 - on demand: it takes long; see certificates/signed_data.py

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
        attributes = {item["type"].native: item["values"][0].native for item in signer["signed_attrs"]}
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
        # By issuer and serial number.
        from asn1crypto import x509 as asn1_x509  # noqa: PLC0415 - as above

        for certificate in self._certificates:
            own = asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
            if (named["issuer"], int(named["serial_number"].native)) == (own.issuer, own.serial_number):
                return certificate
        return None


def _opened(pdf: bytes, mine: x509.Certificate) -> SignedDocument:
    # Parses bytes verified as ours.
    from integrations.signatures import pades  # noqa: PLC0415  # its library takes long to load

    signed_at, reason = pades.facts(pdf)
    if signed_at is None or not mine.not_valid_before_utc <= signed_at <= mine.not_valid_after_utc:
        return SignedDocument("changed")
    return SignedDocument("sound", signer=_called(mine), at=signed_at, reason=reason)


def _called(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def load_own_key(folder: Path) -> OwnKey | None:
    """None without file. Raises AdapterError SIGNER_CONFIG."""
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


def issued_to(folder: Path, name: x509.ObjectIdentifier) -> str:
    """Of the newest certificate's subject; "" without one."""
    try:
        own = load_own_key(folder)
        certificates = x509.load_pem_x509_certificates(own.certificates) if own else []
    except AdapterError:
        return ""
    return next((str(item.value) for row in certificates[:1] for item in row.subject.get_attributes_for_oid(name)), "")


def read_certificates(content: bytes) -> OwnKey:
    """Raises AdapterError SIGNER_CONFIG."""
    try:
        return OwnKey(x509.load_pem_x509_certificates(content))
    except ValueError:
        raise AdapterError("SIGNER_CONFIG", "not a certificate (PEM)", permanent=True) from None


def create_own_key(folder: Path, city: str, now: datetime) -> None:
    """Linked when complete: no partial key is read; a second writer uses the first's."""
    if (folder / FILE_NAME).exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = _new_pem(city, now)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE_NAME}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        os.link(name, folder / FILE_NAME)
    except FileExistsError:
        return
    finally:
        os.unlink(name)


def renew_own_key(folder: Path, city: str, now: datetime) -> OwnKey:
    """The former private key goes; its certificate still verifies receipts that people have. Raises AdapterError
    SIGNER_CONFIG."""
    former = load_own_key(folder)
    pem = _new_pem(city, now) + (former.certificates if former else b"")
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE_NAME}.")
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, folder / FILE_NAME)
    return OwnKey(x509.load_pem_x509_certificates(pem))


def _new_pem(city: str, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + _own_certificate(key, city, now).public_bytes(serialization.Encoding.PEM)


def _own_certificate(key: ec.EllipticCurvePrivateKey, city: str, now: datetime) -> x509.Certificate:
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
