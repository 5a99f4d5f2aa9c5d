"""Parses a card's certificate completely."""

from dataclasses import dataclass, field
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

MAX_BYTES = 8192  # real ones take about 2,000
# Exceptions of the library for invalid certificates or lists.
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
    """No personal data."""


@dataclass(frozen=True)
class Leaf:
    der: bytes = field(repr=False)
    certificate: x509.Certificate = field(repr=False)
    key: object
    authority_key: bytes  # the issuer's key id or b""
    policies: tuple[str, ...]
    policies_critical: bool
    usages: frozenset[str]
    usages_critical: bool
    is_authority: bool
    other_names: tuple[tuple[str, bytes], ...] = field(repr=False)
    unread: tuple[str, ...] = ()  # unknown critical extensions, for which it must be refused (RFC 5280 4.2)
    lists: tuple[x509.GeneralName, ...] = ()  # its distribution points


def read_leaf(der: bytes) -> Leaf:
    """Raises Malformed if too long, not strict DER, or with an unreadable extension."""
    if len(der) > MAX_BYTES:
        raise Malformed("too long")
    try:
        return _read(der)
    except UNREADABLE as error:
        # A parser's message may quote its input.
        raise Malformed(type(error).__name__) from None


def _read(der: bytes) -> Leaf:
    certificate = x509.load_der_x509_certificate(der)
    extensions = certificate.extensions
    # The library parses names and times on first access.
    _ = certificate.issuer, certificate.subject, certificate.not_valid_before_utc, certificate.not_valid_after_utc
    policies = _extension(extensions, x509.CertificatePolicies)
    usage = _extension(extensions, x509.KeyUsage)
    basic = _extension(extensions, x509.BasicConstraints)
    names = _extension(extensions, x509.SubjectAlternativeName)
    authority = _extension(extensions, x509.AuthorityKeyIdentifier)
    points = _extension(extensions, x509.CRLDistributionPoints)
    return Leaf(
        der=der,
        certificate=certificate,
        key=certificate.public_key(),
        authority_key=(authority.value.key_identifier or b"") if authority else b"",
        policies=tuple(policy.policy_identifier.dotted_string for policy in policies.value) if policies else (),
        policies_critical=bool(policies and policies.critical),
        usages=frozenset(name for name in _USAGES if usage and getattr(usage.value, name)),
        usages_critical=bool(usage and usage.critical),
        is_authority=bool(basic and basic.value.ca),
        other_names=tuple(
            (name.type_id.dotted_string, name.value) for name in names.value if isinstance(name, x509.OtherName)
        )
        if names
        else (),
        unread=tuple(
            extension.oid.dotted_string
            for extension in extensions
            if extension.critical and not isinstance(extension.value, _READ)
        ),
        lists=tuple(name for point in points.value for name in point.full_name or ()) if points else (),
    )


def _extension(extensions: x509.Extensions, kind: type[T]) -> x509.Extension[T] | None:
    try:
        return extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None
