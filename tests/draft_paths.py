"""Draft addresses."""

import re


def draft_in(address: str) -> str:
    matched = re.match(r"(?:https?://[^/]+)?(/apply/[^/?#]+/[^/?#]+)", address)
    assert matched, address
    return matched[1]
