from collections.abc import Mapping
from typing import Any

from portal.services.shared.installation import Installation
from portal.web.filing.own_questions import own_question, read_own
from portal.web.shared.posting import Posted

_SHEET = own_question("sign", "signature", "署名")


def read_signature(installation: Installation, posted: Posted) -> tuple[Mapping[str, Any], str]:
    """The value, else ({}, key of an error)."""
    parsed = read_own(installation, _SHEET, posted)
    if parsed.value is not None:
        return parsed.value, ""
    missing = any(mistake.key.endswith(".required") for mistake in parsed.mistakes)
    return {}, "sign_missing" if missing else "sign_unclear"
