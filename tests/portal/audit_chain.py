"""Writes, seals and attacks audit records, for tests of the chain."""

from sqlalchemy import text

from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.services.shared.write_audit import Actor, write_audit

WHO = Actor("system", "test")
AUDIT = ("audit_record", "audit_batch")


def write_records(installation: Installation, count: int = 1) -> None:
    with installation.database.write() as unit:
        for number in range(count):
            write_audit(installation, unit, WHO, "try", detail=str(number))
        unit.commit()


def seal_all(installation: Installation) -> int:
    sealed = 0
    while count := seal_audit(installation):
        sealed += count
    return sealed


def run_statements(installation: Installation, *statements: str) -> None:
    with installation.database.write() as unit:
        for statement in statements:
            unit.connection.execute(text(statement))
        unit.commit()


def attack(installation: Installation, *statements: str) -> None:
    """As the database's owner: drops the append-only rules first."""
    if installation.database.sqlite:
        rules = [f"DROP TRIGGER {table}_no_{verb}" for table in AUDIT for verb in ("update", "delete")]
    else:
        rules = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in AUDIT]
    run_statements(installation, *rules, *statements)


def record_numbers(installation: Installation) -> list[int]:
    with installation.database.read() as unit:
        return [row[0] for row in unit.connection.execute(text("SELECT id FROM audit_record ORDER BY id"))]
