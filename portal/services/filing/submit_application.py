"""Exactly one application, whatever is clicked twice, lost or killed."""

from collections.abc import Mapping
from typing import Any

from forms.path.environment import Environment
from forms.path.filer import may_file
from forms.path.path import Path, walk
from portal.clock import tokyo_day
from portal.db import Unit
from portal.errors import Conflict, required
from portal.logs import get_contextvars
from portal.services.files.keep_file import refusals, waits
from portal.services.filing.admit_once import HOUSEHOLD, household_of
from portal.services.filing.arrival import Arrival, Candidate, Filing, Sent, has, role_in, steps_for, store_applications
from portal.services.filing.drafts import Draft
from portal.services.filing.needs import FilingNeeds
from portal.services.filing.note_protected import NOBODY, Looked
from portal.services.filing.origins import ORIGINS, evidence_of
from portal.services.filing.record_delegation import GUARDIAN, REPRESENTATIVE, agent_name
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.filing import drafts
from portal.store.residents import contacts, people, protections


def submit_application(
    installation: FilingNeeds, unit: Unit, draft: Draft, actor: Actor, arrival: Arrival, evidence: Mapping[str, Any],
    looked: Looked = NOBODY, signed: str = "", *, alone: bool = True, walked: Path | None = None,
) -> Sent:  # fmt: skip
    """Rules see the day of arrival; `walked` is reused if its rules saw that day and door. Idempotent. Steps of admission may
    refuse (`portal/wiring/arrival_steps.py`). Raises InvitationAnswered."""
    day = tokyo_day(arrival.at)
    environment = installation.rules.environment(
        draft.procedure,
        day,
        draft.row.door,
        principal=draft.known.principal,
        booked=draft.booked,
        earlier=draft.known.earlier,
    )
    path = walked if walked is not None and _same_rules(walked, environment) else None
    if path is None:
        path = walk(draft.procedure, draft.answers, environment)
    role = role_in(draft, path, evidence)
    if not may_file(draft.procedure, draft.row.door, role):
        raise Conflict("door")
    if not path.complete or (draft.procedure.takes_files and (waits(path, draft.shelf) or refusals(path, draft.shelf))):
        return Sent("", path)
    candidate = Candidate(draft, path, environment)
    steps = steps_for(installation.admission, candidate)
    # Of two clicks the second waits here where something is written before the application, else at the application itself.
    if (steps or has(path, "my_number")) and not drafts.lock(unit, draft.id):
        first = required(applications.by_uid(unit, draft.id), Conflict("draft"))
        return Sent(first.receipt_number, path)
    for step in steps:
        refused: Sent | None = step.run(installation, unit, candidate)
        if refused is not None:
            return refused
    known = evidence_of(draft, path.fields) if draft.known.sources or ORIGINS in draft.answers else {}
    # Its id, for both zones' logs.
    request = {name: value for name, value in get_contextvars().items() if name == "request"}
    whole = {**evidence, **known, **request, "settings": environment.city}
    if draft.procedure.duplicate is not None and (
        household := household_of(draft, path, str(evidence.get("came", "")))
    ):
        whole[HOUSEHOLD] = household
    if role == GUARDIAN:
        whole[REPRESENTATIVE] = agent_name(installation, unit, draft, path.answers)
    filing = Filing(draft, arrival, path, whole, looked, signed, alone=alone)
    ((receipt_number, application_id),) = store_applications(installation, unit, actor, [filing])
    return Sent(receipt_number, path, application_id)


def _same_rules(walked: Path, environment: Environment) -> bool:
    # No rule sees prefilled values and files.
    before = walked.scope.environment if walked.scope is not None else None
    return before is not None and (before.today, before.door) == (environment.today, environment.door)


def read_sender(ahead: Unit, session: Session) -> None:
    protections.anybody(ahead)
    if session.person_id is not None:
        contacts.of_person(ahead, session.person_id)
        if not session.guest:
            people.by_id(ahead, session.person_id)
