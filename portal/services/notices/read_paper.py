"""Receipt numbers that a PDF prints: file names say nothing."""

from integrations.sockets.interfaces import AdapterError, Remaker, Unusable
from portal.services.files.recognise_file import media_of
from portal.services.shared.receipt_number import printed_in

_PDF = "application/pdf"


def read_paper(remaker: Remaker, content: bytes | None) -> frozenset[str]:
    """Empty for a picture, or without a text layer. Outside a unit."""
    if content is None or media_of(content) != _PDF:
        return frozenset()
    try:
        return frozenset(printed_in(remaker.read(content)))
    except (Unusable, AdapterError):
        return frozenset()
