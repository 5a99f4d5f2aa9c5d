"""HEAD returns what GET does, without the body."""

import re

import pytest
from fastapi.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.examples import some
from tests.house.route_table import every_route

ADDRESSES = (
    "/",
    "/help",
    "/procedures?q=a",
    "/nowhere",
    "/desk",
    "/sign-out",
    "/healthz",
    "/api/v1/procedures",
    "/mock/mail",
)
ENDLESS = {"/desk/news/stream"}
NEW_EACH_TIME = ("content-security-policy", "set-cookie", "ratelimit-remaining", "ratelimit-reset")


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_has_the_status_and_headers_of_get_and_no_body(installation: Installation, address: str) -> None:
    client = TestClient(make_app(installation, with_worker=False), follow_redirects=False)
    get, head = client.get(address), client.head(address)
    assert head.content == b""
    assert head.status_code == get.status_code
    headers = [
        {name: value for name, value in response.headers.items() if name not in NEW_EACH_TIME}
        for response in (get, head)
    ]
    assert headers[0] == headers[1]


def test_every_address_answers_head_as_get(installation: Installation) -> None:
    """Of eighty, in `make long` of all, as a stranger, with a word for each variable. A stream without end is left out: GET of it does not return.
    That no body follows, `tests/portal/web/shared/test_headers.py` shows."""
    client = TestClient(make_app(installation, with_worker=False), follow_redirects=False)
    addresses = {re.sub(r"{[^}]*}", "1", path) for method, path in every_route() if method == "GET"} - ENDLESS
    assert len(addresses) > 200
    for address in some(sorted(addresses), 80):
        get, head = client.get(address), client.head(address)
        assert head.status_code == get.status_code, address
        assert head.headers.get("content-type") == get.headers.get("content-type"), address


def test_a_page_names_the_methods_that_it_has(installation: Installation) -> None:
    client = TestClient(make_app(installation, with_worker=False), follow_redirects=False)
    for path, allowed in (("/", "GET, HEAD"), ("/track", "GET, HEAD, POST"), ("/desk", "GET, HEAD")):
        refused = client.delete(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
        assert refused.headers["content-type"].startswith("text/html")
