"""Verdicts about a certificate, one function each."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from forms.text.variants import folded
from integrations.certificates.algorithms import RSA_2048, algorithm_of
from integrations.certificates.authorities import issuer_of
from integrations.certificates.leaf import Leaf
from integrations.certificates.profile import Profile
from integrations.sockets.certificate_sockets import (
    CardAttributes,
    CertSummary,
    Kind,
    Outcome,
    RevocationResult,
    RevocationStatus,
    TrustStore,
    Verdict,
)
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import BasicFour

OK = Verdict(Outcome.OK)
NOT_ASKED = Verdict(Outcome.NOT_ASKED)
OTHER: dict[Kind, Kind] = {"sign": "auth", "auth": "sign"}
_CHANGED = "affiliationChanged"
_HASHES = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}


def failed(code: IdentityCode, about: str = "") -> Verdict:
    return Verdict(Outcome.FAILED, code, about)


def judge_key(leaf: Leaf) -> Verdict:
    """The one algorithm of files that were signed elsewhere."""
    return OK if RSA_2048.fits(leaf.key) else failed(IdentityCode.CARD_UNSUPPORTED, "key not accepted")


def judge_bytes(signed: bytes, signature: bytes, digest_name: str, leaf: Leaf) -> Verdict:
    verdict = judge_key(leaf)
    if verdict.outcome is not Outcome.OK:
        return verdict
    try:
        cast(rsa.RSAPublicKey, leaf.key).verify(signature, signed, padding.PKCS1v15(), _HASHES[digest_name])
    except InvalidSignature:
        return failed(IdentityCode.SIGNATURE_INVALID)
    return OK


def judge_chain(
    leaf: Leaf, kind: Kind, trust: TrustStore, accepted: Collection[str], at: datetime
) -> tuple[Verdict, x509.Certificate | None]:
    authority = issuer_of(leaf, trust.generations(kind), accepted)
    if authority is None:
        other_issuer = issuer_of(leaf, trust.generations(OTHER[kind]), accepted)
        if other_issuer is not None:
            return failed(IdentityCode.CERT_WRONG_TYPE, "the card's other certificate"), None
        return failed(IdentityCode.CERT_UNTRUSTED, "not issued by a trusted authority"), None
    if leaf.unread:
        return failed(IdentityCode.CERT_MALFORMED, f"critical extensions {', '.join(leaf.unread)}"), None
    if not authority.not_valid_before_utc <= at <= authority.not_valid_after_utc:
        return failed(IdentityCode.CERT_UNTRUSTED, "its authority's own certificate was not in force"), None
    return OK, authority


def judge_policy(leaf: Leaf, kind: Kind, trust: TrustStore, profile: Profile) -> Verdict:
    """Exact, and critical as on every card."""
    if trust.environment == "prod" and any(map(profile.is_for_tests, leaf.policies)):
        return failed(IdentityCode.CERT_TEST_IN_PROD)
    if leaf.policies != (profile.policies[trust.environment, kind],):
        return failed(IdentityCode.CERT_WRONG_POLICY, ", ".join(leaf.policies))
    return OK if leaf.policies_critical else failed(IdentityCode.CERT_WRONG_POLICY, "not critical")


def judge_key_usage(leaf: Leaf, kind: Kind, profile: Profile) -> Verdict:
    if leaf.is_authority or "key_cert_sign" in leaf.usages:
        return failed(IdentityCode.CERT_WRONG_TYPE, "an authority's certificate")
    if leaf.usages != profile.usages[kind] or not leaf.usages_critical:
        return failed(IdentityCode.CERT_WRONG_TYPE, f"key usage {', '.join(sorted(leaf.usages))}")
    return OK


def judge_validity(leaf: Leaf, at: datetime) -> Verdict:
    if at < leaf.certificate.not_valid_before_utc:
        return failed(IdentityCode.CERT_NOT_YET_VALID)
    return failed(IdentityCode.CERT_EXPIRED) if at > leaf.certificate.not_valid_after_utc else OK


def judge_revocation(result: RevocationResult, leaf: Leaf) -> Verdict:
    """Also a hold. Lists drop expired certificates (RFC 5280 3.3): one made after expiry proves nothing."""
    if result.status is RevocationStatus.GOOD:
        late = result.this_update is not None and result.this_update > leaf.certificate.not_valid_after_utc
        if late:
            return Verdict(Outcome.UNKNOWN, IdentityCode.REVOCATION_STALE, "made after the certificate had ended")
        return OK
    if result.status is RevocationStatus.REVOKED:
        changed = result.reason == _CHANGED
        return failed(IdentityCode.CERT_ADDRESS_CHANGED if changed else IdentityCode.CERT_REVOKED, result.reason)
    return Verdict(Outcome.UNKNOWN, result.code or IdentityCode.REVOCATION_UNKNOWN, result.about)


def judge_attributes(card: CardAttributes, signer: BasicFour | None) -> Verdict:
    """Differences of width, 異体字 or substitutes need a person."""
    if signer is not None:
        if card.four.birth != signer.birth and card.four.birth is not None:
            return failed(IdentityCode.ATTRIBUTE_MISMATCH, "another birthday")
        if not card.has_substitutes and folded(signer.name) not in _names(card.four.name):
            return failed(IdentityCode.ATTRIBUTE_MISMATCH, "another name")
    if card.has_substitutes:
        return Verdict(Outcome.PERSON, IdentityCode.SUBSTITUTE_CHARACTERS)
    if signer is not None and (card.four.name, card.four.birth) != (signer.name, signer.birth):
        return Verdict(Outcome.PERSON, IdentityCode.ATTRIBUTE_MISMATCH, "another spelling, or an unknown birthday")
    return OK


def summary(leaf: Leaf, kind: Kind, authority: x509.Certificate | None) -> CertSummary:
    algorithm = algorithm_of(leaf.key)
    return CertSummary(
        serial=str(leaf.certificate.serial_number),
        authority="" if authority is None else authority.fingerprint(SHA256()).hex(),
        kind=kind if authority is not None else None,
        not_before=leaf.certificate.not_valid_before_utc,
        not_after=leaf.certificate.not_valid_after_utc,
        algorithm=algorithm.name if algorithm else "",
        policies=leaf.policies,
        sha256=sha256(leaf.der).hexdigest(),
    )


def _names(text: str) -> set[str]:
    full = folded(text)
    name, bracket, alias = full.rstrip(")").partition("(")
    return {full, name, alias} if bracket else {full}
