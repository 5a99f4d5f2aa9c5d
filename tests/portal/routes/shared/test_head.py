"""HEAD returns what GET does, without the body."""

import pytest
from fastapi.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation

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
