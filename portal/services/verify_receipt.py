"""Whether a PDF is a receipt that this city signed, and unchanged since. Needs no database and no network."""

import re
from dataclasses import dataclass
from datetime import datetime

from integrations.document_socket import DocumentSigner
from portal.services.print_receipt import REASON
from portal.services.receipt_number import read

MOST_BYTES = 10 * 1024 * 1024  # ours have a few hundred KB
TOO_LARGE = "too_large"
_NUMBER = re.compile(rf"{REASON} ([0-9-]+)")


@dataclass(frozen=True)
class Verdict:
    """`finding`: sound, too_large, or what `SignedDocument` found. The rest only where it is sound."""

    finding: str
    signer: str = ""
    at: datetime | None = None
    number: str = ""

    @property
    def sound(self) -> bool:
        return self.finding == "sound"


def verify_receipt(signer: DocumentSigner, pdf: bytes) -> Verdict:
    """Whatever the bytes are: a verdict, never an error."""
    if len(pdf) > MOST_BYTES:
        return Verdict(TOO_LARGE)
    found = signer.check(pdf)
    if found.finding != "sound":
        return Verdict(found.finding)
    named = _NUMBER.fullmatch(found.reason)
    number = read(named[1]) if named else None
    # Signed by us, but for something else than a receipt.
    return Verdict("sound", found.signer, found.at, number) if number else Verdict("stranger")
