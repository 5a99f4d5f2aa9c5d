"""Contract of every `KeyStore`."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from integrations.keys.fake import FakeKeys
from integrations.keys.local import FILE_NAME, LocalKeys, create_ring
from integrations.keys.pkcs11_token import Token
from integrations.sockets.interfaces import KeyStore
from tests.softhsm import LABEL, LIBRARY, PIN, tokens

DATA_KEY = bytes(range(32))


@pytest.fixture(params=["fake", "local", "token"])
def keys(request: pytest.FixtureRequest) -> Iterator[KeyStore]:
    with TemporaryDirectory() as folder:
        yield _keys(request.param, Path(folder))


def _keys(kind: str, folder: Path) -> KeyStore:
    if kind == "fake":
        return FakeKeys()
    if kind == "local":
        return LocalKeys(folder, create=True)
    tokens()
    token = Token(LIBRARY, LABEL, PIN)
    create_ring(folder, FILE_NAME, token)
    return LocalKeys(folder, token=token)


def test_a_wrapped_key_comes_back(keys: KeyStore) -> None:
    wrapped = keys.wrap(keys.current(), DATA_KEY, b"application 1")
    assert keys.unwrap(keys.current(), wrapped, b"application 1") == DATA_KEY
    assert DATA_KEY not in wrapped


def test_the_same_key_is_never_wrapped_to_the_same_bytes(keys: KeyStore) -> None:
    assert keys.wrap(keys.current(), DATA_KEY, b"") != keys.wrap(keys.current(), DATA_KEY, b"")


def test_a_key_moved_to_another_record_is_refused(keys: KeyStore) -> None:
    wrapped = keys.wrap(keys.current(), DATA_KEY, b"application 1")
    with pytest.raises(ValueError, match="another record"):
        keys.unwrap(keys.current(), wrapped, b"application 2")


@pytest.mark.parametrize("offset", [0, 11, 12, 30, -1])
def test_one_changed_byte_is_noticed(keys: KeyStore, offset: int) -> None:
    wrapped = bytearray(keys.wrap(keys.current(), DATA_KEY, b""))
    wrapped[offset] ^= 1
    with pytest.raises(ValueError, match="changed"):
        keys.unwrap(keys.current(), bytes(wrapped), b"")


@pytest.mark.parametrize("length", [0, 5, 12, 27, 59])
def test_a_shortened_one_is_noticed(keys: KeyStore, length: int) -> None:
    wrapped = keys.wrap(keys.current(), DATA_KEY, b"")[:length]
    with pytest.raises(ValueError, match="changed"):
        keys.unwrap(keys.current(), wrapped, b"")


def test_an_unknown_key_id_is_a_key_error(keys: KeyStore) -> None:
    with pytest.raises(KeyError):
        keys.wrap("lost", DATA_KEY, b"")
    with pytest.raises(KeyError):
        keys.unwrap("lost", b"", b"")


def test_what_an_older_key_wrapped_can_still_be_read() -> None:
    keys = FakeKeys()
    assert keys.unwrap("old", keys.wrap("old", DATA_KEY, b""), b"") == DATA_KEY
    with pytest.raises(ValueError, match="changed"):
        keys.unwrap("new", keys.wrap("old", DATA_KEY, b""), b"")
