"""The socket of documents that the city signs. Beside the other sockets (interfaces.py) because of its size."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class SignedDocument:
    """What a document's signature says. `finding`: sound (this city signed exactly these bytes), not_pdf, unsigned,
    changed, added (something stands behind what was signed), stranger (another's signature). The rest only where it is
    sound: who signed, when, and what for."""

    finding: str
    signer: str = ""
    at: datetime | None = None
    reason: str = ""


class DocumentSigner(Protocol):
    """Signs documents for the city, and tells whether it signed one. `certificates`: PEM, for everybody."""

    name: str
    fake: bool

    @property
    def certificates(self) -> bytes: ...

    def sign(self, pdf: bytes, at: datetime, reason: str, place: str) -> bytes: ...

    def check(self, pdf: bytes) -> SignedDocument: ...
