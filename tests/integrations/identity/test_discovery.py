"""Discovery documents and endpoints."""

import json

import pytest

from integrations.http import Reply, Transport
from integrations.identity.discovery import Endpoints, discovery_address, read_endpoints
from integrations.sockets.interfaces import AdapterError
from tests.integrations.identity.world import World, code_of

ISSUER = "https://op.example/realms/main"
SOUND = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/certs",
}


class Answers(Transport):
    def __init__(self, document: object, status: int = 200) -> None:
        super().__init__()
        self.reply = Reply(status, {}, json.dumps(document).encode())

    def get(self, url: str, headers: object = None) -> Reply:
        return self.reply


def read(document: object, status: int = 200, issuer: str = ISSUER) -> Endpoints:
    return read_endpoints(Answers(document, status), discovery_address(issuer), issuer)


def test_a_sound_document_gives_four_addresses() -> None:
    assert read(SOUND) == Endpoints(f"{ISSUER}/auth", f"{ISSUER}/token", f"{ISSUER}/userinfo", f"{ISSUER}/certs")


@pytest.mark.parametrize("issuer", [f"{ISSUER}/", ISSUER.upper(), "https://op.example", None])
def test_an_issuer_that_is_not_the_same_string_is_another(issuer: str | None) -> None:
    assert code_of(lambda: read(SOUND | {"issuer": issuer})) == "ISSUER_MISMATCH"


@pytest.mark.parametrize("name", [name for name in SOUND if name != "issuer"])
@pytest.mark.parametrize("address", [None, 5, "http://op.example/plain", "javascript:alert(1)"])
def test_an_endpoint_that_is_missing_or_leaves_https_is_refused(name: str, address: object) -> None:
    with pytest.raises(AdapterError, match=f"PROVIDER_CONFIG: {name} is missing or not https"):
        read({**SOUND, name: address})


@pytest.mark.parametrize(("document", "status"), [([], 200), (SOUND, 404), (SOUND, 302), ("x", 200)])
def test_without_a_document_the_provider_is_unavailable(document: object, status: int) -> None:
    assert code_of(lambda: read(document, status)) == "PROVIDER_UNAVAILABLE"


def test_the_address_follows_from_the_issuer_with_or_without_a_slash() -> None:
    address = "https://a.example/realms/main/.well-known/openid-configuration"
    assert discovery_address("https://a.example/realms/main") == address
    assert discovery_address("https://a.example/realms/main/") == address


def test_a_gateway_whose_document_stands_elsewhere_is_a_setting(mocked: World) -> None:
    elsewhere = discovery_address(mocked.issuer)
    named = f"{mocked.issuer}/renamed"

    def rename(url: str, reply: Reply) -> Reply:
        return Reply(200, {}, reply.body.replace(f'"{mocked.issuer}"'.encode(), f'"{named}"'.encode()))

    mocked.transport.twist = rename
    assert mocked.das(issuer=named, discovery_address=elsewhere).ready()
    assert not mocked.das(issuer=named).ready()
