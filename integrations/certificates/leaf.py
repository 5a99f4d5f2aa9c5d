"""A card's certificate, read once and whole: whatever cannot be read is found here and nowhere later. Judges
nothing."""

from dataclasses import dataclass, field
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

MAX_BYTES = 8192  # real ones have about 2 000
# What the library answers to bytes that are no certificate or list.
UNREADABLE = (
    ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)  # fmt: skip
T = TypeVar("T", bound=x509.ExtensionType)

_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign",
)  # fmt: skip
_READ = (x509.CertificatePolicies, x509.KeyUsage, x509.BasicConstraints, x509.SubjectAlternativeName)


class Malformed(Exception):
    """It is no certificate that we can read; the message names no person."""


@dataclass(frozen=True)
class Leaf:
    """`authority_key` is the key id of who issued it, b"" where it does not say; `unread` the critical extensions that
    nobody here understands, which is a reason to refuse it (RFC 5280 4.2). `lists`: the names of the lists that would
    name it."""

    der: bytes = field(repr=False)
    certificate: x509.Certificate = field(repr=False)
    key: object
    authority_key: bytes
    policies: tuple[str, ...]
    policies_critical: bool
    usages: frozenset[str]
    usages_critical: bool
    is_authority: bool
    other_names: tuple[tuple[str, bytes], ...] = field(repr=False)
    unread: tuple[str, ...] = ()
    lists: tuple[x509.GeneralName, ...] = ()


def read_leaf(der: bytes) -> Leaf:
    """Malformed for what is too long, not strict DER, or holds an extension that cannot be read."""
    if len(der) > MAX_BYTES:
        raise Malformed("too long")
    try:
        return _read(der)
    except UNREADABLE as error:
        # The message of a parser may quote what it read.
        raise Malformed(type(error).__name__) from None


def _read(der: bytes) -> Leaf:
    certificate = x509.load_der_x509_certificate(der)
    extensions = certificate.extensions
    # The library reads names and times when they are first asked for.
    _ = certificate.issuer, certificate.subject, certificate.not_valid_before_utc, certificate.not_valid_after_utc
    policies = _found(extensions, x509.CertificatePolicies)
    usage = _found(extensions, x509.KeyUsage)
    basic = _found(extensions, x509.BasicConstraints)
    names = _found(extensions, x509.SubjectAlternativeName)
    authority = _found(extensions, x509.AuthorityKeyIdentifier)
    points = _found(extensions, x509.CRLDistributionPoints)
    return Leaf(
        der=der,
        certificate=certificate,
        key=certificate.public_key(),
        authority_key=(authority.value.key_identifier or b"") if authority else b"",
        policies=tuple(one.policy_identifier.dotted_string for one in policies.value) if policies else (),
        policies_critical=bool(policies and policies.critical),
        usages=frozenset(name for name in _USAGES if usage and getattr(usage.value, name)),
        usages_critical=bool(usage and usage.critical),
        is_authority=bool(basic and basic.value.ca),
        other_names=tuple(
            (one.type_id.dotted_string, one.value) for one in names.value if isinstance(one, x509.OtherName)
        )
        if names
        else (),
        unread=tuple(one.oid.dotted_string for one in extensions if one.critical and not isinstance(one.value, _READ)),
        lists=tuple(name for point in points.value for name in point.full_name or ()) if points else (),
    )


def _found(extensions: x509.Extensions, kind: type[T]) -> x509.Extension[T] | None:
    try:
        return extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None
