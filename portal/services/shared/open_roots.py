"""Roots of keyed hashes: made at the first start, opened at each."""

import os
from dataclasses import replace

from integrations.sockets.interfaces import KeyStore
from portal.db import Database, Unit
from portal.sealing import ROOTS, Roots
from portal.store.shared import root_keys
from portal.store.shared.root_keys import RootRow

_BYTES = 32


def open_roots(database: Database, store: KeyStore, now: int) -> Roots:
    with database.read() as unit:
        roots = roots_of(unit, store)
    if set(ROOTS) <= set(roots):
        return roots
    with database.change() as unit:
        for name in ROOTS:
            root_keys.add(unit, new_root(store, name, 1, now))
    with database.read() as unit:
        return roots_of(unit, store)


def roots_of(unit: Unit, store: KeyStore) -> Roots:
    """Raises KeyError or ValueError if the store has other keys."""
    roots: dict[str, dict[int, bytes]] = {}
    for row in root_keys.every_root(unit):
        roots.setdefault(row.name, {})[row.number] = store.unwrap(row.key_id, row.wrapped_key, _bound(row))
    return roots


def new_root(store: KeyStore, name: str, number: int, now: int) -> RootRow:
    return _wrapped(store, RootRow(name, number, store.current(), b"", now, None), os.urandom(_BYTES))


def closed_root(store: KeyStore, row: RootRow, until: int) -> RootRow:
    """The end is bound to the wrapped key."""
    secret = store.unwrap(row.key_id, row.wrapped_key, _bound(row))
    return _wrapped(store, replace(row, until=until), secret)


def _wrapped(store: KeyStore, row: RootRow, secret: bytes) -> RootRow:
    return replace(row, wrapped_key=store.wrap(row.key_id, secret, _bound(row)))


def _bound(row: RootRow) -> bytes:
    return f"root:{row.name}:{row.number}:{'' if row.until is None else row.until}".encode()
