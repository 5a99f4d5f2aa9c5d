"""Sealed columns open with the right key, row and column only."""

import hmac
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from integrations.keys.local import LocalKeys
from integrations.sockets.interfaces import KeyStore
from portal.sealing import AUDIT, CODES, Keys, Roots, Sealer, mac, new_sealer, sealer

BOX = Sealer("application:1", bytes(32))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),  # a number that is typed has 15 digits
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return LocalKeys(tmp_path, create=True)


@given(VALUES)
def test_what_was_sealed_is_opened_again(value: Any) -> None:
    assert BOX.open("draft", BOX.seal("draft", value)) == value


def test_the_same_value_is_never_sealed_the_same() -> None:
    assert BOX.seal("draft", "はい") != BOX.seal("draft", "はい")


def test_nothing_of_the_value_shows() -> None:
    assert "髙見本".encode() not in BOX.seal("draft", {"name": "髙見本"})


@given(st.integers(0, 10_000))
def test_a_changed_byte_is_refused(place: int) -> None:
    sealed = bytearray(BOX.seal("draft", {"name": "髙見本"}))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(InvalidTag):
        BOX.open("draft", bytes(sealed))


def test_a_value_copied_to_another_column_or_row_is_refused() -> None:
    sealed = BOX.seal("draft", "はい")
    for other in (Sealer("application:2", bytes(32)), Sealer("application:1", bytes([1] * 32))):
        with pytest.raises(InvalidTag):
            other.open("draft", sealed)
    with pytest.raises(InvalidTag):
        BOX.open("answers:1", sealed)


def test_a_new_key_is_stored_wrapped_and_opens_its_own_row_alone(keys: KeyStore) -> None:
    box, stored = new_sealer(keys, "application:1")
    other, _ = new_sealer(keys, "application:2")
    assert box.key != other.key
    assert box.key not in stored.wrapped
    sealed = box.seal("draft", "はい")
    assert sealer(keys, "application:1", stored).open("draft", sealed) == "はい"
    with pytest.raises(ValueError, match="belongs to another record"):
        sealer(keys, "application:2", stored)


def test_each_purpose_and_root_has_a_key_of_its_own_and_keeps_it(keys: KeyStore) -> None:
    roots: Roots = {AUDIT: {1: b"a" * 32}, CODES: {1: b"b" * 32}}
    both = [Keys(keys, lambda: roots) for _ in range(2)]
    derived = [both[0].derive("x"), both[0].derive("y"), both[0].derive("x", AUDIT)]
    assert [len(key) for key in set(derived)] == [32, 32, 32]
    assert derived == [both[1].derive("x"), both[1].derive("y"), both[1].derive("x", AUDIT)]


def test_a_root_that_another_process_made_is_read_when_it_is_asked_for(keys: KeyStore) -> None:
    roots = {AUDIT: {1: b"a" * 32}}
    running = Keys(keys, lambda: {name: dict(numbered) for name, numbered in roots.items()})
    before = running.derive("audit", AUDIT)
    roots[AUDIT][2] = b"b" * 32
    assert (running.newest(AUDIT), running.derive("audit", AUDIT)) == (1, before)
    assert running.derive("audit", AUDIT, 2) != before
    assert running.newest(AUDIT) == 2
    with pytest.raises(KeyError):
        running.derive("audit", AUDIT, 3)


@pytest.mark.parametrize("key", [b"", b"key", b"k" * 32, b"k" * 64, b"k" * 65])
@pytest.mark.parametrize("data", [b"", b"record", b"record" * 100])
def test_the_mac_is_hmac_with_sha_256(key: bytes, data: bytes) -> None:
    assert mac(key, data) == hmac.digest(key, data, "sha256")
