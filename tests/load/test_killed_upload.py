"""A server killed during and between chunks of an upload keeps every acknowledged chunk."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from time import sleep

import httpx
import pytest

from portal.services.files.take_piece import PIECE_BYTES
from tests.examples import IS_LONG
from tests.journeys.lamps import at_photos, files, offered
from tests.journeys.visitor import Visitor
from tests.pictures import large_jpeg
from tests.servers import Server, running

pytestmark = pytest.mark.both_engines

FILE = large_jpeg()
STRIKES = 4 if IS_LONG else 2


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    settings = {
        "KAKANAI_DATABASE_URL": database_url,
        "KAKANAI_PROCEDURES": str(offered(tmp_path / "procedures")),
        "KAKANAI_LOG_LEVEL": "warning",
    }
    with running("serve", folder=tmp_path / "service", **settings) as started:
        yield started


def test_a_server_killed_at_any_moment_keeps_each_piece_that_it_stated_it_has(server: Server) -> None:
    moments = Random(20261120)
    with Visitor(server.url) as alice:
        page = f"{at_photos(alice)}/page/photos"
        token, offset, strikes = alice.token(), 0, 0
        while offset < len(FILE):
            with ThreadPoolExecutor(1) as pool:
                sent = pool.submit(_send, alice, page, token, offset)
                if strikes < STRIKES:
                    sleep(moments.uniform(0.0, 0.03))
                    server.kill()
                reply = sent.result()
            if strikes < STRIKES:
                server.start()
                strikes += 1
            probe = alice.piece(f"{page}?question=photos", token, FILE, 0, b"")
            assert probe.status_code == 204
            stored = int(probe.headers["Upload-Offset"])
            # Acknowledged bytes are kept. A chunk without a response is stored whole or not at all.
            assert stored >= (offset if reply is None else reply)
            assert stored % PIECE_BYTES == 0 or stored == len(FILE)
            offset = stored
        name = probe.request.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":")
        alice.go(page)
        alice.press("次へ進む", {"photos.pieces": f"{name} {len(FILE)} a.jpg"}, {})
        assert alice.path.endswith("/signed"), alice.text
        alice.go(page)
        assert len(files(alice)) == 1


def _send(visitor: Visitor, page: str, token: str, offset: int) -> int | None:
    """The offset in the response; None if the connection broke."""
    try:
        content = FILE[offset : offset + PIECE_BYTES]
        answer = visitor.piece(f"{page}?question=photos", token, FILE, offset, content)
    except httpx.HTTPError:
        return None
    assert answer.status_code == 204
    return int(answer.headers["Upload-Offset"])
