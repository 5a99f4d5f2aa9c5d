"""API clients: requested, confirmed by another person, ended."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.machines import api_clients
from portal.store.machines.api_clients import ASKED, ENDED, LIVE, WITHDRAWN, ClientRow
from tests.portal.store.planting import plant

MINUTE = 60_000_000


@pytest.fixture
def asked(unit: Unit) -> ClientRow:
    row = ClientRow("id", "name", "tax care", "", "read", "", True, ASKED, None, "hanako", 5)
    api_clients.add(unit, row)
    return row


def test_a_client_is_settled_once_and_ended_once(unit: Unit, asked: ClientRow) -> None:
    other, third = replace(asked, id="other"), replace(asked, id="third", state=LIVE)
    for row in (other, third):
        api_clients.add(unit, row)
    staff = plant(unit, Staff)["id"]
    assert not api_clients.end(unit, "id", "taro", 6)
    assert [api_clients.settle(unit, "id", state, "taro", 6, staff) for state in (LIVE, WITHDRAWN)] == [True, False]
    live = replace(asked, state=LIVE, settled_by="taro", settled_at=6, staff_id=staff)
    assert api_clients.by_id(unit, "id") == live
    assert [api_clients.end(unit, "id", by, 7) for by in ("jiro", "taro")] == [True, False]
    assert api_clients.by_id(unit, "id") == replace(live, state=ENDED, ended_by="jiro", ended_at=7)
    assert [api_clients.by_id(unit, row.id) for row in (other, third)] == [other, third]
    assert api_clients.by_id(unit, "none") is None


def test_a_client_in_use_is_found_by_its_id_at_the_token_server(unit: Unit, asked: ClientRow) -> None:
    assert api_clients.known_as(unit, "kaigo") is None
    for name, state in (("0", ENDED), ("1", WITHDRAWN), ("2", LIVE), ("3", ENDED)):
        api_clients.add(unit, replace(asked, id=name, state=state, known_as="kaigo"))
    api_clients.add(unit, replace(asked, id="4", known_as="zei"))
    assert api_clients.known_as(unit, "kaigo") == replace(asked, id="2", state=LIVE, known_as="kaigo")
    assert api_clients.known_as(unit, "zei") == replace(asked, id="4", known_as="zei")
    assert not api_clients.add(unit, replace(asked, id="5", known_as="kaigo")), "another in use has it"
    assert api_clients.by_id(unit, "5") is None


def test_clients_that_were_not_withdrawn_come_by_name(unit: Unit, asked: ClientRow) -> None:
    for name, state in (("b", LIVE), ("a", ENDED), ("c", WITHDRAWN)):
        api_clients.add(unit, replace(asked, id=name, name=name, state=state))
    api_clients.add(unit, replace(asked, id="0"))
    assert [row.id for row in api_clients.everyone(unit)] == ["a", "b", "0", "id"]


def test_a_use_is_noted_once_a_minute(unit: Unit, asked: ClientRow) -> None:
    other = replace(asked, id="other")
    api_clients.add(unit, other)
    uses = []
    for now in (MINUTE, 2 * MINUTE, 2 * MINUTE + 1):
        api_clients.used(unit, "id", now)
        client = api_clients.by_id(unit, "id")
        uses.append(client.used_at if client else None)
    assert uses == [MINUTE, MINUTE, 2 * MINUTE + 1]
    assert api_clients.by_id(unit, "other") == other
