"""Parsing of card certificates."""

import pytest

from integrations.certificates.leaf import MAX_BYTES, Malformed, read_leaf
from tests.integrations.certificates.world import Jpki


def test_a_certificate_has_a_length() -> None:
    for length, reason in ((MAX_BYTES, "ValueError"), (MAX_BYTES + 1, "too long")):
        with pytest.raises(Malformed) as caught:
            read_leaf(b"x" * length)
        assert str(caught.value) == reason


def test_what_is_behind_a_certificate_makes_it_none(world: Jpki) -> None:
    assert read_leaf(world.certificate("hanako")).policies
    with pytest.raises(Malformed):
        read_leaf(world.certificate("hanako") + b"x")
