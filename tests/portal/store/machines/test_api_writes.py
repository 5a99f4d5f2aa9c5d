"""Writes of API clients: once per key."""

from portal.db import Unit
from portal.models.machines.api_client import ApiClient
from portal.store.machines import api_writes
from portal.store.machines.api_writes import WriteRow
from tests.portal.store.planting import plant


def test_a_key_is_claimed_once_by_client(unit: Unit) -> None:
    client, other = plant(unit, ApiClient)["id"], plant(unit, ApiClient)["id"]
    claims = [api_writes.claim(unit, name, b"key", b"digest", 5) for name in (client, client, other)]
    assert claims == [True, False, True]
    api_writes.answer(unit, client, b"key", "{}")
    assert api_writes.find(unit, client, b"key") == WriteRow(b"digest", "{}")
    assert api_writes.find(unit, other, b"key") == WriteRow(b"digest", "")
    assert api_writes.find(unit, client, b"other") is None
    api_writes.sweep(unit, 5)
    assert api_writes.find(unit, client, b"key")
    api_writes.sweep(unit, 6)
    assert api_writes.find(unit, client, b"key") is None
