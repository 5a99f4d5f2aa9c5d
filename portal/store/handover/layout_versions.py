"""Used versions. Rows never change."""

from collections.abc import Mapping

from sqlalchemy import select

from portal.db import Unit
from portal.models.handover.layout_version import LayoutVersion
from portal.store.statements import by, every, exactly, insert_into, run, sql

_version = LayoutVersion.table
_ADD = sql(
    insert_into(LayoutVersion, beside=("layout", "version", "digest", "used_at")).on_conflict_do_nothing(
        index_elements=[_version.c.layout, _version.c.version]
    )
)
_OF = sql(select(_version.c.digest).where(by(_version.c.layout, _version.c.version)), str)
_ALL = sql(select(_version.c.layout, _version.c.version, _version.c.digest))


def use(unit: Unit, layout: str, version: str, digest: str, now: int) -> bool:
    run(unit, _ADD, {"layout": layout, "version": version, "digest": digest, "used_at": now})
    return exactly(unit, _OF, layout=layout, version=version) == digest


def every_used(unit: Unit) -> Mapping[tuple[str, str], str]:
    return {(row.layout, row.version): row.digest for row in every(unit, _ALL)}
