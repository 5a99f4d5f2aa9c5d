"""Detached CMS (RFC 5652)."""

from dataclasses import dataclass
from datetime import datetime

# Importing `tsp` adds attribute kinds to `cms`, which reads its kinds once, when the first is built. Without this
# import a process could no longer sign receipts, whose signature has one of them.
from asn1crypto import (
    algos,
    cms,
    core,
    tsp,  # noqa: F401
    x509,
)

from integrations.certificates.algorithms import ALGORITHMS, ECDSA_P384, RSA_2048, Algorithm
from integrations.sockets.certificate_sockets import SignatureEvidence
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

MAX_BYTES = 1024  # ours take about 100
_SIGNED_BY = {RSA_2048.name: "rsassa_pkcs1v15", ECDSA_P384.name: "sha384_ecdsa"}


class NotSigned(Exception): ...


@dataclass(frozen=True)
class SignedAttributes:
    document_digest: bytes
    at: datetime  # the preparing server's time


def signed_attributes(document_digest: bytes, at: datetime) -> bytes:
    """RFC 5652 5.4: content type, digest, time."""
    return bytes(_attributes(document_digest, at).dump())


def read_signed_attributes(der: bytes) -> SignedAttributes:
    """Raises NotSigned unless exactly as `signed_attributes` writes."""
    if len(der) > MAX_BYTES:
        raise NotSigned
    try:
        attributes = {
            attribute["type"].native: attribute["values"].native
            for attribute in cms.CMSAttributes.load(der, strict=True)
        }
        (digest,), (at,) = attributes["message_digest"], attributes["signing_time"]
        if signed_attributes(digest, at) != der:
            raise NotSigned
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotSigned from None
    return SignedAttributes(digest, at)


def packaged(evidence: SignatureEvidence) -> bytes:
    """For `openssl cms -verify -binary -content DOCUMENT -inform DER -in FILE`. Raises AdapterError
    SIGNATURE_INVALID."""
    algorithm = ALGORITHMS.get(evidence.algorithm)
    if evidence.format != "cms-detached" or algorithm is None:
        raise AdapterError(IdentityCode.SIGNATURE_INVALID, "not in this format", permanent=True)
    try:
        certificate = x509.Certificate.load(evidence.certificate, strict=True)
        signer = _signer(evidence, certificate, algorithm)
        data = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [_digest(algorithm)],
                "encap_content_info": {"content_type": "data"},
                "certificates": [cms.CertificateChoices("certificate", certificate)],
                "signer_infos": [signer],
            }
        )
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())
    except (ValueError, TypeError, KeyError):
        raise AdapterError(IdentityCode.SIGNATURE_INVALID, "the signature cannot be packaged", permanent=True) from None


def _signer(evidence: SignatureEvidence, certificate: x509.Certificate, algorithm: Algorithm) -> cms.SignerInfo:
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number}),
            ),
            "digest_algorithm": _digest(algorithm),
            "signed_attrs": cms.CMSAttributes.load(evidence.signed_attributes, strict=True),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": _SIGNED_BY[algorithm.name]}),
            "signature": evidence.signature,
        }
    )


def _attributes(document_digest: bytes, at: datetime) -> cms.CMSAttributes:
    # RFC 5652 11.3: UTCTime until 2049, whole seconds.
    name, kind = ("utc_time", core.UTCTime) if at.year < 2050 else ("generalized_time", core.GeneralizedTime)
    hour = cms.Time(name, kind(at.replace(microsecond=0)))
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [document_digest]}),
            cms.CMSAttribute({"type": "signing_time", "values": [hour]}),
        ]
    )


def _digest(algorithm: Algorithm) -> algos.DigestAlgorithm:
    return algos.DigestAlgorithm({"algorithm": algorithm.digest})
