"""Pieces of a file."""

import asyncio
from base64 import b64encode

import pytest

from portal.errors import BadRequest, ForgedPost, TooLarge
from portal.services.files.take_piece import PIECE_BYTES, Piece
from portal.services.shared.installation import Installation
from portal.web.shared.piece_posting import KIND, read_piece
from tests.portal.web.asking import request, token

ALICE = {"browser": "alices-phone", "resident": "alices-session"}
DIGEST = bytes(range(32))
NAMED = {
    "content-type": KIND,
    "repr-digest": f"sha-256=:{b64encode(DIGEST).decode()}:",
    "upload-length": "9",
    "upload-offset": "0",
}


def read(installation: Installation, body: bytes, **headers: str) -> Piece:
    defaults = {"x-form-token": token(installation, **ALICE), **NAMED}
    http_request = request(installation, headers={**defaults, **headers}, cookies=ALICE, body=[body[:5], body[5:]])
    return asyncio.run(read_piece(http_request))


def test_a_piece_comes_out_as_it_was_sent(installation: Installation) -> None:
    assert read(installation, b"picture") == Piece(DIGEST.hex(), 9, 0, b"picture")


@pytest.mark.parametrize(
    "headers",
    [
        {"x-form-token": ""},
        {"x-form-token": "0" * 64},
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
def test_it_comes_from_our_own_page_alone(installation: Installation, headers: dict[str, str]) -> None:
    with pytest.raises(ForgedPost):
        read(installation, b"picture", **headers)


def test_another_browsers_token_is_worth_nothing(installation: Installation) -> None:
    with pytest.raises(ForgedPost):
        read(installation, b"picture", **{"x-form-token": token(installation, browser="other", resident="other")})


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/octet-stream"},
        {"repr-digest": ""},
        {"repr-digest": "sha-256=:AAAA:"},
        {"repr-digest": "md5=:AAAA:"},
        {"repr-digest": f"sha-256=:{'/' * 42}==:"},
        {"upload-length": ""},
        {"upload-length": "-1"},
        {"upload-length": "1_0"},
        {"upload-length": "9999999999"},
        {"upload-offset": "x"},
    ],
    ids=str,
)
def test_what_is_no_piece_of_ours_is_refused(installation: Installation, headers: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        read(installation, b"picture", **headers)


def test_it_is_not_read_beyond_the_size_of_a_piece(installation: Installation) -> None:
    assert len(read(installation, bytes(PIECE_BYTES)).content) == PIECE_BYTES
    with pytest.raises(TooLarge):
        read(installation, bytes(PIECE_BYTES + 1))
