"""Certificates once learned to be revoked."""

from dataclasses import replace

from portal.db import Unit
from portal.store.signing import known_revocations
from portal.store.signing.known_revocations import RevocationRow

ROW = RevocationRow(b"c" * 32, "ocsp", "keyCompromise", 5, 7)


def test_what_was_learned_first_stays(unit: Unit) -> None:
    assert known_revocations.of(unit, ROW.certificate) is None
    known_revocations.add(unit, ROW)
    known_revocations.add(unit, replace(ROW, reason="unspecified", revoked_at=None))
    assert known_revocations.of(unit, ROW.certificate) == ROW
    assert known_revocations.of(unit, b"d" * 32) is None
