"""With the steps of arrival, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.path.environment import Environment
from forms.path.filer import CAME, role_of
from forms.path.path import Path
from portal.clock import to_micro, tokyo_day
from portal.config import Settings
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.keep_answers import is_findable, look_up_keys, mark_of, named_by, sealed_answers
from portal.services.cases.receiving_office import office_of_arrival
from portal.services.files.keep_numbers import keep_numbers
from portal.services.filing.drafts import Draft
from portal.services.filing.needs import FilingNeeds
from portal.services.filing.note_protected import Looked
from portal.services.filing.origins import ORIGINS
from portal.services.shared.needs import HasLookUpKey, HasNumberKeys, Records
from portal.services.shared.receipt_number import draw_unused
from portal.services.shared.step import Step
from portal.services.shared.write_audit import Actor, write_audits
from portal.store.cases import applications, look_ups
from portal.store.cases.applications import EventRow
from portal.store.files.attachments import Holder
from portal.store.filing import drafts
from portal.store.shared.audit_records import Entry
from portal.store.statements import at_once

_ELSEWHERE = frozenset({"package", "imported", "former"})
Stored = tuple[str, int | None]  # receipt number, and id unless the draft was sent before


@dataclass(frozen=True)
class Arrival:
    """到達: the instant with legal effect, and the door's rule that set it."""

    at: datetime
    place: str
    basis: str


@dataclass(frozen=True)
class Filing:
    draft: Draft
    arrival: Arrival
    path: Path
    evidence: Mapping[str, Any]  # how identity was checked, and the settings
    looked: Looked = field(default_factory=dict)  # from `asking_register`
    signed: str = ""  # document id
    number: str = ""  # from the other zone; Conflict if taken
    alone: bool = True  # notified by itself, not with its bundle


@dataclass(frozen=True)
class Candidate:
    """Rules see the day of arrival."""

    draft: Draft
    path: Path
    environment: Environment

    @property
    def procedure(self) -> Procedure:
        return self.draft.procedure


@dataclass(frozen=True)
class Arrived:
    """Stored in this transaction. `now` in microseconds UTC."""

    filing: Filing
    application_id: int
    receipt_number: str
    answers: Answers
    now: int

    @property
    def draft(self) -> Draft:
        return self.filing.draft

    @property
    def procedure(self) -> Procedure:
        return self.filing.draft.procedure

    @property
    def path(self) -> Path:
        return self.filing.path

    @property
    def day(self) -> date:
        return tokyo_day(self.filing.arrival.at)

    @property
    def role(self) -> str:
        return role_in(self.draft, self.path, self.filing.evidence)


Subject = TypeVar("Subject", Candidate, Arrived)


@dataclass(frozen=True)
class Sent:
    receipt_number: str  # "": the path says what is open, or a file waits for its check
    path: Path
    application_id: int | None = None  # None if the draft was sent before
    full: bool = False  # others took the slots that are mistakes of the path
    no_room: bool = False  # 定員 is reached, or 予算 used up
    again: bool = False  # 1人1回 is used
    unfit: str = ""  # why the earlier application does not allow it (key)
    unpaid: bool = False  # its fee is paid before sending


def role_in(draft: Draft, path: Path, evidence: Mapping[str, Any]) -> str:
    return role_of(draft.procedure, path.answers, str(evidence.get("came") or draft.answers.get(CAME, "")))


def has(path: Path, type_id: str) -> bool:
    return any(field.type.id == type_id for field in path.fields)


def steps_for(steps: Iterable[Step[Any, Subject, Any]], subject: Subject) -> list[Step[Any, Subject, Any]]:
    asked = subject.procedure.asks
    return [
        step
        for step in steps
        if (not step.asks or step.asks in asked) and (step.applies is None or step.applies(subject))
    ]


def store_applications(
    installation: FilingNeeds, unit: Unit, actor: Actor, filings: Sequence[Filing]
) -> list[Stored]:  # fmt: skip
    """In order, without validation. If it raises, the caller stores none."""
    now = to_micro(installation.clock.now())
    answers = [_numbers_kept(installation, unit, filing) for filing in filings]
    stored = _insert(installation.settings, unit, filings, [_values(installation, filing, now) for filing in filings])
    arrived = [
        Arrived(filing, number, receipt, kept, now)
        for filing, (receipt, number), kept in zip(filings, stored, answers, strict=True)
        if number is not None
    ]
    if not arrived:
        return stored
    steps = [(step, application) for application in arrived for step in steps_for(installation.on_arrival, application)]
    for step, application in steps:
        if not step.reads_rows:
            step.run(installation, unit, application)
    _add(installation, unit, actor, arrived, now)
    for step, application in steps:
        if step.reads_rows:
            step.run(installation, unit, application)
    return stored


