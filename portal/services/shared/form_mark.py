"""One-time marks reveal a second submission."""

import re

from portal.errors import BadRequest
from portal.services.shared.codes import new_token

_MARK = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_form() -> str:
    return new_token()


def demand_form(once: str) -> None:
    """Raises BadRequest for a mark not issued here."""
    if not _MARK.fullmatch(once):
        raise BadRequest("once")
