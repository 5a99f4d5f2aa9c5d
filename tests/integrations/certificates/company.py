"""Papers that a company signed."""

import asyncio
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from integrations.certificates.company_judge import RegistrarJudge
from integrations.certificates.mock.answers import Answers
from integrations.certificates.mock.registrar import Company, Issued, Registrar
from integrations.certificates.responder import Responder
from integrations.certificates.trust import SIGN_ONLY, PinnedTrust
from integrations.http import Reply
from integrations.sockets.certificate_sockets import CompanySignature, RevocationSource
from tests.pictures import pdf

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
COMPANY = Company("株式会社見本建設", "000000000101", "見本県見本市見本町一丁目８番９号", "見本　建造")
NUMBER = "7000000000101"


@dataclass
class Register:
    """A 登記官 who answers about certificates, without a network between."""

    now: datetime = NOW
    down: bool = False

    def __post_init__(self) -> None:
        self.registrar = Registrar(self.now)
        self._answers = Answers(self.registrar, self.registrar.ledger)

    def post(self, _address: str, body: bytes, _media: str) -> Reply:
        if self.down:
            return Reply(503, {}, b"")
        return Reply(200, {}, self._answers.answer(body, self.now))

    def issue(self, company: Company = COMPANY, **changes: object) -> Issued:
        return self.registrar.issue(company, self.now, **changes)  # type: ignore[arg-type]

    @property
    def trust(self) -> PinnedTrust:
        by = self.registrar.authority
        return PinnedTrust("test", [by.der], [], [by.certificate.fingerprint(SHA256()).hex()], SIGN_ONLY)

    def judge(
        self, paper: bytes, number: str = NUMBER, at: datetime = NOW, source: RevocationSource | None = None
    ) -> list[CompanySignature]:
        return list(self.plug(source).judge(paper, number, at))

    def plug(self, source: RevocationSource | None = None) -> RegistrarJudge:
        return RegistrarJudge(self.trust, source or Responder(self.trust, self, "http://registrar/ocsp"))  # type: ignore[arg-type]


def sign(issued: Issued, paper: bytes = b"", *, name: str = "Signature1", algorithm: str = "sha256") -> bytes:
    key = issued.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        x509.Certificate.load(issued.certificate.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(key),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )  # fmt: skip
    output = io.BytesIO()
    meta = PdfSignatureMetadata(name, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, md_algorithm=algorithm)
    made = PdfSigner(meta, signer, new_field_spec=SigFieldSpec(name))
    writer = IncrementalPdfFileWriter(io.BytesIO(paper or pdf()))
    asyncio.run(made.async_sign_pdf(writer, output=output))
    return output.getvalue()


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
