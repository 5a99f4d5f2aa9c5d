"""Secrets of machines, and what was got with them: tokens and used assertions."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

_MINUTE = 60_000_000


@dataclass(frozen=True)
class SecretRow:
    """`sealed` None until it is confirmed, and again after it ended."""

    id: int
    client_id: str
    state: str
    asked_by: str
    asked_at: int
    settled_by: str | None
    settled_at: int | None
    ended_by: str | None
    ended_at: int | None
    used_at: int | None
    key_id: str
    wrapped_key: bytes | None
    sealed: bytes | None


@dataclass(frozen=True)
class TokenRow:
    client_id: str
    scopes: str
    made_at: int
    ends_at: int


_COLUMNS = (
    "id, client_id, state, asked_by, asked_at, settled_by, settled_at, ended_by, ended_at, used_at, key_id, wrapped_key, "
    "sealed"
)
_ASK = insert("api_secret", "client_id", "state", "asked_by", "asked_at", "key_id", tail="RETURNING id")
_OF = sql(f"SELECT {_COLUMNS} FROM api_secret WHERE client_id = :client_id ORDER BY id")
_GIVE = sql(
    "UPDATE api_secret SET state = 'live', settled_by = :by, settled_at = :now, key_id = :key_id, "
    "wrapped_key = :wrapped_key, sealed = :sealed WHERE id = :id AND state = 'asked'"
)
_WITHDRAW = sql(
    "UPDATE api_secret SET state = 'withdrawn', settled_by = :by, settled_at = :now WHERE id = :id AND state = 'asked'"
)
_END = sql(
    "UPDATE api_secret SET state = 'ended', ended_by = :by, ended_at = :now, wrapped_key = NULL, sealed = NULL "
    "WHERE id = :id AND state = 'live'"
)
_USED = sql("UPDATE api_secret SET used_at = :now WHERE id = :id AND (used_at IS NULL OR used_at < :before)")
_TOKEN = insert("api_token", "token_hash", "client_id", "secret_id", "scopes", "made_at", "ends_at")
_FIND = sql(
    "SELECT t.client_id, t.scopes, t.made_at, t.ends_at FROM api_token t JOIN api_client c ON c.id = t.client_id "
    "JOIN api_secret s ON s.id = t.secret_id WHERE t.token_hash = :token_hash AND t.ends_at > :now "
    "AND c.state = 'live' AND s.state = 'live'"
)
_ASSERT = insert("api_assertion", "client_id", "jti_hash", "ends_at", tail="ON CONFLICT DO NOTHING")
_SWEEP = (sql("DELETE FROM api_token WHERE ends_at < :now"), sql("DELETE FROM api_assertion WHERE ends_at < :now"))


def ask(unit: Unit, client_id: str, by: str, now: int) -> int:
    """Its number."""
    row = one(unit, _ASK, client_id=client_id, state="asked", asked_by=by, asked_at=now, key_id="")
    return int(row[0])


def of(unit: Unit, client_id: str) -> list[SecretRow]:
    """Oldest first, ended ones too."""
    return [SecretRow(*row) for row in every(unit, _OF, client_id=client_id)]


def give(unit: Unit, secret_id: int, by: str, now: int, key_id: str, wrapped_key: bytes, sealed: bytes) -> bool:
    """False if it was settled already."""
    values = {"id": secret_id, "by": by, "now": now, "key_id": key_id, "wrapped_key": wrapped_key, "sealed": sealed}
    return run(unit, _GIVE, values).rowcount == 1


def withdraw(unit: Unit, secret_id: int, by: str, now: int) -> bool:
    return run(unit, _WITHDRAW, {"id": secret_id, "by": by, "now": now}).rowcount == 1


def end(unit: Unit, secret_id: int, by: str, now: int) -> bool:
    """It is forgotten. False if it is not live."""
    return run(unit, _END, {"id": secret_id, "by": by, "now": now}).rowcount == 1


def used(unit: Unit, secret_id: int, now: int) -> None:
    run(unit, _USED, {"id": secret_id, "now": now, "before": now - _MINUTE})


def add_token(unit: Unit, token_hash: bytes, secret: SecretRow, token: TokenRow) -> None:
    run(unit, _TOKEN, {"token_hash": token_hash, "secret_id": secret.id, **vars(token)})


def find_token(unit: Unit, token_hash: bytes, now: int) -> TokenRow | None:
    """None if it is unknown or over, and as soon as its client or its secret has ended."""
    row = one(unit, _FIND, token_hash=token_hash, now=now)
    return TokenRow(*row) if row else None


def use_assertion(unit: Unit, client_id: str, jti_hash: bytes, ends_at: int) -> bool:
    """False if it was used before, on whichever process."""
    return run(unit, _ASSERT, {"client_id": client_id, "jti_hash": jti_hash, "ends_at": ends_at}).rowcount == 1


def sweep(unit: Unit, now: int) -> None:
    """Tokens and assertions that are over."""
    for statement in _SWEEP:
        run(unit, statement, {"now": now})
