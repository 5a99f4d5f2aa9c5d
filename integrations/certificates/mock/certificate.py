"""With the exact profile of real ones."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto.core import UTF8String
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from integrations.certificates.mock.authority import Authority, usage
from integrations.certificates.mock.holder import Holder, as_written
from integrations.certificates.profile import ADDRESS, ADDRESS_FLAGS, BIRTH, NAME, NAME_FLAGS, SEX, SYNTHETIC, Profile
from integrations.sockets.certificate_sockets import Kind

_USAGES: dict[Kind, tuple[str, ...]] = {
    "sign": ("digital_signature", "content_commitment"),
    "auth": ("digital_signature",),
}


@dataclass(frozen=True)
class CardCertificate:
    authority: Authority
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey
    begins: datetime
    ends: datetime
    other_names: tuple[tuple[str, bytes], ...] = ()  # (OID, DER)
    policies: tuple[str, ...] = ()
    policies_critical: bool = True
    usages: tuple[str, ...] = ()
    usages_critical: bool = True
    also: tuple[tuple[x509.ExtensionType, bool], ...] = ()  # (extension, critical)
    serial: int = 0  # 0: any

    def issue(self) -> x509.Certificate:
        """Only `other_names` name the holder, according to public sources."""
        by = self.authority
        serial = self.serial or x509.random_serial_number()
        key_id = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        made = (
            x509.CertificateBuilder()
            .subject_name(_subject(serial))
            .issuer_name(by.certificate.subject)
            .public_key(self.key)
            .serial_number(serial)
            .not_valid_before(self.begins)
            .not_valid_after(self.ends)
            .add_extension(self._policies(), critical=self.policies_critical)
            .add_extension(usage(*(self.usages or _USAGES[by.kind])), critical=self.usages_critical)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id), critical=False)
        )
        if self.other_names:
            names = [x509.OtherName(x509.ObjectIdentifier(oid), der) for oid, der in self.other_names]
            made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        for extension, critical in self.also:
            made = made.add_extension(extension, critical=critical)
        return made.sign(by.key, by.hash)

    def _policies(self) -> x509.CertificatePolicies:
        named = self.policies or (Profile().policies["test", self.authority.kind],)
        return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), None) for oid in named])


def names_of(holder: Holder) -> tuple[tuple[str, str], ...]:
    name, name_flags = as_written(holder.name)
    address, address_flags = as_written(holder.address)
    return (
        (NAME, name),
        (BIRTH, holder.birth_raw),
        (SEX, holder.sex_raw),
        (ADDRESS, address),
        (NAME_FLAGS, name_flags),
        (ADDRESS_FLAGS, address_flags),
    )


def encoded(names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple((oid, UTF8String(text).dump()) for oid, text in names)


def _subject(serial: int) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, SYNTHETIC),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{serial:040x}"),
        ]
    )
