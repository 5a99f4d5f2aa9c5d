"""The city's key file."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from integrations.identity.client_key import client_assertion, load_or_create_client_key, public_jwks
from integrations.sockets.interfaces import AdapterError
from tests.integrations.identity.world import START


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "client.pem"
    first = load_or_create_client_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_or_create_client_key(path).thumbprint() == first.thumbprint()
    assert [file.name for file in path.parent.iterdir()] == ["client.pem"]


def test_processes_that_start_together_have_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "client.pem"
    # Simulates processes that all check before the first one writes.
    monkeypatch.setattr(Path, "exists", lambda _: False)
    with ThreadPoolExecutor(8) as crowd:
        keys = list(crowd.map(lambda _: load_or_create_client_key(path).thumbprint(), range(8)))
    assert len(set(keys)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["client.pem"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rubbish",
        RSAKey.generate_key(2048).as_pem(private=True),
        ECKey.generate_key("P-384").as_pem(private=True),
        ECKey.generate_key("P-256").as_pem(private=False),
    ],
    ids=["empty", "rubbish", "rsa", "other curve", "public"],
)
def test_a_file_without_such_a_key_stops_the_start_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "client.pem"
    path.write_bytes(content)
    with pytest.raises(AdapterError) as caught:
        load_or_create_client_key(path)
    assert (caught.value.code, caught.value.permanent) == ("PROVIDER_CONFIG", True)
    assert path.read_bytes() == content


def test_an_assertion_is_for_one_endpoint_for_a_minute_and_once() -> None:
    key = ECKey.generate_key("P-256")
    first, second = (
        jwt.decode(client_assertion(key, "RP1", "https://op.example/token", START), key, algorithms=["ES256"])
        for _ in range(2)
    )
    now = int(START.timestamp())
    assert first.claims.pop("jti") != second.claims.pop("jti")
    assert first.claims == {"iss": "RP1", "sub": "RP1", "aud": "https://op.example/token", "iat": now, "exp": now + 60}
    assert [first.header["kid"]] == [entry["kid"] for entry in published(key)]


def published(key: ECKey) -> list[dict[str, object]]:
    keys = public_jwks(key)["keys"]
    assert isinstance(keys, list)
    return keys
