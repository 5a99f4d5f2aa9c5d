"""A piece of a file, sent by PATCH to the page that asks for the file.

The shape is that of the IETF's resumable uploads: Upload-Offset says where the piece starts and, in the answer, where the next
one has to; 409 answers one that starts elsewhere, and an empty one asks. The file has no address of its own: it is named by
its sum (Repr-Digest), so that there is nothing to create, to remember or to guess."""

import re
from base64 import b64decode
from binascii import Error as NoBase64
from typing import Annotated

from fastapi import Request

from portal.errors import BadRequest
from portal.services.take_piece import PIECE_BYTES, Piece, Told
from portal.web.page_route import Sent
from portal.web.posting import demand_token, same_origin
from portal.web.raw_body import raw_body

KIND = "application/partial-upload"

_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_COUNT = re.compile(r"[0-9]{1,9}")


async def read_piece(request: Request) -> Piece:
    """ForgedPost before anything is read; TooLarge while reading."""
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
    """Hex of what browsers write as base64. BadRequest if it is no SHA-256."""
    try:
        digest = b64decode(written, validate=True)
    except NoBase64:
        raise BadRequest("digest") from None
    if len(digest) != 32:
        raise BadRequest("digest")
    return digest.hex()


def told_in(box: str) -> Told:
    """`<sum> <bytes> <name>`, as files.js writes it."""
    digest, length, name = [*box.split(" ", 2), "", ""][:3]
    if not _COUNT.fullmatch(length):
        raise BadRequest("form")
    return Told(digest_of(digest), int(length), name)
