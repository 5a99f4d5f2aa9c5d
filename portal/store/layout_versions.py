"""Which versions of export layouts were used, and what they said. A row never changes."""

from collections.abc import Mapping

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

_ADD = insert(
    "layout_version", "layout", "version", "digest", "used_at", tail="ON CONFLICT (layout, version) DO NOTHING"
)
_OF = sql("SELECT digest FROM layout_version WHERE layout = :layout AND version = :version")
_ALL = sql("SELECT layout, version, digest FROM layout_version")


def use(unit: Unit, layout: str, version: str, digest: str, now: int) -> bool:
    """Whether this version is, or becomes now, the one that is known by its name."""
    run(unit, _ADD, {"layout": layout, "version": version, "digest": digest, "used_at": now})
    row = one(unit, _OF, layout=layout, version=version)
    return row is not None and row[0] == digest


def every_used(unit: Unit) -> Mapping[tuple[str, str], str]:
    """(layout, version) → what it said."""
    return {(row[0], row[1]): row[2] for row in every(unit, _ALL)}
