from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, or_, update

from portal.db import Unit
from portal.models.machines.api_assertion import ApiAssertion
from portal.models.machines.api_client import ApiClient
from portal.models.machines.api_secret import ApiSecret
from portal.models.machines.api_token import ApiToken
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

_MINUTE = 60_000_000


@dataclass(frozen=True)
class SecretRow:
    """`sealed` None: unconfirmed or ended."""

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


_client = ApiClient.table
_secret = ApiSecret.table
_token = ApiToken.table
_assertion = ApiAssertion.table
_BY: "BindParameter[Any]" = bindparam("by")
_NOW: "BindParameter[Any]" = bindparam("now")
_ASK = sql(
    insert_into(ApiSecret, beside=("client_id", "asked_by", "asked_at")).values(state="asked").returning(_secret.c.id),
    int,
)
_OF = sql(rows(SecretRow, ApiSecret).where(by(_secret.c.client_id)).order_by(_secret.c.id))
_ASKED = update(_secret).where(by(_secret.c.id), _secret.c.state == "asked").values(settled_by=_BY, settled_at=_NOW)
_GIVE = sql(_ASKED.values(bound("key_id", "wrapped_key", "sealed") | {"state": "live"}))
_WITHDRAW = sql(_ASKED.values(state="withdrawn"))
_END = sql(
    update(_secret)
    .where(by(_secret.c.id), _secret.c.state == "live")
    .values(state="ended", ended_by=_BY, ended_at=_NOW, wrapped_key=None, sealed=None)
)
_USED = sql(
    update(_secret)
    .where(by(_secret.c.id), or_(_secret.c.used_at.is_(None), _secret.c.used_at < bindparam("before")))
    .values(used_at=_NOW)
)
_TOKEN = sql(insert_into(ApiToken, TokenRow, beside=("token_hash", "secret_id")))
_FIND = sql(
    rows(TokenRow, ApiToken)
    .join(_client, _client.c.id == _token.c.client_id)
    .join(_secret, _secret.c.id == _token.c.secret_id)
    .where(by(_token.c.token_hash), _token.c.ends_at > _NOW, _client.c.state == "live", _secret.c.state == "live")
)
_ASSERT = sql(insert_into(ApiAssertion, beside=("client_id", "jti_hash", "ends_at")).on_conflict_do_nothing())
_SWEEP = [sql(delete(table).where(table.c.ends_at < _NOW)) for table in (_token, _assertion)]


def ask(unit: Unit, client_id: str, by: str, now: int) -> int:
    return exactly(unit, _ASK, client_id=client_id, asked_by=by, asked_at=now)


def of(unit: Unit, client_id: str) -> list[SecretRow]:
    return every(unit, _OF, client_id=client_id)


def give(unit: Unit, secret_id: int, by: str, now: int, key_id: str, wrapped_key: bytes, sealed: bytes) -> bool:
    values = {"id": secret_id, "by": by, "now": now, "key_id": key_id, "wrapped_key": wrapped_key, "sealed": sealed}
    return run(unit, _GIVE, values).rowcount == 1


def withdraw(unit: Unit, secret_id: int, by: str, now: int) -> bool:
    return run(unit, _WITHDRAW, {"id": secret_id, "by": by, "now": now}).rowcount == 1


def end(unit: Unit, secret_id: int, by: str, now: int) -> bool:
    return run(unit, _END, {"id": secret_id, "by": by, "now": now}).rowcount == 1


def used(unit: Unit, secret_id: int, now: int) -> None:
    run(unit, _USED, {"id": secret_id, "now": now, "before": now - _MINUTE})


def add_token(unit: Unit, token_hash: bytes, secret: SecretRow, token: TokenRow) -> None:
    run(unit, _TOKEN, {"token_hash": token_hash, "secret_id": secret.id, **vars(token)})


def find_token(unit: Unit, token_hash: bytes, now: int) -> TokenRow | None:
    return one(unit, _FIND, token_hash=token_hash, now=now)


def use_assertion(unit: Unit, client_id: str, jti_hash: bytes, ends_at: int) -> bool:
    return run(unit, _ASSERT, {"client_id": client_id, "jti_hash": jti_hash, "ends_at": ends_at}).rowcount == 1


def sweep(unit: Unit, now: int) -> None:
    for statement in _SWEEP:
        run(unit, statement, {"now": now})
