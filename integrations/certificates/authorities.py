"""By key and signature: generations share one name."""

from collections.abc import Iterable, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from integrations.certificates.algorithms import ALGORITHMS
from integrations.certificates.leaf import Leaf


def issuer_of(
    leaf: Leaf, generations: Iterable[bytes], accepted: Iterable[str] = ALGORITHMS
) -> x509.Certificate | None:
    if leaf.certificate.signature_algorithm_oid not in {ALGORITHMS[name].signed_with for name in accepted}:
        return None
    for der in generations:
        authority = x509.load_der_x509_certificate(der)
        if key_id(authority) == leaf.authority_key and issued(authority, leaf.certificate):
            return authority
    return None


def key_id(authority: x509.Certificate) -> bytes:
    return authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def one_of(*stores: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(der for store in stores for der in store)


def issued(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True
