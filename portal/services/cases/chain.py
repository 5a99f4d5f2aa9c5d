"""連なる手続: what a case hands on (`follows` of the later definition)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from forms.definition.kind import IN_VAIN
from forms.definition.linked import linked
from forms.definition.predecessor import (
    ANSWERS,
    ARRIVED_ON,
    DECIDED_ON,
    DOCUMENT_NUMBER,
    KNOWN,
    OUTCOME,
    RECEIPT_NUMBER,
    RESULT,
    Predecessor,
    inherited,
)  # fmt: skip
from forms.definition.procedure import Procedure
from forms.path.scope import Scope
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.result import state_of_outcome, values_of
from portal.services.shared.needs import Basics
from portal.store.cases import applications, chain_links, results
from portal.store.cases.applications import ApplicationRow
from portal.store.cases.results import ResultRow
from portal.store.desk import document_numbers
from portal.store.notices import notices


def followers(installation: Basics, procedure: str) -> Iterator[tuple[Procedure, Predecessor]]:
    for offered in installation.catalogue.all():
        if offered.follows is not None and offered.follows.procedure == procedure:
            yield offered, offered.follows


def handed_on(unit: Unit, case: Case, procedure: Procedure) -> dict[str, Any] | None:
    """Only what this procedure inherits. None unless an outcome that allows it is in effect."""
    follows, standing = procedure.follows, _final_result(unit, case)
    if follows is None or follows.procedure != case.row.procedure:
        return None
    if standing is None or standing.outcome not in follows.outcomes:
        return None
    facts: dict[str, Any] = {
        KNOWN: True,
        RECEIPT_NUMBER: case.row.receipt_number,
        DOCUMENT_NUMBER: _document_number(unit, case, standing),
        ARRIVED_ON: case.arrival_day.isoformat(),
        DECIDED_ON: standing.decided_on,
        OUTCOME: standing.outcome,
    }
    own = {name.removeprefix(f"{RESULT}."): value for name, value in values_of(case, standing).items()}
    values = {ANSWERS: case.path.answers, RESULT: own}
    for field in linked(procedure).fields:
        part, name = inherited(field.known_from)
        value = values[part].get(name) if part else None
        if value is not None:
            facts[f"{part}.{name}"] = value
    return {name: value for name, value in facts.items() if value}


def _final_result(unit: Unit, case: Case) -> ResultRow | None:
    rows = results.of_application(unit, case.row.id) if case.row.decided_at is not None else []
    if not rows or state_of_outcome(case, rows[-1].outcome) != case.row.state:
        return None
    return rows[-1]


def _document_number(unit: Unit, case: Case, standing: ResultRow) -> str:
    of_outcome = [row.number for row in notices.of_application(unit, case.row.id) if row.outcome == standing.outcome]
    entered = document_numbers.of(unit, case.row.id)
    return of_outcome[-1] if of_outcome else entered.number if entered is not None else ""


def last_day(installation: Basics, procedure: Procedure, facts: Mapping[str, Any]) -> date | None:
    """As far as the earlier application alone decides the day."""
    due = procedure.follows.by if procedure.follows is not None else None
    if due is None:
        due = procedure.due.on if procedure.due is not None else None
    today = installation.clock.today()
    environment = installation.rules.environment(procedure, today, "online", earlier=facts)
    day = due.evaluate(Scope(environment)) if due is not None else None
    return day if isinstance(day, date) else None


def later_rows(unit: Unit, application_id: int) -> list[ApplicationRow]:
    """Oldest first."""
    ids = [link.application_id for link in chain_links.later_of(unit, [application_id])]
    by_id = applications.by_ids(unit, ids) if ids else {}
    return [by_id[number] for number in ids if number in by_id]


def is_used(unit: Unit, procedure: Procedure, application_id: int) -> bool:
    """Whether an application of this procedure follows it, not in vain, and no other may."""
    if procedure.follows is None or not procedure.follows.once:
        return False
    rows = later_rows(unit, application_id)
    return any(row.procedure == procedure.id and row.state not in IN_VAIN for row in rows)
