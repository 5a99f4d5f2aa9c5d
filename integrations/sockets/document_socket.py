from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class SignedDocument:
    # sound (this city signed exactly these bytes), not_pdf, unsigned, changed, added (content after the signature),
    # stranger (another's signature). The other fields are set only if sound.
    finding: str
    signer: str = ""
    at: datetime | None = None
    reason: str = ""


class DocumentSigner(Protocol):
    """`certificates`: PEM, public."""

    name: str
    fake: bool

    @property
    def certificates(self) -> bytes: ...

    def sign(self, pdf: bytes, at: datetime, reason: str, place: str) -> bytes: ...

    def sign_digest(self, digest: bytes) -> bytes: ...

    def check(self, pdf: bytes) -> SignedDocument: ...
