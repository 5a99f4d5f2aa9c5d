"""Who issued a certificate: one tier, by key and signature, never by name: each generation of an authority bears the
same one."""

from collections.abc import Iterable, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from integrations.certificates.algorithms import ALGORITHMS
from integrations.certificates.leaf import Leaf


def issuer_of(
    leaf: Leaf, generations: Iterable[bytes], accepted: Iterable[str] = ALGORITHMS
) -> x509.Certificate | None:
    """The generation whose key `leaf` names and whose signature it bears, by an accepted algorithm; None for a
    stranger's."""
    if leaf.certificate.signature_algorithm_oid not in {ALGORITHMS[name].signed_with for name in accepted}:
        return None
    for der in generations:
        authority = x509.load_der_x509_certificate(der)
        if key_id(authority) == leaf.authority_key and issued(authority, leaf.certificate):
            return authority
    return None


def key_id(authority: x509.Certificate) -> bytes:
    """Its own key's id, as those that it issues name it."""
    return authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def one_of(*stores: Sequence[bytes]) -> tuple[bytes, ...]:
    """Both stores, for a question that either kind may ask."""
    return tuple(der for store in stores for der in store)


def issued(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether `certificate` bears the name and the signature of `authority`."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True
