"""Keys in a hardware security module."""

import os
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pkcs11
import pytest

from integrations.keys.local import FILE_NAME, LocalKeys, add_key, create_ring, use_key
from integrations.keys.pkcs11_token import Token
from integrations.keys.refused import KeysRefused
from integrations.sockets.interfaces import AdapterError
from tests.softhsm import LABEL, LIBRARY, NEVER_OPENED, OTHER, PIN, away, tokens

DATA_KEY = bytes(range(32))


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> Token:
    tokens()
    monkeypatch.setattr(Token, "pause", 0)
    return Token(LIBRARY, LABEL, PIN)


@pytest.fixture
def keys(tmp_path: Path, token: Token) -> LocalKeys:
    create_ring(tmp_path, FILE_NAME, token)
    return LocalKeys(tmp_path, token=token)


@contextmanager
def session() -> Iterator[pkcs11.Session]:
    token = pkcs11.lib(LIBRARY).get_token(token_label=LABEL)
    try:
        opened = token.open(rw=True, user_pin=PIN)
    except pkcs11.UserAlreadyLoggedIn:
        opened = token.open(rw=True)
    with opened:
        yield opened


def test_the_key_cannot_be_read_out_of_the_token(keys: LocalKeys, tmp_path: Path) -> None:
    keys.wrap(keys.current(), DATA_KEY, b"")
    with session() as opened:
        key = opened.get_key(label=keys.current())
        with pytest.raises(pkcs11.AttributeSensitive):
            key[pkcs11.Attribute.VALUE]
        assert key[pkcs11.Attribute.NEVER_EXTRACTABLE]
        assert not key[pkcs11.Attribute.MODIFIABLE]
    assert (tmp_path / FILE_NAME).read_text() == (
        f'{{"current": "{keys.current()}", "keys": {{"{keys.current()}": "token"}}}}'
    )


def test_a_key_that_can_be_read_out_is_refused(token: Token) -> None:
    with session() as opened:
        opened.generate_key(
            pkcs11.KeyType.AES, 256, label="readable", store=True, template={pkcs11.Attribute.EXTRACTABLE: True}
        )
    with pytest.raises(KeysRefused, match="be read"):
        token.demand(["readable"])


def test_a_ring_has_keys_in_the_file_and_in_the_token_at_once(tmp_path: Path, token: Token) -> None:
    keys = LocalKeys(tmp_path, create=True, token=token)
    in_file = keys.current()
    wrapped = keys.wrap(in_file, DATA_KEY, b"row")
    in_token = add_key(tmp_path, FILE_NAME, token)
    use_key(tmp_path, FILE_NAME, in_token)
    assert keys.current() == in_token, "a running process follows"
    assert keys.in_token == {in_token}
    assert keys.unwrap(in_file, wrapped, b"row") == DATA_KEY
    assert keys.unwrap(in_token, keys.wrap(in_token, DATA_KEY, b"row"), b"row") == DATA_KEY


def test_a_wrong_pin_is_tried_once_and_never_shown(token: Token) -> None:
    wrong = Token(LIBRARY, NEVER_OPENED, "1357-wrong")
    with pytest.raises(AdapterError) as refused:
        wrong.demand(["key"])
    assert (refused.value.code, refused.value.permanent) == ("TOKEN_PIN", False)
    assert "1357" not in f"{refused.value!r} {wrong!r}"
    wrong._pin = PIN
    with pytest.raises(AdapterError, match="refuses the PIN"):
        wrong.demand(["key"])


