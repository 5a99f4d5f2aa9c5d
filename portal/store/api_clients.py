"""Machines that may call, each step of theirs one statement that names the state it comes from."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

ASKED, LIVE, ENDED, WITHDRAWN = "asked", "live", "ended", "withdrawn"
_MINUTE = 60_000_000


@dataclass(frozen=True)
class ClientRow:
    """Lists are words with spaces between. Instants are microseconds UTC."""

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


COLUMNS = (
    "id, name, duties, procedures, scopes, places, basic, state, staff_id, asked_by, asked_at, settled_by, settled_at, "
    "ended_by, ended_at, used_at"
)
_ADD = insert("api_client", *COLUMNS.split(", "))
_BY_ID = sql(f"SELECT {COLUMNS} FROM api_client WHERE id = :id")
_ALL = sql(f"SELECT {COLUMNS} FROM api_client WHERE state <> 'withdrawn' ORDER BY name, id")
_SETTLE = sql(
    "UPDATE api_client SET state = :state, settled_by = :by, settled_at = :now, staff_id = :staff_id "
    "WHERE id = :id AND state = 'asked'"
)
_END = sql("UPDATE api_client SET state = 'ended', ended_by = :by, ended_at = :now WHERE id = :id AND state = 'live'")
_USED = sql("UPDATE api_client SET used_at = :now WHERE id = :id AND (used_at IS NULL OR used_at < :before)")


def add(unit: Unit, row: ClientRow) -> None:
    run(unit, _ADD, vars(row))


def by_id(unit: Unit, client_id: str) -> ClientRow | None:
    return _row(one(unit, _BY_ID, id=client_id))


def everyone(unit: Unit) -> list[ClientRow]:
    """All but those that nobody wanted after all, by name."""
    return [row for found in every(unit, _ALL) if (row := _row(found)) is not None]


def settle(unit: Unit, client_id: str, state: str, by: str, now: int, staff_id: int | None = None) -> bool:
    """False if it was settled already."""
    values = {"id": client_id, "state": state, "by": by, "now": now, "staff_id": staff_id}
    return run(unit, _SETTLE, values).rowcount == 1


def end(unit: Unit, client_id: str, by: str, now: int) -> bool:
    """False if it is not live."""
    return run(unit, _END, {"id": client_id, "by": by, "now": now}).rowcount == 1


def used(unit: Unit, client_id: str, now: int) -> None:
    """To the minute: calls that come at once do not wait for one another."""
    run(unit, _USED, {"id": client_id, "now": now, "before": now - _MINUTE})


def _row(row: tuple[object, ...] | None) -> ClientRow | None:
    """SQLite tells a truth as 0 or 1."""
    if row is None:
        return None
    found = ClientRow(*row)  # type: ignore[arg-type]
    return ClientRow(**(vars(found) | {"basic": bool(found.basic)}))
