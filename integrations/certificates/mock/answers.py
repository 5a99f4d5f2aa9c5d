"""OCSP (RFC 6960), with delegated keys (4.2.2.2)."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from integrations.certificates.authorities import key_id
from integrations.certificates.mock.authority import Authority, Key, key_for, usage
from integrations.certificates.mock.ledger import Ledger, Revocation
from integrations.certificates.responder import nonce_of

LIFE = timedelta(minutes=15)


class Several(Protocol):
    def all(self) -> tuple[Authority, ...]: ...


class Answers:
    def __init__(self, authorities: Several, ledger: Ledger) -> None:
        self._authorities, self._ledger = authorities, ledger
        self._appointed = cache(appointed)

    def answer(self, question: bytes, now: datetime, fault: str = "") -> bytes:
        """Errors are unsigned (RFC 6960 2.3)."""
        try:
            request = ocsp.load_der_ocsp_request(question)
            authority = self._named(request.issuer_key_hash)
        except ValueError:
            return _refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        if authority is None:
            return _refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        if fault == "try_later":
            return _refusal(ocsp.OCSPResponseStatus.TRY_LATER)
        # An impostor with the authority's name and another key.
        impostor = replace(authority, key=key_for(authority.generation)) if fault == "wrong_signer" else authority
        key, certificate = self._appointed(impostor)
        is_known = self._ledger.knows(authority, request.serial_number)
        revocation = self._ledger.revocations(authority).get(request.serial_number)
        made = _answer_builder(request, is_known, revocation, now - 10 * LIFE if fault == "stale" else now, fault)
        made = made.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate).certificates([certificate])
        nonce = nonce_of(request)
        if nonce is not None and fault != "no_nonce":
            made = made.add_extension(x509.OCSPNonce(nonce[::-1] if fault == "wrong_nonce" else nonce), critical=False)
        return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _named(self, key_hash: bytes) -> Authority | None:
        return next(
            (authority for authority in self._authorities.all() if key_id(authority.certificate) == key_hash), None
        )


def appointed(authority: Authority) -> tuple[Key, x509.Certificate]:
    key = key_for("2023")
    name = x509.Name([*authority.certificate.subject, x509.NameAttribute(x509.NameOID.COMMON_NAME, "OCSP")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(authority.certificate.not_valid_before_utc)
        .not_valid_after(authority.certificate.not_valid_after_utc)
        .add_extension(usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
        .sign(authority.key, authority.hash)
    )
    return key, made


def _answer_builder(
    request: ocsp.OCSPRequest, is_known: bool, revocation: Revocation | None, at: datetime, fault: str
) -> ocsp.OCSPResponseBuilder:
    status = ocsp.OCSPCertStatus.GOOD if is_known else ocsp.OCSPCertStatus.UNKNOWN
    return ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=request.issuer_name_hash,
        issuer_key_hash=request.issuer_key_hash,
        serial_number=request.serial_number + (fault == "other_certificate"),
        algorithm=request.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.REVOKED if revocation else status,
        this_update=at,
        next_update=at + LIFE,
        revocation_time=revocation.at if revocation else None,
        # As in lists, "unspecified" is omitted.
        revocation_reason=revocation.reason
        if revocation and revocation.reason is not x509.ReasonFlags.unspecified
        else None,
    )


def _refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
