"""Virus scan of the original, then re-encoding."""

# Outside a unit.

from integrations.sockets.interfaces import AdapterError, Remade, Unusable
from portal.logs import log
from portal.services.shared.needs import HasQuarantine

# reason → message key
_MESSAGES = {
    "active": "file.active",
    "broken": "file.broken",
    "huge": "file.huge",
    "locked": "file.locked",
    "long": "file.long",
    "not_text": "file.not_text",
    "old": "file.old_unsure",
    "parcel": "file.parcel",
    "xml": "file.xml",
}


def check_file(installation: HasQuarantine, content: bytes, media: str) -> Remade | str | None:
    """Message key of a refusal; None: not now."""
    if installation.scanner is None:
        return None
    try:
        if not installation.scanner.scan(content).clean:
            return "file.infected"
        return installation.remaker.remake(content, media)
    except Unusable as error:
        return _MESSAGES[error.why]
    except AdapterError as error:
        log.warning("scan", code=error.code)
        return "file.not_checkable" if error.permanent else None