def test_what_is_not_there_is_refused_with_a_sentence(
    tmp_path: Path, token: Token, keys: LocalKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AdapterError, match="token nowhere does not answer"):
        Token(LIBRARY, "nowhere", PIN).demand(["key"])
    with pytest.raises(KeysRefused, match="cannot be loaded"):
        Token("/nowhere.so", LABEL, PIN)
    with pytest.raises(KeysRefused, match="token other has no key key-"):
        LocalKeys(tmp_path, token=Token(LIBRARY, OTHER, PIN))
    with pytest.raises(KeysRefused, match="set KAKANAI_PKCS11_MODULE"):
        LocalKeys(tmp_path)
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(KeysRefused, match="python-pkcs11 is not installed"):
        Token(LIBRARY, LABEL, PIN)


def test_a_token_that_goes_away_while_serving_fails_as_a_neighbour_and_serves_again(keys: LocalKeys) -> None:
    wrapped = keys.wrap(keys.current(), DATA_KEY, b"row")
    with away():
        for _ in range(2):
            with pytest.raises(AdapterError) as failed:
                keys.unwrap(keys.current(), wrapped, b"row")
            assert (failed.value.code, failed.value.permanent) == ("TOKEN_AWAY", False)
    assert keys.unwrap(keys.current(), wrapped, b"row") == DATA_KEY


def test_a_lost_session_is_noticed_before_a_key_is_sought_in_it(
    keys: LocalKeys, token: Token, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    keys.wrap(keys.current(), DATA_KEY, b"")
    newer = add_key(tmp_path, FILE_NAME, Token(LIBRARY, LABEL, PIN))
    pkcs11.lib(LIBRARY).reinitialize()
    token.demand([newer])
    assert capfd.readouterr().err == ""


def test_a_token_that_was_away_is_not_asked_by_each_request(
    keys: LocalKeys, token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped = keys.wrap(keys.current(), DATA_KEY, b"row")
    monkeypatch.setattr(Token, "pause", 3600.0)
    with away(), pytest.raises(AdapterError, match="does not answer"):
        keys.unwrap(keys.current(), wrapped, b"row")
    with pytest.raises(AdapterError, match="a moment ago"):
        keys.unwrap(keys.current(), wrapped, b"row")
    token._away_until = 0.0
    assert keys.unwrap(keys.current(), wrapped, b"row") == DATA_KEY


def test_an_outage_is_reported_once_and_once_when_it_is_over(
    tmp_path: Path, token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[tuple[str, bool]] = []
    watched = Token(LIBRARY, LABEL, PIN, lambda code, over: reports.append((code, over is not None)))
    with away(), pytest.raises(AdapterError):
        watched.make("never")
    assert reports == [], "who starts is told by a sentence"
    create_ring(tmp_path, FILE_NAME, watched)
    keys = LocalKeys(tmp_path, token=watched)
    wrapped = keys.wrap(keys.current(), DATA_KEY, b"row")
    for quiet in (3600.0, 0.0):  # it comes back for a moment, then for good
        monkeypatch.setattr(Token, "quiet", quiet)
        with away():
            for _ in range(3):
                with pytest.raises(AdapterError):
                    keys.unwrap(keys.current(), wrapped, b"row")
        keys.unwrap(keys.current(), wrapped, b"row")
        keys.unwrap(keys.current(), wrapped, b"row")
    assert reports == [("TOKEN_AWAY", False), ("TOKEN_AWAY", True)]


def test_threads_use_the_token_at_once_and_open_it_again_together(keys: LocalKeys) -> None:
    def round_trip(number: int) -> bool:
        data, row = bytes([number % 256]) * 32, f"row {number}".encode()
        return keys.unwrap(keys.current(), keys.wrap(keys.current(), data, row), row) == data

    with away(), pytest.raises(AdapterError):
        round_trip(0)
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(round_trip, range(800)))


def test_a_forked_process_uses_the_token_and_leaves_it_to_its_parent(keys: LocalKeys) -> None:
    wrapped = keys.wrap(keys.current(), DATA_KEY, b"row")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of threads
        child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if keys.unwrap(keys.current(), wrapped, b"row") == DATA_KEY else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert keys.unwrap(keys.current(), wrapped, b"row") == DATA_KEY
