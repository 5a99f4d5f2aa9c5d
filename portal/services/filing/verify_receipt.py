"""A PDF, without database and network."""

import re
from dataclasses import dataclass
from datetime import datetime

from integrations.sockets.document_socket import DocumentSigner
from portal.services.filing.print_receipt import BUNDLE_REASON, REASON
from portal.services.shared.receipt_number import read

MOST_BYTES = 10 * 1024 * 1024  # receipts have a few hundred KB
TOO_LARGE = "too_large"
_NUMBER = re.compile(rf"(?:{REASON}|{BUNDLE_REASON}) ([0-9-]+)")


@dataclass(frozen=True)
class Verdict:
    finding: str  # sound, too_large, or of `SignedDocument`
    signer: str = ""
    at: datetime | None = None
    number: str = ""

    @property
    def sound(self) -> bool:
        return self.finding == "sound"


def verify_receipt(signer: DocumentSigner, pdf: bytes) -> Verdict:
    """Never raises."""
    if len(pdf) > MOST_BYTES:
        return Verdict(TOO_LARGE)
    check = signer.check(pdf)
    if check.finding != "sound":
        return Verdict(check.finding)
    match = _NUMBER.fullmatch(check.reason)
    number = read(match[1]) if match else None
    # signed by this city, but not a receipt
    return Verdict("sound", check.signer, check.at, number) if number else Verdict("stranger")
