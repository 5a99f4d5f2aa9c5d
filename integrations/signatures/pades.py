"""PAdES (ETSI EN 319 142-1, baseline B)."""

import asyncio
import io
from datetime import datetime
from secrets import token_bytes

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import SignatureObject, SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1, ISO32002
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

_ROOM = 8192  # hexadecimal digits for the signature; ours takes about 3,000
_NO_OTHERS: CertificateStore = SimpleCertificateStore()  # type: ignore[no-untyped-call]


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        # Those of the page stay: pyHanko would add the machine's clock.
        pass


class Signer:
    # pyHanko makes the message (CMS) once, of the usual length. Those of other files differ in digest and signature alone: 11 ms of ASN.1 become 0.1.

    def __init__(self, certificate: bytes, key: ec.EllipticCurvePrivateKey) -> None:
        """`certificate`: DER."""
        self._key = key
        secret = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        own = SimpleSigner(x509.Certificate.load(certificate), keys.PrivateKeyInfo.load(secret), _NO_OTHERS)
        most = 2**key.key_size - 1
        usual = len(encode_dss_signature(most, most)) - 1  # of P-256 half have 71 bytes, a quarter each 70 and 72
        self._signature = b""
        while len(self._signature) != usual:
            self._digest = token_bytes(32)  # occurs once
            message = asyncio.run(own.async_sign(self._digest, "sha256", use_pades=True))
            (signer,) = message["content"]["signer_infos"]
            self._message: bytes = message.dump()
            self._signature = signer["signature"].native
            self._attributes = signer["signed_attrs"].untag().dump()

    def sign(self, pdf: bytes, at: datetime, reason: str, place: str) -> bytes:
        out = io.BytesIO(pdf)
        writer = _Writer(out)
        # The extensions change the catalogue. Until it is marked as changed, pyHanko searches the changes in vain at each look (0.5 ms).
        writer.update_root()  # type: ignore[no-untyped-call]
        writer.register_extension(ESIC_EXTENSION_1)
        writer.ensure_output_version((2, 0))  # type: ignore[no-untyped-call]
        writer.register_extension(ISO32002)  # P-256
        facts = SignatureObject(
            timestamp=at, subfilter=SigSeedSubFilter.PADES, reason=reason, location=place, bytes_reserved=_ROOM
        )
        steps = PdfCMSEmbedder().write_cms("receipt", writer)
        next(steps)
        steps.send(SigObjSetup(sig_placeholder=facts))
        prepared, _ = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
        steps.send(self._message_for(prepared.document_digest))
        return out.getvalue()

    def _message_for(self, digest: bytes) -> bytes:
        attributes, signature = self._attributes.replace(self._digest, digest), b""
        while len(signature) != len(self._signature):
            signature = self._key.sign(attributes, ec.ECDSA(hashes.SHA256()))
        return self._message.replace(self._digest, digest).replace(self._signature, signature)


def facts(pdf: bytes) -> tuple[datetime | None, str]:
    """(signing time, reason)."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return signature.self_reported_timestamp, str(signature.sig_object["/Reason"])
