"""Looks into one file: the scanner first, over what was sent; then it is made anew. Slow, so no unit of work is open."""

from integrations.interfaces import AdapterError, Remade, Unusable
from portal.logs import log
from portal.services.installation import Installation

# Why it cannot be used, as it is said: no other sentence names one of these.
_SAID = {
    "broken": "file.broken",
    "huge": "file.huge",
    "locked": "file.locked",
    "long": "file.long",
    "parcel": "file.parcel",
}


def check_file(installation: Installation, content: bytes, media: str) -> Remade | str | None:
    """What it became; the key of the sentence that says why it is not taken; None while nobody can tell."""
    if installation.scanner is None:
        return None
    try:
        if not installation.scanner.scan(content).clean:
            return "file.infected"
        return installation.remaker.remake(content, media)
    except Unusable as found:
        return _SAID[found.why]
    except AdapterError as failed:
        log.warning("scan", code=failed.code)
        return "file.not_checkable" if failed.permanent else None
