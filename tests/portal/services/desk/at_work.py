"""A case at the desk of its section."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from portal.db import Unit
from portal.services.cases.cases import Case, case_of_member
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.shared import audit_records

ONCE = "y" * 20  # form mark
NAME, BIRTH = "髙見本　太郎", "1949-04-03"  # the applicant of tests/portal/world


@contextmanager
def acting(installation: Installation, member: Member, number: str) -> Iterator[tuple[Unit, Case]]:
    """Commits unless the block raises."""
    with installation.database.write() as unit:
        yield unit, case_of_member(installation, unit, member, number)
        unit.commit()


def case_of(installation: Installation, member: Member, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_member(installation, unit, member, number)


def audited(installation: Installation, action: str) -> list[tuple[str, str]]:
    """(actor, detail) of each record of that action."""
    with installation.database.read() as unit:
        return [(row.actor, row.detail) for row in audit_records.after(unit, 0) if row.action == action]


def events(installation: Installation, case: Case) -> list[EventRow]:
    with installation.database.read() as unit:
        return applications.events(unit, case.row.id)


def protect_principal(installation: Installation) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, Actor("system", "test"), [(NAME, BIRTH)], STAFF)
        unit.commit()


def decided(case: Case) -> Case:
    return replace(case, row=case.row._replace(decided_at=case.row.arrived_at))


def hidden(case: Case) -> Case:
    """For members without the right to see protected people."""
    return replace(case, protected=True, shows_all=False)
