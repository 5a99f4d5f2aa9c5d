"""The practice revocation lists (CRL)."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from integrations.certificates.mock.authority import Authority, key_for
from integrations.certificates.mock.ledger import Ledger, Revocation

LIFE = timedelta(hours=24)


def list_of(
    authority: Authority, ledger: Ledger, now: datetime, fault: str = "", parts: tuple[x509.ExtensionType, ...] = ()
) -> bytes:
    """`parts`: critical extensions that limit its scope."""
    made_at = now - 3 * LIFE if fault == "stale" else now
    key_id = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(made_at)
        .next_update(made_at + LIFE)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id), critical=False)
        .add_extension(x509.CRLNumber(int(made_at.timestamp())), critical=False)
    )
    for part in parts:
        made = made.add_extension(part, critical=True)
    for serial, revocation in ledger.revocations(authority).items():
        made = made.add_revoked_certificate(_row(serial, revocation))
    key = key_for(authority.generation) if fault == "wrong_signer" else authority.key
    return made.sign(key, authority.hash).public_bytes(Encoding.DER)


def _row(serial: int, revocation: Revocation) -> x509.RevokedCertificate:
    row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(revocation.at)
    # RFC 5280 5.3.1: omitted for "unspecified".
    has_reason = revocation.reason is not x509.ReasonFlags.unspecified
    return (row.add_extension(x509.CRLReason(revocation.reason), critical=False) if has_reason else row).build()
