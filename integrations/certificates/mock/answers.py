"""What the practice responder answers (OCSP, RFC 6960), sound or broken on purpose. It is appointed by each authority,
as RFC 6960 4.2.2.2 has it, and signs with a key of its own."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from integrations.certificates.authorities import key_id
from integrations.certificates.mock.authority import Authorities, Authority, Key, key_for, usage
from integrations.certificates.mock.ledger import Gone, Ledger

LIFE = timedelta(minutes=15)


class Answers:
    """The responder."""

    def __init__(self, authorities: Authorities, ledger: Ledger) -> None:
        self._authorities, self._ledger = authorities, ledger
        self._appointed = cache(appointed)

    def answer(self, question: bytes, now: datetime, fault: str = "") -> bytes:
        """DER. Rubbish and strangers' certificates are told so, unsigned (RFC 6960 2.3)."""
        try:
            asked = ocsp.load_der_ocsp_request(question)
            authority = self._named(asked.issuer_key_hash)
        except ValueError:
            return _refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        if authority is None:
            return _refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        if fault == "try_later":
            return _refusal(ocsp.OCSPResponseStatus.TRY_LATER)
        # One who says that the authority appointed them: same name, another key.
        thief = replace(authority, key=key_for(authority.generation)) if fault == "wrong_signer" else authority
        key, certificate = self._appointed(thief)
        known = self._ledger.knows(authority, asked.serial_number)
        gone = self._ledger.gone(authority).get(asked.serial_number)
        made = _said(asked, known, gone, now - 10 * LIFE if fault == "stale" else now, fault)
        made = made.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate).certificates([certificate])
        nonce = _nonce(asked)
        if nonce is not None and fault != "no_nonce":
            made = made.add_extension(x509.OCSPNonce(nonce[::-1] if fault == "wrong_nonce" else nonce), critical=False)
        return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _named(self, key_hash: bytes) -> Authority | None:
        return next((one for one in self._authorities.all() if key_id(one.certificate) == key_hash), None)


def appointed(authority: Authority) -> tuple[Key, x509.Certificate]:
    """A key and the certificate by which `authority` lets it answer."""
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


def _said(
    asked: ocsp.OCSPRequest, known: bool, gone: Gone | None, at: datetime, fault: str
) -> ocsp.OCSPResponseBuilder:
    status = ocsp.OCSPCertStatus.GOOD if known else ocsp.OCSPCertStatus.UNKNOWN
    return ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=asked.issuer_name_hash,
        issuer_key_hash=asked.issuer_key_hash,
        serial_number=asked.serial_number + (fault == "other_certificate"),
        algorithm=asked.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.REVOKED if gone else status,
        this_update=at,
        next_update=at + LIFE,
        revocation_time=gone.at if gone else None,
        # As in lists: where there is no reason to tell, none is told.
        revocation_reason=gone.reason if gone and gone.reason is not x509.ReasonFlags.unspecified else None,
    )


def _refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)


def _nonce(asked: ocsp.OCSPRequest) -> bytes | None:
    try:
        return asked.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None
