"""Several applications under one signature: what is signed is the list of their documents' hashes, in order, so that each
part is verified with the list alone and without the others."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from forms.answers import canonical
from integrations.certificate_sockets import CanonicalDocument
from integrations.interfaces import BasicFour

FORMAT = "kakanai-signed-list/1"
MOST = 50
BUNDLE = "bundle"  # what the list is of, where a document says its procedure


@dataclass(frozen=True)
class Part:
    """One application: its uid and the SHA-256 of its document (hexadecimal)."""

    application: str
    sha256: str


class NoList(ValueError):
    """These bytes are no list that was signed here."""


def part_of(application: str, document: bytes) -> Part:
    return Part(application, hashlib.sha256(document).hexdigest())


def write_list(nonce: str, parts: Sequence[Part]) -> bytes:
    """The bytes to sign. ValueError for none, for too many, or for one that stands twice."""
    if not 0 < len(parts) <= MOST or len({part.application for part in parts}) < len(parts):
        raise ValueError("a bundle has each of its applications once")
    return canonical({"format": FORMAT, "nonce": nonce, "parts": [vars(part) for part in parts]})


def read_list(content: bytes) -> tuple[Part, ...]:
    """NoList unless they are exactly what `write_list` writes: one form, so that nothing is hidden in another."""
    try:
        told = json.loads(content)
        parts = tuple(Part(**part) for part in told["parts"])
        if write_list(str(told["nonce"]), parts) != content:
            raise NoList("written otherwise")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NoList("not a list of ours") from None
    return parts


def check_part(signed: bytes, document: bytes) -> int | None:
    """Which part of the list this document is, counted from 1; None for none. The document says itself which application it
    is of: both must agree."""
    try:
        parts = read_list(signed)
        application = json.loads(document)["application"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    ours = part_of(str(application), document)
    return parts.index(ours) + 1 if ours in parts else None


def to_verify_list(signed: bytes, document: bytes, signer: BasicFour | None) -> CanonicalDocument | None:
    """What was signed where it was a list that names this document; None where it does not: then nobody signed it."""
    if check_part(signed, document) is None:
        return None
    nonce = str(json.loads(signed)["nonce"])
    return CanonicalDocument(signed, nonce, BUNDLE, nonce, signer)
