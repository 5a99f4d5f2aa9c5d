import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from forms.answers import canonical
from integrations.sockets.certificate_sockets import CanonicalDocument
from integrations.sockets.interfaces import BasicFour

FORMAT = "kakanai-signed-list/1"
MOST = 50
BUNDLE = "bundle"  # in place of a procedure


@dataclass(frozen=True)
class Part:
    application: str
    sha256: str


class NoList(ValueError):
    """Not a list signed by this service."""


def part_of(application: str, document: bytes) -> Part:
    return Part(application, hashlib.sha256(document).hexdigest())


def write_list(nonce: str, parts: Sequence[Part]) -> bytes:
    """Raises ValueError for none, too many or duplicates."""
    if not 0 < len(parts) <= MOST or len({part.application for part in parts}) < len(parts):
        raise ValueError(f"a bundle has 1 to {MOST} applications, each once")
    return canonical({"format": FORMAT, "nonce": nonce, "parts": [vars(part) for part in parts]})


def read_list(content: bytes) -> tuple[Part, ...]:
    """Raises NoList unless byte-identical to `write_list`: nothing can be hidden."""
    try:
        content_ = json.loads(content)
        parts = tuple(Part(**part) for part in content_["parts"])
        if write_list(str(content_["nonce"]), parts) != content:
            raise NoList("not in canonical form")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NoList("not a signed list") from None
    return parts


def check_part(signed: bytes, document: bytes) -> int | None:
    """From 1."""
    try:
        parts = read_list(signed)
        application = json.loads(document)["application"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    part = part_of(str(application), document)
    return parts.index(part) + 1 if part in parts else None


def to_verify_list(signed: bytes, document: bytes, signer: BasicFour | None) -> CanonicalDocument | None:
    """None if the list does not name this document: it is unsigned."""
    if check_part(signed, document) is None:
        return None
    nonce = str(json.loads(signed)["nonce"])
    return CanonicalDocument(signed, nonce, BUNDLE, nonce, signer)
