"""A practice 登記官."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from integrations.certificates.company_subject import CORPORATION, REGISTRAR
from integrations.certificates.mock.authority import Authority, key_for, usage
from integrations.certificates.mock.ledger import Ledger
from integrations.certificates.profile import SYNTHETIC

PASSPHRASE = b"practice"
_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, SYNTHETIC),
        x509.NameAttribute(NameOID.COMMON_NAME, "Registrar of Mihon Legal Affairs Bureau"),
    ]
)


@dataclass(frozen=True)
class Company:
    name: str
    number: str  # 会社法人等番号, 12 digits
    address: str
    representative: str
    title: str = "代表取締役"
    office: str = "見本地方法務局"

    def written(self) -> bytes:
        from integrations.certificates.company_info import CompanyInfo  # noqa: PLC0415 - ASN.1 takes 4 MB

        texts = {0: self.name, 1: self.number, 2: self.address, 3: self.representative, 4: self.title, 6: self.office}
        kinds = {1: "printable_string"}
        made = {f"text_{tag}": (kinds.get(tag, "utf8_string"), text) for tag, text in texts.items() if text}
        return bytes(CompanyInfo({name: _choice(kind, text) for name, (kind, text) in made.items()}).dump())


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey = field(repr=False)

    def p12(self) -> bytes:
        # As the file that companies get.
        return serialize_key_and_certificates(
            b"company", self.key, self.certificate, None, BestAvailableEncryption(PASSPHRASE)
        )


class Registrar:
    def __init__(self, now: datetime) -> None:
        self.authority, self.ledger = _authority(now), Ledger()

    def all(self) -> tuple[Authority, ...]:
        return (self.authority,)

    def issue(
        self,
        company: Company,
        now: datetime,
        *,
        days: int = 365,
        bits: int = 2048,
        usages: Sequence[str] = ("digital_signature", "content_commitment"),
        also: Sequence[tuple[x509.ExtensionType, bool]] = (),
    ) -> Issued:
        # Without usages: as before March 2026.
        key, by = rsa.generate_private_key(65537, bits), self.authority
        key_id = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        begins = now.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, SYNTHETIC)]))
            .issuer_name(by.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=days))
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id), critical=False)
            .add_extension(_other(REGISTRAR, "見本地方法務局登記官"), critical=False)
            .add_extension(_unread(CORPORATION, company.written()), critical=False)
        )
        if usages:
            made = made.add_extension(usage(*usages), critical=True)
        for extension, critical in also:
            made = made.add_extension(extension, critical=critical)
        certificate = made.sign(by.key, SHA256())
        self.ledger.issued(by, certificate)
        return Issued(certificate, key)

    def revoke(self, issued: Issued, at: datetime) -> None:
        # As after a change of representative, name or head office.
        self.ledger.revoke(self.authority, issued.certificate, at, x509.ReasonFlags.affiliation_changed)


def _choice(kind: str, text: str) -> object:
    from asn1crypto.x509 import DirectoryString  # noqa: PLC0415 - see above

    return DirectoryString(name=kind, value=text)


def _other(oid: str, text: str) -> x509.UnrecognizedExtension:
    from asn1crypto.core import UTF8String  # noqa: PLC0415

    return _unread(oid, UTF8String(text).dump())


def _unread(oid: str, der: bytes) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), der)


def _authority(now: datetime) -> Authority:
    key = key_for("2023")
    start = now.astimezone(UTC).replace(microsecond=0) - timedelta(days=365)
    made = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30 * 72))  # 72 months
        .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return Authority("sign", "2023", key, made)
