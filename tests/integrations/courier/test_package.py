"""Sealed packages."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from integrations.courier.keys import new_keys
from integrations.courier.package import MAGIC, SealedCourier
from integrations.courier.parts import join_parts, split_parts
from integrations.sockets.courier_socket import REFUSED, Contents, CourierRefused

OUTER, INNER, EVE = new_keys("outer"), new_keys("inner"), new_keys("eve")
SENDER = SealedCourier([OUTER], [INNER.public])
RECEIVER = SealedCourier([INNER], [OUTER.public])
MADE_AT = "2026-11-20T10:00:00+09:00"
PACKAGE = SENDER.pack(Contents(7, MADE_AT, [b"manifest", "住所は見本町".encode()]))
END = PACKAGE.index(b"\n", len(MAGIC)) + 1


def refused(package: bytes, courier: SealedCourier = RECEIVER) -> str:
    with pytest.raises(CourierRefused) as caught:
        courier.open(package)
    return caught.value.code


@given(some.lists(some.binary(max_size=200), min_size=1, max_size=8), some.integers(1, 2**40))
def test_what_was_packed_is_what_is_opened(parts: list[bytes], number: int) -> None:
    contents = Contents(number, MADE_AT, parts)
    assert RECEIVER.open(SENDER.pack(contents)) == contents


@given(some.integers(0, len(PACKAGE) - 1), some.integers(1, 255))
def test_no_byte_can_be_changed(offset: int, delta: int) -> None:
    changed = bytearray(PACKAGE)
    changed[offset] ^= delta
    assert refused(bytes(changed)) in REFUSED


@given(some.integers(0, len(PACKAGE) - 1))
def test_none_can_be_cut_off_or_added(length: int) -> None:
    assert refused(PACKAGE[:length]) in REFUSED
    assert refused(PACKAGE + PACKAGE[:length] + b"x") in REFUSED


@given(some.binary(max_size=400))
def test_whatever_lies_there_is_refused_and_breaks_nothing(rubbish: bytes) -> None:
    assert refused(rubbish) in REFUSED
    assert refused(MAGIC + rubbish) in REFUSED
    assert refused(PACKAGE[:END] + rubbish) in REFUSED


def test_anyone_who_carries_it_reads_nothing_in_it() -> None:
    assert b"manifest" not in PACKAGE
    assert "見本町".encode() not in PACKAGE


def test_the_sender_cannot_open_it_either() -> None:
    assert refused(PACKAGE, SENDER) == "own"
    assert refused(PACKAGE, SealedCourier([EVE], [OUTER.public])) == "not_for_us"


def test_the_same_again_has_other_bytes() -> None:
    contents = Contents(7, MADE_AT, [b"manifest"])
    assert SENDER.pack(contents) != SENDER.pack(contents)


def test_a_stranger_who_knows_our_public_key_is_refused() -> None:
    assert refused(SealedCourier([EVE], [INNER.public]).pack(Contents(1, MADE_AT, [b"x"]))) == "unknown_sender"


def test_a_stranger_cannot_sign_it_as_his_own() -> None:
    stolen = PACKAGE[:-64] + EVE.sign.sign(PACKAGE[:-64])
    assert refused(stolen) == "bad_signature"


def test_facts_of_one_do_not_fit_the_content_of_another() -> None:
    other = SENDER.pack(Contents(8, MADE_AT, [b"manifest"]))
    mixed = other[: other.index(b"\n", len(MAGIC)) + 1] + PACKAGE[END:-64]
    assert refused(mixed + OUTER.sign.sign(mixed)) == "damaged"


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: facts | {"number": 0}, lambda facts: facts | {"number": True}, lambda facts: facts | {"number": "7"},
        lambda facts: facts | {"number": 2**63}, lambda facts: facts | {"key": "00"}, lambda facts: facts | {"key": "xx"},
        lambda facts: facts | {"to": None}, lambda facts: [facts], lambda _: None,
        lambda facts: {name: value for name, value in facts.items() if name != "made_at"},
    ],
)  # fmt: skip
def test_facts_that_make_no_sense_are_refused_before_any_key_is_used(change: Callable[[object], object]) -> None:
    facts = change(json.loads(PACKAGE[len(MAGIC) : END]))
    assert refused(MAGIC + json.dumps(facts).encode() + b"\n" + PACKAGE[END:]) == "header"


def test_a_point_that_agrees_on_nothing_is_refused() -> None:
    """A point of small order would make the shared key predictable."""
    facts = json.loads(PACKAGE[len(MAGIC) : END]) | {"key": bytes(32).hex()}
    signed = MAGIC + json.dumps(facts).encode() + b"\n" + PACKAGE[END:-64]
    assert refused(signed + OUTER.sign.sign(signed)) == "damaged"


def test_what_was_on_its_way_when_the_key_was_renewed_is_opened() -> None:
    newer = new_keys("inner")
    renewed = SealedCourier([INNER, newer], [OUTER.public])
    assert renewed.open(PACKAGE).number == 7
    assert (
        renewed.open(SealedCourier([OUTER], [INNER.public, newer.public]).pack(Contents(8, MADE_AT, [b""]))).number == 8
    )


def test_nothing_is_packed_for_nobody() -> None:
    alone = SealedCourier([OUTER], [])
    assert not alone.paired
    with pytest.raises(ValueError, match="no key to write to"):
        alone.pack(Contents(1, MADE_AT, [b""]))


@given(some.binary(max_size=60))
def test_lengths_that_lie_are_refused(joined: bytes) -> None:
    try:
        parts = split_parts(joined)
    except CourierRefused:
        return
    assert join_parts(parts) == joined


def test_a_side_is_known_by_what_its_package_says_of_itself() -> None:
    assert RECEIVER.knows(PACKAGE)
    assert not SealedCourier([INNER], [EVE.public]).knows(PACKAGE)
    assert not SENDER.knows(PACKAGE)
    for other in (b"", b"x", MAGIC, MAGIC + b"{}\n", PACKAGE[: END - 1]):
        assert not RECEIVER.knows(other)
