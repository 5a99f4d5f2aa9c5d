# Upload-Offset gives the start and, in the response, the next one; a wrong offset gets 409, an empty piece queries. A
# digest (Repr-Digest) identifies files.

import re
from base64 import b64decode
from binascii import Error as NoBase64
from typing import Annotated

from fastapi import Request

from portal.errors import BadRequest
from portal.services.files.take_piece import PIECE_BYTES, DeclaredFile, Piece
from portal.web.shared.posting import demand_token, same_origin
from portal.web.shared.raw_body import raw_body
from portal.web.shared.router import Sent

KIND = "application/partial-upload"

_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_COUNT = re.compile(r"[0-9]{1,9}")


async def read_piece(request: Request) -> Piece:
    """Raises ForgedPost before reading, TooLarge."""
    same_origin(request)
    demand_token(request, request.headers.get("x-form-token", ""))
    if request.headers.get("content-type", "") != KIND:
        raise BadRequest("content type")
    named = _DIGEST.fullmatch(request.headers.get("repr-digest", ""))
    length, start = (request.headers.get(name, "") for name in ("upload-length", "upload-offset"))
    if named is None or not _COUNT.fullmatch(length) or not _COUNT.fullmatch(start):
        raise BadRequest("piece")
    return Piece(digest_of(named[1]), int(length), int(start), await raw_body(PIECE_BYTES)(request))


PiecePost = Annotated[Piece, Sent(read_piece)]


def digest_of(written: str) -> str:
    """Raises BadRequest unless a SHA-256."""
    try:
        digest = b64decode(written, validate=True)
    except NoBase64:
        raise BadRequest("digest") from None
    if len(digest) != 32:
        raise BadRequest("digest")
    return digest.hex()


def declared_file(box: str) -> DeclaredFile:
    """`<sum> <bytes> <name>`, from files.js."""
    digest, length, name = [*box.split(" ", 2), "", ""][:3]
    if not _COUNT.fullmatch(length):
        raise BadRequest("form")
    return DeclaredFile(digest_of(digest), int(length), name)
