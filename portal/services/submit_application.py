"""Sends a draft: exactly one application, whatever is clicked twice, lost on the way or killed between."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from forms.calendar import add_days, add_open_days, months_on
from forms.environment import Environment
from forms.path import Path, walk
from forms.procedure import Procedure
from forms.rules.expression import Expression
from forms.scope import Scope
from portal.clock import to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.admit_capacity import keep_room, take_room
from portal.services.answer_invitation import answer_invitation
from portal.services.assign_by_rule import assign_arrival
from portal.services.drafts import Draft
from portal.services.evidence_of import evidence_of
from portal.services.hold_slots import hold_slots, keep_slots
from portal.services.index_application import look_up_keys, mark_of
from portal.services.installation import Installation
from portal.services.keep_answers import keep_answers
from portal.services.keep_file import files_in, untold, waits
from portal.services.keep_numbers import carry_numbers, keep_numbers
from portal.services.note_protected import NOBODY, Looked, note_protected
from portal.services.notify import Addressee, notify
from portal.services.owe_papers import owe_papers
from portal.services.receipt_number import draw
from portal.services.record_delegation import record_delegation
from portal.services.scan_form import carry_form_scans
from portal.services.settle_match import ask_who
from portal.services.who_files import CAME, may_file, role_of
from portal.services.write_audit import write_audit
from portal.store import applications, attachments, drafts, look_ups, signatures
from portal.store.applications import EventRow
from portal.store.attachments import Holder

NO_DUE = "9999-12-31"


@dataclass(frozen=True)
class Arrival:
    """到達: the instant with legal effect, where, and by which rule of the door it was set."""

    at: datetime
    place: str
    basis: str


@dataclass(frozen=True)
class Sent:
    """`path` is complete and `receipt_number` stands, or something is still open: the path says what, or a file waits.
    `full`: the path's mistakes are of times that others were faster for; `no_room`: no more applications are taken (定員)."""

    receipt_number: str
    path: Path
    full: bool = False
    no_room: bool = False


def submit_application(
    installation: Installation, unit: Unit, draft: Draft, actor: Actor, arrival: Arrival, evidence: Mapping[str, Any],
    looked: Looked = NOBODY, signed: str = "", *, alone: bool = True,
) -> Sent:  # fmt: skip
    """The caller commits, and only then answers. `evidence` says how identity was checked (JSON).

    Rules see the day of arrival from here on. The same draft sent again gives the first receipt number.
    InvitationAnswered if the letter that it came of was answered by another draft. `looked`: as `asking_register` gives it.
    `signed`: the document that was signed for it. `alone`: nobody else tells the applicant that it arrived."""
    day = tokyo_day(arrival.at)
    environment = installation.environment(
        draft.procedure, day, draft.row.door, principal=draft.told.principal, booked=draft.booked
    )
    path = walk(draft.procedure, draft.answers, environment)
    if not may_file(draft.procedure, draft.row.door, _role(draft, path, evidence)):
        raise Conflict("door")
    if not drafts.lock(unit, draft.id):
        first = applications.by_uid(unit, draft.id)
        if first is None:
            raise Conflict("draft")
        return Sent(first.receipt_number, path)
    if not path.complete or waits(path, draft.shelf) or untold(path, draft.shelf):
        return Sent("", path)
    full = hold_slots(installation, unit, draft.id, path.fields, path, environment)
    if full:
        return Sent("", replace(path, mistakes={**path.mistakes, **full}), full=True)
    if not take_room(installation, unit, draft.procedure, draft.id, path.year):
        return Sent("", path, no_room=True)
    return Sent(
        store_application(
            installation,
            unit,
            draft,
            actor,
            arrival,
            path,
            looked,
            signed,
            {**evidence, **evidence_of(draft, path.fields), "settings": environment.city},
            alone=alone,
        ),
        path,
    )


