"""PAdES (ETSI EN 319 142-1, baseline B)."""

import io
from datetime import datetime
from typing import Any

from asn1crypto import keys, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

_ROOM = 8192  # hexadecimal digits for the signature; ours takes about 3,000
_NO_OTHERS: CertificateStore = SimpleCertificateStore()  # type: ignore[no-untyped-call]


class _AtThisHour(signers.PdfSigner):
    # pyHanko would use the machine's clock.

    at: datetime

    def init_signing_session(self, *args: Any, **options: Any) -> Any:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


def sign(pdf: bytes, certificate: bytes, key: bytes, at: datetime, reason: str, place: str) -> bytes:
    """`certificate` and `key` (PKCS #8): DER."""
    signer = signers.SimpleSigner(x509.Certificate.load(certificate), keys.PrivateKeyInfo.load(key), _NO_OTHERS)
    facts = signers.PdfSignatureMetadata(
        field_name="receipt", md_algorithm="sha256", reason=reason, location=place, subfilter=SigSeedSubFilter.PADES
    )
    signing = _AtThisHour(facts, signer)
    signing.at = at
    out = io.BytesIO()
    signing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out, bytes_reserved=_ROOM)
    return out.getvalue()


def facts(pdf: bytes) -> tuple[datetime | None, str]:
    """(signing time, reason)."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return signature.self_reported_timestamp, str(signature.sig_object["/Reason"])
