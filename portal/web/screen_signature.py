"""The signature of a visitor's screen: read by the field type that reads every signature, and drawn again for whoever looks at it."""

from collections.abc import Mapping
from typing import Any

from portal.services.installation import Installation
from portal.web.own_questions import own_question, read_own
from portal.web.posting import Posted

_SHEET = own_question("sign", "signature", "署名")


def read_signature(installation: Installation, posted: Posted) -> tuple[Mapping[str, Any], str]:
    """The signature as the field type keeps it; else the key of what to say."""
    parsed = read_own(installation, _SHEET, posted)
    if parsed.value is not None:
        return parsed.value, ""
    missing = any(one.key.endswith(".required") for one in parsed.mistakes)
    return {}, "sign_missing" if missing else "sign_unclear"
