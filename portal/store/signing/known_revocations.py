"""Certificates once learned to be revoked."""

from dataclasses import dataclass

from portal.db import Unit
from portal.models.signing.known_revocation import KnownRevocation
from portal.store.statements import by, insert_into, one, rows, run, sql

_known = KnownRevocation.table


@dataclass(frozen=True)
class RevocationRow:
    certificate: bytes
    source: str
    reason: str
    revoked_at: int | None
    learned_at: int


_OF = sql(rows(RevocationRow, KnownRevocation).where(by(_known.c.certificate)))
_ADD = sql(insert_into(KnownRevocation, RevocationRow).on_conflict_do_nothing())


def of(unit: Unit, certificate: bytes) -> RevocationRow | None:
    return one(unit, _OF, certificate=certificate)


def add(unit: Unit, row: RevocationRow) -> None:
    """What was learned first stays."""
    run(unit, _ADD, vars(row))
