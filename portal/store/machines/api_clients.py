"""Each statement names the previous state."""

from dataclasses import dataclass

from sqlalchemy import bindparam, or_, update

from portal.db import Unit
from portal.models.machines.api_client import ApiClient
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql

ASKED, LIVE, ENDED, WITHDRAWN = "asked", "live", "ended", "withdrawn"
_MINUTE = 60_000_000


@dataclass(frozen=True)
class ClientRow:
    """Lists are separated by spaces."""

    id: str
    name: str
    duties: str
    procedures: str
    scopes: str
    places: str
    basic: bool
    state: str
    staff_id: int | None
    asked_by: str
    asked_at: int
    settled_by: str | None = None
    settled_at: int | None = None
    ended_by: str | None = None
    ended_at: int | None = None
    used_at: int | None = None
    known_as: str | None = None


_client = ApiClient.table
_ADD = sql(insert_into(ApiClient, ClientRow).on_conflict_do_nothing())  # `known_as` is unique among those in use
_BY_ID = sql(rows(ClientRow, ApiClient).where(by(_client.c.id)))
_KNOWN = sql(rows(ClientRow, ApiClient).where(by(_client.c.known_as), _client.c.state.in_((ASKED, LIVE))))
_ALL = sql(rows(ClientRow, ApiClient).where(_client.c.state != WITHDRAWN).order_by(_client.c.name, _client.c.id))
_SETTLE = sql(
    update(_client)
    .where(by(_client.c.id), _client.c.state == ASKED)
    .values(bound("state", "staff_id") | {"settled_by": bindparam("by"), "settled_at": bindparam("now")})
)
_END = sql(
    update(_client)
    .where(by(_client.c.id), _client.c.state == LIVE)
    .values(state=ENDED, ended_by=bindparam("by"), ended_at=bindparam("now"))
)
_USED = sql(
    update(_client)
    .where(by(_client.c.id), or_(_client.c.used_at.is_(None), _client.c.used_at < bindparam("before")))
    .values(used_at=bindparam("now"))
)


def add(unit: Unit, row: ClientRow) -> bool:
    """False: another client in use has its `known_as`."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def by_id(unit: Unit, client_id: str) -> ClientRow | None:
    return one(unit, _BY_ID, id=client_id)


def known_as(unit: Unit, known_as: str) -> ClientRow | None:
    """Requested or live: the client of the token server's `known_as`."""
    return one(unit, _KNOWN, known_as=known_as)


def everyone(unit: Unit) -> list[ClientRow]:
    return every(unit, _ALL)


def settle(unit: Unit, client_id: str, state: str, by: str, now: int, staff_id: int | None = None) -> bool:
    values = {"id": client_id, "state": state, "by": by, "now": now, "staff_id": staff_id}
    return run(unit, _SETTLE, values).rowcount == 1


def end(unit: Unit, client_id: str, by: str, now: int) -> bool:
    return run(unit, _END, {"id": client_id, "by": by, "now": now}).rowcount == 1


def used(unit: Unit, client_id: str, now: int) -> None:
    """Once per minute: simultaneous calls do not wait for each other."""
    run(unit, _USED, {"id": client_id, "now": now, "before": now - _MINUTE})
