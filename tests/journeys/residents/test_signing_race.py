"""One callback reaches two processes simultaneously."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import httpx
import pytest

from integrations.http import trusted
from tests.databases import ENGINES, Makers
from tests.journeys.filing import sign_in
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.signing import PASSWORD, go_to_sign
from tests.journeys.visitor import Visitor
from tests.servers import Server, running

ROUNDS = 4
CARD = "mihon-taro"


@pytest.fixture(scope="module", params=ENGINES)
def both(
    request: pytest.FixtureRequest, makers: Makers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Server]]:
    """Both have the same data and public address."""
    folder, address = tmp_path_factory.mktemp("race"), makers[request.param].migrated()
    with running("demo", folder=folder / "one", KAKANAI_DATABASE_URL=address) as first:
        second = Server(
            ("serve", "--no-worker"),
            folder / "two",
            {
                "KAKANAI_DATABASE_URL": address,
                "KAKANAI_DATA": str(folder / "one" / "data"),
                "KAKANAI_PUBLIC_URL": first.url,
                "KAKANAI_ENV": "demo",
            },
        )
        second.mock_port = first.mock_port
        try:
            second.start()
            yield first, second
        finally:
            if second.running:
                second.stop()


def signed(visitor: Visitor) -> str:
    go_to_sign(visitor, CARD)
    visitor.client.follow_redirects = False
    visitor.press("署名する", {"pin": PASSWORD})
    visitor.client.follow_redirects = True
    return visitor.seen.headers["location"]


def at_once(address: str, cookies: dict[str, str], servers: tuple[Server, Server]) -> list[str]:
    way = urlsplit(address)
    start = Barrier(4)

    def come(server: Server) -> str:
        with httpx.Client(base_url=server.url, cookies=cookies, timeout=60, verify=trusted()) as client:
            start.wait()
            answer = client.get(f"{way.path}?{way.query}")
            assert answer.status_code == 303, answer.text
            return str(answer.headers["location"])

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(come, (*servers, *servers)))


def test_a_state_is_used_once_no_matter_who_comes_with_it(both: tuple[Server, Server]) -> None:
    first, _ = both
    with Visitor(first.url) as visitor:
        sign_in(visitor, CARD)
        for number in range(1, ROUNDS + 1):
            ask_for_a_copy(visitor)
            draft = visitor.path.removesuffix("/check")
            led = at_once(signed(visitor), dict(visitor.client.cookies), both)
            sent = [address for address in led if address.endswith("?sent")]
            assert len(sent) == 1, led
            receipt = sent[0].removesuffix("?sent")
            assert set(led) - {sent[0], receipt} <= {f"{draft}/sign?refused=nonce_replayed"}, led
            assert visitor.go(f"{draft}/sign").url.path == receipt
            assert len(filed(visitor)) == number


def filed(visitor: Visitor) -> set[str]:
    return set(re.findall(r'href="/applications/([0-9]{2}-[0-9-]+)"', visitor.go("/applications").text))
