"""OCSP (RFC 6960, nonce RFC 8954); JPKI updates every 15 minutes."""

# An answer counts only if about this certificate and request, signed by the issuer or its delegate.

import secrets
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from integrations.certificates.authorities import issued, issuer_of, one_of
from integrations.certificates.freshness import judged, unknown
from integrations.certificates.leaf import UNREADABLE, Leaf, Malformed, read_leaf
from integrations.http import Reply, Transport
from integrations.sockets.certificate_sockets import RevocationResult, RevocationStatus, TrustStore
from integrations.sockets.interfaces import AdapterError

HOUR = timedelta(hours=1)
_MEDIA = "application/ocsp-request"
_STATUS = {
    ocsp.OCSPCertStatus.GOOD: RevocationStatus.GOOD,
    ocsp.OCSPCertStatus.REVOKED: RevocationStatus.REVOKED,
}
_SIGNED_WITH = {
    SignatureAlgorithmOID.RSA_WITH_SHA256,
    SignatureAlgorithmOID.ECDSA_WITH_SHA256,
    SignatureAlgorithmOID.ECDSA_WITH_SHA384,
}


class Responder:
    """`needs_nonce` False: for prepared answers (JPKI's: unconfirmed); a nonce must match anyway."""

    name = "ocsp"
    fake = False

    def __init__(
        self,
        trust: TrustStore,
        transport: Transport,
        address: str,
        *,
        max_age: timedelta = HOUR,
        needs_nonce: bool = True,
    ) -> None:
        self._trust, self._transport, self._address = trust, transport, address
        self._max_age, self._needs_nonce = max_age, needs_nonce

    def check(self, certificate: bytes, at: datetime) -> RevocationResult:
        try:
            leaf = read_leaf(certificate)
        except Malformed:
            return unknown(self.name, "the certificate cannot be read")
        authority = issuer_of(leaf, one_of(self._trust.generations("sign"), self._trust.generations("auth")))
        if authority is None:
            return unknown(self.name, "no trusted authority issued the certificate")
        nonce = secrets.token_bytes(32)
        request = _question(leaf, authority, nonce)
        try:
            reply = self._transport.post(self._address, request.public_bytes(Encoding.DER), _MEDIA)
            return judged(self._read(reply, request, authority, nonce), at, self._max_age)
        except AdapterError as error:
            return unknown(self.name, error.code)
        except _NoAnswer as refused:
            return unknown(self.name, str(refused))

    def ready(self) -> bool:
        """Malformed requests have an answer too (RFC 6960 4.2.1)."""
        try:
            return self._transport.post(self._address, b"", _MEDIA).status < 500
        except AdapterError:
            return False

    def _read(
        self, reply: Reply, request: ocsp.OCSPRequest, authority: x509.Certificate, nonce: bytes
    ) -> RevocationResult:
        if reply.status != 200:
            raise _NoAnswer(f"status {reply.status}")
        try:
            answer = ocsp.load_der_ocsp_response(reply.body)
            if answer.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise _NoAnswer(answer.response_status.name.lower())
            self._check(answer, request, authority, nonce)
            return self._result_of(answer)
        except UNREADABLE as error:
            raise _NoAnswer(f"the answer cannot be read ({type(error).__name__})") from None

    def _check(
        self, answer: ocsp.OCSPResponse, request: ocsp.OCSPRequest, authority: x509.Certificate, nonce: bytes
    ) -> None:
        about = (answer.serial_number, answer.issuer_key_hash, answer.issuer_name_hash)
        if about != (request.serial_number, request.issuer_key_hash, request.issuer_name_hash):
            raise _NoAnswer("the answer is about another certificate")
        echoed = nonce_of(answer)
        if echoed != nonce and (echoed is not None or self._needs_nonce):
            raise _NoAnswer("the answer is to another request")
        if not _is_by(answer, authority):
            raise _NoAnswer("the authority did not sign the answer")

    def _result_of(self, answer: ocsp.OCSPResponse) -> RevocationResult:
        status = _STATUS.get(answer.certificate_status)
        if status is None:
            raise _NoAnswer("the responder does not know the certificate")
        revoked = status is RevocationStatus.REVOKED
        reason = answer.revocation_reason or x509.ReasonFlags.unspecified
        return RevocationResult(
            status,
            self.name,
            reason=reason.value if revoked else "",
            revoked_at=answer.revocation_time_utc,
            this_update=answer.this_update_utc,
            next_update=answer.next_update_utc,
            produced_at=answer.produced_at_utc,
        )


class _NoAnswer(Exception): ...


def _question(leaf: Leaf, authority: x509.Certificate, nonce: bytes) -> ocsp.OCSPRequest:
    # SHA-1 only identifies the authority; every responder supports it (RFC 5019 2.1.1).
    about = ocsp.OCSPRequestBuilder().add_certificate(leaf.certificate, authority, hashes.SHA1())  # noqa: S303
    return about.add_extension(x509.OCSPNonce(nonce), critical=False).build()


def nonce_of(message: ocsp.OCSPRequest | ocsp.OCSPResponse) -> bytes | None:
    try:
        return message.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None


def _is_by(answer: ocsp.OCSPResponse, authority: x509.Certificate) -> bool:
    # Or a delegate's (RFC 6960 4.2.2.2).
    appointed = [
        certificate
        for certificate in answer.certificates
        if _may_answer(certificate, authority, answer.produced_at_utc)
    ]
    return any(_signed(answer, certificate) for certificate in (authority, *appointed))


def _may_answer(certificate: x509.Certificate, authority: x509.Certificate, at: datetime) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    in_time = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    return issued(authority, certificate) and in_time and ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _signed(answer: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, algorithm = by.public_key(), answer.signature_hash_algorithm
    if answer.signature_algorithm_oid not in _SIGNED_WITH or algorithm is None:
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True
