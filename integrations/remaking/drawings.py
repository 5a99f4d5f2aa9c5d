"""Pictures of drawings ([MS-ODRAW]) that are loaded from outside."""

import re

from integrations.sockets.interfaces import Unusable

# The flags of a picture's name (pibFlags, fillBlipFlags, lineFillBlipFlags; 2.3.23.7): 4 is not saved here, 8 is linked.
_LINKED = re.compile(
    rb"(?:\x06\x01|\x88\x01|\xc7\x01)["
    + b"".join(rb"\x%02x" % flags for flags in range(16) if flags & 12)
    + rb"]\0\0\0"
)


def judge_drawing(content: bytes) -> None:
    """Raises Unusable: active."""
    if _LINKED.search(content):
        raise Unusable("active")
