"""Roots of keyed hashes."""

from dataclasses import replace

import pytest

from integrations.keys.fake import FakeKeys
from portal.clock import to_micro
from portal.sealing import AUDIT, ROOTS
from portal.services.shared.installation import Installation
from portal.services.shared.open_roots import closed_root, new_root, open_roots, roots_of
from portal.store.shared import root_keys


def test_the_first_start_makes_each_root_and_later_ones_open_the_same(installation: Installation) -> None:
    now = to_micro(installation.clock.now())
    first = open_roots(installation.database, installation.keys, now)
    assert {name: set(numbers) for name, numbers in first.items()} == {name: {1} for name in ROOTS}
    assert len({secret for numbers in first.values() for secret in numbers.values()}) == len(ROOTS)
    assert open_roots(installation.database, installation.keys, now + 1) == first


def test_another_key_opens_no_root(installation: Installation) -> None:
    with installation.database.read() as unit, pytest.raises(KeyError):
        roots_of(unit, FakeKeys())


def test_the_end_of_a_root_cannot_be_moved_without_the_keys(installation: Installation) -> None:
    """Whoever has a former key of the audit would write records after its end."""
    with installation.database.write() as unit:
        root_keys.add(unit, new_root(installation.keys, AUDIT, 2, 0))
        (first, _) = [row for row in root_keys.every_root(unit) if row.name == AUDIT]
        before = roots_of(unit, installation.keys)
        closed = closed_root(installation.keys, first, 7)
        root_keys.close(unit, closed)
        assert roots_of(unit, installation.keys) == before
        root_keys.remove(unit, AUDIT, 1)
        root_keys.add(unit, replace(closed, until=8))
        with pytest.raises(ValueError, match="changed"):
            roots_of(unit, installation.keys)
