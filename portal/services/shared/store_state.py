"""Whether the store takes writes and has space, and background work keeps up."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from portal.clock import to_micro
from portal.db import Database
from portal.outages import AWAY, FULL, READ_ONLY, outage_of
from portal.services.shared.needs import Basics
from portal.store.shared import lag

# Below: some hours of a busy day with files; two minutes without a seal; the outbox is looked at every few seconds.
_LEAST_BYTES = 1 << 30
_LATE_SEAL = 120
_LATE_OUTBOX = 900
_FULL_BYTES = 1 << 20
# Seconds for which a failed write counts. Then requests may come again: without them nothing would notice that writing works.
_RECENT = 60.0
# Letters wait for people.
_KINDS = ("mail", "line", "push", "sms")
_NAMES = {AWAY: "missing", FULL: "full"}


@dataclass(frozen=True)
class StoreState:
    """`database`: ok, missing, full, read_only or busy; `seal`, `outbox`: seconds by which each is behind;
    `space`: free bytes. Unknown while the database is away."""

    database: str
    space: int
    seal: int = 0
    outbox: int = 0

    def words(self) -> Mapping[str, str]:
        """For anybody: without figures that reveal how much the city receives."""
        known = self.database != "missing"
        return {
            "database": self.database,
            "space": "ok" if self.space >= _LEAST_BYTES else "low",
            "seal": ("late" if self.seal > _LATE_SEAL else "ok") if known else "unknown",
            "outbox": ("late" if self.outbox > _LATE_OUTBOX else "ok") if known else "unknown",
        }

    def figures(self) -> Mapping[str, int]:
        return {"space_megabytes": self.space >> 20, "seal_seconds": self.seal, "outbox_seconds": self.outbox}


def store_state(installation: Basics) -> StoreState:
    space, database, now = _space(installation), installation.database, to_micro(installation.clock.now())
    seal = outbox = 0
    try:
        only_reads, sealed, due = database.in_time("state", partial(_read, database))
        state, seal, outbox = READ_ONLY if only_reads else "", _seconds(now, sealed), _seconds(now, due)
        if database.sqlite and space < _FULL_BYTES:
            state = FULL
        state = state or database.outages.recent(_RECENT)
    except Exception as error:
        state = outage_of(error)
        if not state:
            raise
    return StoreState(_NAMES.get(state, state) or "ok", space, seal, outbox)


def _read(database: Database) -> tuple[bool, int | None, int | None]:
    with database.read() as unit:
        return lag.only_reads(unit), lag.oldest_unsealed(unit), lag.oldest_due(unit, _KINDS)


def _seconds(now: int, since: int | None) -> int:
    return 0 if since is None else max(0, (now - since) // 1_000_000)


def _space(installation: Basics) -> int:
    # Of the data folder, and of SQLite's.
    folders = [installation.settings.data]
    if installation.database.sqlite:
        folders.append(Path(make_url(installation.settings.database).database or "").parent)
    return min(shutil.disk_usage(folder).free for folder in folders)