def store_application(
    installation: Installation,
    unit: Unit,
    draft: Draft,
    actor: Actor,
    arrival: Arrival,
    path: Path,
    looked: Looked,
    signed: str,
    evidence: dict[str, Any],
    number: str = "",
    alone: bool = True,
) -> str:
    """Its receipt number. Whatever the path says is stored: whether it may be sent was asked before, or it came from where
    nobody could ask. `evidence` has the settings in force. `number`: the one that the other zone gave it; Conflict if it is taken."""
    procedure, row, now = draft.procedure, draft.row, to_micro(installation.clock.now())
    day = tokyo_day(arrival.at)
    answers = keep_numbers(installation, unit, Holder(draft_id=draft.id), procedure, draft.answers, path.answers)
    values = {
        "uid": draft.id, "procedure": procedure.id, "version": procedure.version, "meaning": procedure.meaning,
        "kind": procedure.kind, "duty": procedure.duty, "state": "received", "door": row.door,
        "person_id": row.person_id, "staff_id": row.staff_id, "arrived_at": to_micro(arrival.at),
        "arrival_place": arrival.place, "arrival_basis": arrival.basis, "stored_at": now,
        "due": due_day(installation, procedure, day, evidence["settings"]), "key_id": row.key_id,
        "wrapped_key": row.wrapped_key, "sealed_summary": draft.sealer.seal("summary", summary(procedure, path.answers)),
        "sealed_evidence": draft.sealer.seal("evidence", evidence), "revision": 0, "answers_revision": 1,
        "changed_at": now, "looked_up_by": mark_of(installation),
    }  # fmt: skip
    receipt_number, application_id = _insert(installation, unit, values, day, number)
    if application_id is None:
        return receipt_number
    carry_numbers(unit, procedure, draft.id, application_id, answers)
    keep_answers(unit, draft.sealer, application_id, 1, answers, path, now)
    look_ups.add(unit, application_id, look_up_keys(installation.look_up_key, procedure, path.answers))
    applications.add_event(unit, application_id, EventRow(now, str(actor), "receive", "draft", "received", None))
    _carry_files(unit, draft.id, application_id, path)
    if arrival.basis == "stamp":
        carry_form_scans(unit, draft, application_id)
    signatures.keep_document(unit, signed, application_id)
    until = owe_papers(installation, unit, draft, application_id, path, day, now)
    keep_slots(unit, draft.id, application_id, path, now)
    keep_room(unit, procedure, draft.id, application_id, path.year, now)
    note_protected(installation, unit, draft, path.answers, application_id, looked)
    record_delegation(
        installation, unit, draft, path.answers, application_id, _role(draft, path, evidence), tokyo_day(arrival.at)
    )
    ask_who(installation, unit, draft, application_id)
    answer_invitation(unit, draft.id, now)
    if not drafts.send(unit, draft.id, row.revision):
        raise Conflict("draft")
    assign_arrival(installation, unit, application_id, procedure.duty)
    write_audit(installation, unit, actor, "submit application", application_id=application_id, detail=procedure.id)
    if alone:
        _tell(installation, unit, draft, application_id, receipt_number, until)
    return receipt_number


def _insert(
    installation: Installation, unit: Unit, values: dict[str, Any], day: date, number: str
) -> tuple[str, int | None]:
    """The receipt number and the id of the new row; the first one's number and None where the same draft was sent before."""
    for _ in range(5):
        receipt_number = number or draw(day, installation.settings.zone)
        application_id = applications.add(unit, values | {"receipt_number": receipt_number})
        if application_id is not None:
            return receipt_number, application_id
        # Nothing was inserted: either the same draft was sent at this very moment, or the number is taken.
        first = applications.by_uid(unit, values["uid"])
        if first is not None:
            return first.receipt_number, None
    raise Conflict("application")


def _tell(
    installation: Installation, unit: Unit, draft: Draft, application_id: int, receipt_number: str, until: str
) -> None:
    """Whoever has an account here that it has arrived; `until` the first day of a paper that follows."""
    link = f"/applications/{receipt_number}"
    to = Addressee(draft.row.person_id, application_id)
    facts = {"receipt": receipt_number} | ({"until": until} if until else {})
    notify(installation, unit, to, "received", link=link, once=f"received:{draft.id}", **facts)


def _role(draft: Draft, path: Path, evidence: Mapping[str, Any]) -> str:
    """As whom it is filed: as they said at the counter, or before the first question, or in the procedure's own one."""
    return role_of(draft.procedure, path.answers, str(evidence.get("came") or draft.answers.get(CAME, "")))


def _carry_files(unit: Unit, draft_id: str, application_id: int, path: Path) -> None:
    """Those that the answers name; all others go with the draft. Conflict if one of them is gone."""
    named = files_in(path)
    if attachments.carry_over(unit, draft_id, application_id, named) != len(named):
        raise Conflict("file")


def summary(procedure: Procedure, answers: Answers) -> dict[str, Any]:
    """What lists show: the principal's name and kana, where the procedure says which questions hold them."""
    return {role: answers[name] for role, name in procedure.principal.items() if name in answers}


def due_day(installation: Installation, procedure: Procedure, arrival: date, settings: Mapping[str, object]) -> str:
    """The last day of the period as an ISO day; the day after arrival is the first (民法140条). NO_DUE without one.
    Where it is a closed day it stays: what moves to the next open one is what residents have to do by then (地方自治法4条の2第4項)."""
    period = procedure.period
    days = promised_days(procedure, installation.environment(procedure, arrival, "online", in_force=settings))
    if period is None or days is None:
        return NO_DUE
    match period.unit:
        case "bizday":
            return add_open_days(arrival, days, installation.city.calendar()).isoformat()
        case "week":
            return add_days(arrival, days * 7).isoformat()
        case "month":
            return months_on(arrival, days).isoformat()
        case _:
            return add_days(arrival, days).isoformat()


def promised_days(procedure: Procedure, environment: Environment) -> int | None:
    """How many days, weeks or months its period has; None where nothing is promised."""
    days: object = procedure.period.days if procedure.period else None
    if isinstance(days, Expression):
        days = days.evaluate(Scope(environment))
    return days if isinstance(days, int) else None
