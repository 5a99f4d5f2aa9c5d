"""The mark of one form as it was shown, by which a second press of the same form is known."""

import re

from portal.errors import BadRequest
from portal.services.tokens import new_token

_MARK = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_form() -> str:
    return new_token()


def demand_form(once: str) -> None:
    """BadRequest for what no page of ours has sent."""
    if not _MARK.fullmatch(once):
        raise BadRequest("once")