def _add(installation: HasLookUpKey, unit: Unit, actor: Actor, arrived: Sequence[Arrived], now: int) -> None:
    # Inserts the rows of each application and deletes its draft.
    key, numbers = installation.look_up_key, [application.application_id for application in arrived]
    keys = {
        application.application_id: look_up_keys(key, application.procedure, application.path.answers)
        for application in arrived
        if is_findable(application.procedure)
    }
    answers = [
        sealed_answers(
            application.draft.sealer, application.application_id, 1, application.answers, application.path, now
        )
        for application in arrived
    ]
    audit = [
        Entry("submit application", application.application_id, application.procedure.id) for application in arrived
    ]
    with at_once(unit) as later:
        applications.add_answers(later, answers)
        if keys:
            look_ups.add(later, keys)
        applications.add_events(later, numbers, EventRow(now, str(actor), "receive", "draft", "received", None))
        write_audits(installation, later, actor, audit)
        for draft in (application.draft for application in arrived if application.draft.stored):
            if not drafts.send(unit, draft.id, draft.row.revision):
                raise Conflict("draft")


def _numbers_kept(installation: HasNumberKeys, unit: Unit, filing: Filing) -> Answers:
    draft = filing.draft
    if "my_number" not in draft.procedure.asks:
        return filing.path.answers
    holder = Holder(draft_id=draft.id)
    return keep_numbers(installation, unit, holder, draft.procedure, draft.answers, filing.path.answers)


def _values(installation: Records, filing: Filing, now: int) -> dict[str, Any]:
    # Without its receipt number.
    draft, procedure, row, arrival = filing.draft, filing.draft.procedure, filing.draft.row, filing.arrival
    seal = draft.sealer.seal
    # Of マイナポータル and of the other zone the times are not known.
    ours = not filing.number and arrival.basis not in _ELSEWHERE
    begun = {"begun": row.made_at, "origins": draft.answers.get(ORIGINS, {})}
    return {
        "uid": draft.id, "procedure": procedure.id, "version": procedure.version, "meaning": procedure.meaning,
        "kind": procedure.kind, "duty": procedure.duty, "state": "received", "door": row.door,
        "person_id": row.person_id, "staff_id": row.staff_id, "arrived_at": to_micro(arrival.at),
        "arrival_place": arrival.place, "arrival_basis": arrival.basis, "stored_at": now,
        "due": installation.rules.due_day(procedure, tokyo_day(arrival.at), filing.evidence["settings"]), "key_id": row.key_id,
        "wrapped_key": row.wrapped_key, "sealed_summary": seal("summary", summary(procedure, filing.path.answers)),
        "sealed_evidence": seal("evidence", filing.evidence), "revision": 0, "answers_revision": 1, "changed_at": now,
        "looked_up_by": mark_of(installation.keys), "sealed_filing": seal("filing", begun) if ours else None,
        "office": _office(installation, filing) if procedure.receiving is not None else "",
    }  # fmt: skip


def _office(installation: Records, filing: Filing) -> str:
    place, day = filing.arrival.place, tokyo_day(filing.arrival.at)
    return office_of_arrival(installation.city, filing.draft.procedure, filing.path.answers, place, day)


def _insert(
    settings: Settings, unit: Unit, filings: Sequence[Filing], rows: Sequence[dict[str, Any]]
) -> list[Stored]:  # fmt: skip
    done: dict[int, Stored] = {}
    for _ in range(5):
        left = [index for index in range(len(rows)) if index not in done]
        if not left:
            return [done[index] for index in range(len(rows))]
        for index in left:
            filing = filings[index]
            rows[index]["receipt_number"] = filing.number or draw_unused(settings, unit, tokyo_day(filing.arrival.at))
        ids = applications.add(unit, [rows[index] for index in left])
        for index in left:
            if rows[index]["uid"] in ids:
                done[index] = (rows[index]["receipt_number"], ids[rows[index]["uid"]])
            # Nothing was inserted: the same draft was sent at this moment, or the number is taken.
            elif (first := applications.by_uid(unit, rows[index]["uid"])) is not None:
                done[index] = (first.receipt_number, None)
    raise Conflict("application")


def summary(procedure: Procedure, answers: Answers) -> dict[str, Any]:
    organisation = procedure.addressee.get("organisation", "")
    asked = {**procedure.principal, "organisation": organisation, "name": named_by(procedure)}
    return {role: answers[name] for role, name in asked.items() if name in answers}
