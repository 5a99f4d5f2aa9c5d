"""Limits of attempts by name and address."""

import pytest

from portal.errors import TooMany
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import STAFF_NAME, STAFF_PLACE, Limit, count, forget, network
from portal.store.statements import every, sql
from tests.portal.later import later

LIMIT = Limit("test", 3, 600)


def tries(installation: Installation, who: str, limit: Limit = LIMIT) -> bool:
    with installation.database.write() as unit:
        try:
            count(installation, unit, limit, who)
        except TooMany:
            return False
        finally:
            unit.commit()
    return True


def test_the_limit_is_allowed_and_no_more(installation: Installation) -> None:
    assert [tries(installation, "tanto") for _ in range(5)] == [True, True, True, False, False]


def test_names_and_limits_are_counted_apart(installation: Installation) -> None:
    assert [tries(installation, "tanto") for _ in range(4)][-1] is False
    assert tries(installation, "kansa")
    assert tries(installation, "tanto", Limit("other", 3, 600))


def test_the_next_window_begins_again(installation: Installation) -> None:
    assert [tries(installation, "tanto") for _ in range(4)][-1] is False
    assert not tries(later(installation, minutes=9), "tanto")
    assert tries(later(installation, minutes=10), "tanto")


def test_a_success_clears_one_name(installation: Installation) -> None:
    for who in ("tanto", "kansa"):
        assert [tries(installation, who) for _ in range(4)][-1] is False
    with installation.database.write() as unit:
        forget(installation.throttle_key, unit, LIMIT, "tanto")
        unit.commit()
    assert tries(installation, "tanto")
    assert not tries(installation, "kansa")


@pytest.mark.both_engines
def test_neither_names_nor_addresses_are_stored(installation: Installation) -> None:
    tries(installation, "tanto", STAFF_NAME)
    tries(installation, "192.0.2.1", STAFF_PLACE)
    with installation.database.read() as unit:
        rows = every(unit, sql("SELECT key_hash FROM throttle"))
    assert [len(bytes(row[0])) for row in rows] == [32, 32]
    assert not any(b"tanto" in bytes(row[0]) or b"192" in bytes(row[0]) for row in rows)


@pytest.mark.parametrize("who", ["", "\0", "あ" * 1000])
def test_whatever_is_typed_can_be_counted(installation: Installation, who: str) -> None:
    assert tries(installation, who)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("64:ff9b::192.0.2.1", "192.0.2.1"),
        ("64:ff9b:1::192.0.2.1", "64:ff9b:1::"),
        ("192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_the_addresses_of_a_host_are_one(address: str, place: str) -> None:
    assert network(address) == place


def test_a_host_with_many_addresses_is_counted_as_one(installation: Installation) -> None:
    assert [tries(installation, f"2001:db8:1:2::{host}") for host in range(4)] == [True, True, True, False]
    assert tries(installation, "2001:db8:1:3::1")
    assert [tries(installation, f"192.0.2.{host}") for host in range(4)][-1]
