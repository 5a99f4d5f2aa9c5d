"""Files that a card or a company signed with tools of others: openssl, pyHanko, signxml."""

import subprocess
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree  # type: ignore[import-untyped]
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.signer import XMLSigner

from integrations.certificates.mock.authority import Key
from integrations.certificates.mock.registrar import Issued
from integrations.certificates.signed_files import PackageFilesJudge
from integrations.certificates.signed_xml import DS
from integrations.sockets.interfaces import BasicFour
from integrations.sockets.signed_files_socket import Applicant, FileSignature, SignedFiles
from tests.integrations.certificates.company import NOW, NUMBER, Register
from tests.integrations.certificates.world import Jpki

HANAKO = BasicFour("見本　花子", "", date(1985, 3, 15))
APPLICANT = Applicant((HANAKO,), NUMBER)
DOCUMENT = b"<doc>1</doc>"
INCLUSIVE = CanonicalizationMethod.CANONICAL_XML_1_0
EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0


@dataclass(frozen=True)
class Pair:
    key: Key = field(repr=False)
    certificate: x509.Certificate

    @classmethod
    def of(cls, issued: Issued | tuple[Key, x509.Certificate]) -> "Pair":
        return cls(issued.key, issued.certificate) if isinstance(issued, Issued) else cls(*issued)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def cms(folder: Path, pair: Pair, document: bytes, *options: str, form: str = "DER") -> bytes:
    """By the openssl command."""
    names = {"signer.pem": pair.pem, "key.pem": pair.key_pem, "document": document}
    for name, content in names.items():
        (folder / name).write_bytes(content)
    subprocess.run(
        [
            "openssl", "cms", "-sign", "-binary", "-in", "document", "-signer", "signer.pem", "-inkey", "key.pem",
            "-outform", form, "-out", "made", *(options or ("-md", "sha256")),
        ],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return (folder / "made").read_bytes()


class _Weak(XMLSigner):
    def check_deprecated_methods(self) -> None:
        """It writes what it refuses."""


def signed_xml(
    pair: Pair, document: bytes, *, part: str = "", c14n: CanonicalizationMethod = EXCLUSIVE, digest: str = "SHA256",
    method: str = "RSA_SHA256",
) -> bytes:  # fmt: skip
    """By signxml, enveloped. `part`: the id of the element that alone is signed."""
    way = SignatureConstructionMethod.enveloped
    signer = _Weak(way, SignatureMethod[method], DigestAlgorithm[digest], c14n)
    reference = f"#{part}" if part else None
    made = signer.sign(etree.fromstring(document), key=pair.key_pem, cert=[pair.certificate], reference_uri=reference)
    return bytes(etree.tostring(made, encoding="utf-8", xml_declaration=False))


def signed_references(
    pair: Pair, references: Mapping[str, bytes], *, transforms: Sequence[str] = (), root: str = "{}", more: str = ""
) -> bytes:
    """Detached, as the 構成情報 of e-Gov: by hand, since signxml writes no reference to a file. `root`: around it."""
    inner = "".join(f'<Transform Algorithm="{name}"></Transform>' for name in transforms)
    around = f"<Transforms>{inner}</Transforms>" if inner else ""
    each = "".join(
        f'<Reference URI="{uri}">{around}<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
        f"<DigestValue>{b64encode(sha256(content).digest()).decode()}</DigestValue></Reference>"
        for uri, content in references.items()
    )
    info = (
        f'<SignedInfo xmlns="{DS}"><CanonicalizationMethod Algorithm="{INCLUSIVE.value}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{SignatureMethod.RSA_SHA256.value}"></SignatureMethod>{each}</SignedInfo>'
    )
    key = cast(rsa.RSAPrivateKey, pair.key)
    value = b64encode(key.sign(info.encode(), padding.PKCS1v15(), SHA256())).decode()
    certificate = b64encode(pair.certificate.public_bytes(Encoding.DER)).decode()
    within = info.replace(f' xmlns="{DS}"', "")
    made = (
        f'<Signature xmlns="{DS}">{within}<SignatureValue>{value}</SignatureValue>'
        f"<KeyInfo><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo>{more}</Signature>"
    )
    return root.format(made).encode()


def judge(
    world: Jpki | None, register: Register | None, files: dict[str, bytes], announced: str = "",
    applicant: Applicant = APPLICANT, at: datetime = NOW,
) -> SignedFiles:  # fmt: skip
    plug = PackageFilesJudge(world.verifier() if world else None, register.plug() if register else None)
    return plug.judge(files, announced, applicant, at)


def against(signature: FileSignature) -> dict[str, str]:
    return {
        name: str(verdict.code or "")
        for name, verdict in signature.verdicts.items()
        if verdict.outcome not in ("ok", "not_asked")
    }
