"""Before and after a case (`follows`), of any section."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.definition.kind import ANNULLED, IN_VAIN, REVOKED
from forms.definition.predecessor import RECEIPT_NUMBER
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.chain import later_rows
from portal.services.cases.result import outcome_words
from portal.services.shared.needs import Records
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications, chain_links, results
from portal.store.cases.applications import ApplicationRow

MOST = 20


@dataclass(frozen=True)
class ChainPart:
    """`day`, `open`: None and False for a reader who may not see the case. `title` "": deleted."""

    receipt_number: str
    title: str = ""
    outcome: str = ""
    day: date | None = None
    open: bool = False


@dataclass(frozen=True)
class Chain:
    """Oldest first."""

    earlier: tuple[ChainPart, ...] = ()
    later: tuple[ChainPart, ...] = ()
    fallen: bool = False  # the earlier decision is no longer in effect


def describe_chain(installation: Records, unit: Unit, member: Member, case: Case) -> Chain:
    before, after = list(_before(unit, case.row.id)), list(_after(unit, case.row.id))
    shown = [row for row in (*before, *after) if member.may("see", row.duty)]
    if shown:
        numbers = " ".join(row.receipt_number for row in shown)
        write_audit(installation, unit, member.actor, "see chain", application_id=case.row.id, detail=numbers)
    earlier = tuple(_part(installation, unit, member, row) for row in reversed(before))
    gone = str(case.evidence.get("earlier", {}).get(RECEIPT_NUMBER, ""))
    if gone and not before:
        earlier = (ChainPart(gone),)
    fallen = bool(before) and (before[0].decided_at is None or before[0].state in (ANNULLED, REVOKED, *IN_VAIN))
    return Chain(earlier, tuple(_part(installation, unit, member, row) for row in after), fallen)


def _before(unit: Unit, application_id: int) -> Iterator[ApplicationRow]:
    # Nearest first. A link leads to an earlier application: no circle.
    number = chain_links.earlier_of(unit, application_id)
    for _ in range(MOST):
        row = applications.by_id(unit, number) if number is not None else None
        if row is None:
            return
        yield row
        number = chain_links.earlier_of(unit, row.id)


def _after(unit: Unit, application_id: int) -> Iterator[ApplicationRow]:
    waiting = later_rows(unit, application_id)
    for _ in range(MOST):
        if not waiting:
            return
        row = waiting.pop(0)
        yield row
        waiting += later_rows(unit, row.id)


def _part(installation: Records, unit: Unit, member: Member, row: ApplicationRow) -> ChainPart:
    procedure = installation.catalogue.version(unit, row.meaning)
    rows = results.of_application(unit, row.id) if row.decided_at is not None else []
    outcome = outcome_words(procedure, row.kind, rows[-1].outcome) if rows else ""
    if not member.may("see", row.duty):
        return ChainPart(row.receipt_number, procedure.title, outcome)
    day = tokyo_day(from_micro(row.arrived_at))
    return ChainPart(row.receipt_number, procedure.title, outcome or STATES[row.state], day, open=True)
