"""Secrets, tokens and used assertions of API clients."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from portal.db import Unit
from portal.models.machines.api_client import ApiClient
from portal.store.machines import api_secrets
from portal.store.machines.api_secrets import SecretRow, TokenRow
from tests.portal.store.planting import plant

MINUTE = 60_000_000
CLIENT = ApiClient.table


@pytest.fixture
def client(unit: Unit) -> str:
    return str(plant(unit, ApiClient, state="live")["id"])


def _asked(unit: Unit, client: str) -> SecretRow:
    number = api_secrets.ask(unit, client, "hanako", 5)
    return SecretRow(number, client, "asked", "hanako", 5, None, None, None, None, None, "", None, None)


def _live(unit: Unit, client: str) -> SecretRow:
    row = _asked(unit, client)
    assert api_secrets.give(unit, row.id, "taro", 6, "k", b"w", b"sealed")
    return replace(row, state="live", settled_by="taro", settled_at=6, key_id="k", wrapped_key=b"w", sealed=b"sealed")


def test_a_secret_is_given_or_withdrawn_once(unit: Unit, client: str) -> None:
    asked, live = _asked(unit, client), _live(unit, client)
    _asked(unit, plant(unit, ApiClient)["id"])
    assert api_secrets.of(unit, client) == [asked, live]
    assert not api_secrets.give(unit, live.id, "taro", 7, "k", b"w", b"sealed")
    assert not api_secrets.withdraw(unit, live.id, "taro", 7)
    assert [api_secrets.withdraw(unit, asked.id, "jiro", now) for now in (7, 8)] == [True, False]
    withdrawn = replace(asked, state="withdrawn", settled_by="jiro", settled_at=7)
    assert api_secrets.of(unit, client) == [withdrawn, live]


def test_a_secret_is_removed_when_it_ends(unit: Unit, client: str) -> None:
    asked, live = _asked(unit, client), _live(unit, client)
    assert [api_secrets.end(unit, number, "jiro", 8) for number in (asked.id, live.id, live.id)] == [False, True, False]
    ended = replace(live, state="ended", ended_by="jiro", ended_at=8, wrapped_key=None, sealed=None)
    assert api_secrets.of(unit, client) == [asked, ended]


def test_a_use_is_noted_once_a_minute(unit: Unit, client: str) -> None:
    live = _live(unit, client)
    _live(unit, client)
    uses = []
    for now in (MINUTE, 2 * MINUTE, 2 * MINUTE + 1):
        api_secrets.used(unit, live.id, now)
        uses.append([row.used_at for row in api_secrets.of(unit, client)])
    assert uses == [[MINUTE, None], [MINUTE, None], [2 * MINUTE + 1, None]]


def test_a_token_ends_with_its_time_its_secret_or_its_client(unit: Unit, client: str) -> None:
    live, ending = _live(unit, client), _live(unit, client)
    token = TokenRow(client, "read", 6, 10)
    for name, secret in ((b"a", live), (b"b", ending)):
        api_secrets.add_token(unit, name, secret, token)
    assert [api_secrets.find_token(unit, name, 9) for name in (b"a", b"b", b"none")] == [token, token, None]
    assert api_secrets.find_token(unit, b"a", 10) is None
    api_secrets.end(unit, ending.id, "jiro", 8)
    assert [api_secrets.find_token(unit, name, 9) for name in (b"a", b"b")] == [token, None]
    unit.connection.execute(update(CLIENT).where(CLIENT.c.id == client).values(state="ended"))
    assert api_secrets.find_token(unit, b"a", 9) is None


def test_an_assertion_is_used_once_until_it_is_swept(unit: Unit, client: str) -> None:
    other = str(plant(unit, ApiClient)["id"])
    live = _live(unit, client)
    api_secrets.add_token(unit, b"token", live, TokenRow(client, "read", 6, 10))
    assert [api_secrets.use_assertion(unit, name, b"jti", 10) for name in (client, client, other)] == [
        True,
        False,
        True,
    ]
    api_secrets.sweep(unit, 10)
    assert not api_secrets.use_assertion(unit, client, b"jti", 10)
    assert api_secrets.find_token(unit, b"token", 9)
    api_secrets.sweep(unit, 11)
    assert api_secrets.use_assertion(unit, client, b"jti", 10)
    assert api_secrets.find_token(unit, b"token", 9) is None
