"""Former audit roots verify only what they signed."""

from portal.db import Database
from portal.errors import Conflict
from portal.sealing import AUDIT, LOOK_UPS, Keys
from portal.services.shared.open_roots import closed_root, new_root
from portal.store.cases import look_ups
from portal.store.shared import audit_records, root_keys
from portal.store.shared.root_keys import RootRow

FOLLOWED = 60_000_000  # microseconds after which every process has followed (jobs/follow_keys runs each second)


class NotYet(Conflict):
    """Processes may still sign with the former root."""


def renew_root(database: Database, keys: Keys, name: str, now: int) -> int:
    """Number of the newest root. Makes none until the former one is retired."""
    with database.write() as unit:
        rows = _open(root_keys.every_root(unit), name)
        if len(rows) == 1:
            root_keys.add(unit, new_root(keys, name, rows[-1].number + 1, now))
            unit.commit()
    keys.follow()
    return keys.newest(name)


def retire_audit(database: Database, keys: Keys, now: int) -> list[int]:
    """Raises NotYet."""
    with database.change() as unit:
        *former, newest = _open(root_keys.every_root(unit), AUDIT)
        if former and newest.made_at > now - FOLLOWED:
            raise NotYet("keys")
        last = audit_records.last_number(unit)
        for row in former:
            root_keys.close(unit, closed_root(keys, row, last))
    return [row.number for row in former]


def retire_look_ups(database: Database, keys: Keys) -> list[int]:
    """Raises NotYet while an application is indexed by a former root."""
    with database.change() as unit:
        *former, newest = _open(root_keys.every_root(unit), LOOK_UPS)
        if any(int(mark.partition(".")[2]) != newest.number for mark in look_ups.marks(unit)):
            raise NotYet("keys")
        for row in former:
            root_keys.remove(unit, row.name, row.number)
    keys.follow()
    return [row.number for row in former]


def _open(rows: list[RootRow], name: str) -> list[RootRow]:
    return [row for row in rows if row.name == name and row.until is None]
