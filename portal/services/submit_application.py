"""Sends a draft: exactly one application, whatever is clicked twice, lost on the way or killed between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from portal.services.admit_once import keep_once, place_of, take_once
from portal.services.answer_invitation import answer_invitation
from portal.services.assign_by_rule import assign_arrivals
from portal.services.drafts import Draft
from portal.services.evidence_of import evidence_of
from portal.services.hold_slots import hold_slots, keep_slots
from portal.services.index_application import look_up_keys, mark_of
from portal.services.installation import Installation
from portal.services.keep_answers import sealed_answers
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
from portal.services.write_audit import write_audits
from portal.store import applications, attachments, drafts, look_ups, signatures
from portal.store.applications import EventRow
from portal.store.attachments import Holder
from portal.store.audit_records import Told

NO_DUE = "9999-12-31"


@dataclass(frozen=True)
class Arrival:
    """到達: the instant with legal effect, where, and by which rule of the door it was set."""

    at: datetime
    place: str
    basis: str


@dataclass(frozen=True)
class Filing:
    """What is to become an application. `evidence`: how it came, and the settings in force. `looked`: as `asking_register` gives it.
    `signed`: the document that was signed for it. `number`: the one that the other zone gave it; Conflict if it is taken. `alone`:
    nobody else tells the applicant that it arrived."""

    draft: Draft
    arrival: Arrival
    path: Path
    evidence: Mapping[str, Any]
    looked: Looked = field(default_factory=dict)
    signed: str = ""
    number: str = ""
    alone: bool = True


@dataclass(frozen=True)
class Sent:
    """`path` is complete and `receipt_number` stands, or something is still open: the path says what, or a file waits.
    `full`: the path's mistakes are of times that others were faster for; `no_room`: no more applications are taken (定員). `again`: they sent
    the one that they may (1人1回)."""

    receipt_number: str
    path: Path
    full: bool = False
    no_room: bool = False
    again: bool = False


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
    own = place_of(installation, draft.procedure, draft.row.person_id, path.year, day)
    if draft.row.door == "online" and not take_once(installation, unit, own, draft.id):
        return Sent("", path, again=True)
    whole = {**evidence, **evidence_of(draft, path.fields), "settings": environment.city}
    filing = Filing(draft, arrival, path, whole, looked, signed, alone=alone)
    ((receipt_number, _),) = store_applications(installation, unit, actor, [filing])
    return Sent(receipt_number, path)


def store_applications(
    installation: Installation, unit: Unit, actor: Actor, filings: Sequence[Filing]
) -> list[tuple[str, int | None]]:  # fmt: skip
    """Receipt number and id of each, in the same order; the first one's number and None where the same draft was sent before. Whatever
    the paths say is stored: whether it may be sent was asked before, or it came from where nobody could ask. Each table is written once
    for all of them. Conflict, InvitationAnswered and the like of one: then the caller stores none of them."""
    now = to_micro(installation.clock.now())
    answers = [_numbers_kept(installation, unit, one) for one in filings]
    stored = _insert(installation, unit, filings, [_values(installation, one, now) for one in filings])
    fresh = [(one, at[1], told) for one, at, told in zip(filings, stored, answers, strict=True) if at[1] is not None]
    if not fresh:
        return stored
    applications.add_answers(
        unit, [sealed_answers(one.draft.sealer, number, 1, told, one.path, now) for one, number, told in fresh]
    )
    key = installation.look_up_key
    look_ups.add(unit, {number: look_up_keys(key, one.draft.procedure, one.path.answers) for one, number, _ in fresh})
    numbers = [number for _, number, _ in fresh]
    applications.add_events(unit, numbers, EventRow(now, str(actor), "receive", "draft", "received", None))
    untils = [_carry(installation, unit, one, number, told, now) for one, number, told in fresh]
    assign_arrivals(installation, unit, [(number, one.draft.procedure.duty) for one, number, _ in fresh])
    audit = [Told("submit application", number, one.draft.procedure.id) for one, number, _ in fresh]
    write_audits(installation, unit, actor, audit)
    receipts = (receipt for receipt, number in stored if number is not None)
    for (one, number, _), receipt, until in zip(fresh, receipts, untils, strict=True):
        if one.alone:
            _tell(installation, unit, one.draft, number, receipt, until)
    return stored


def _numbers_kept(installation: Installation, unit: Unit, one: Filing) -> Answers:
    """What is stored as its answers."""
    draft = one.draft
    holder = Holder(draft_id=draft.id)
    return keep_numbers(installation, unit, holder, draft.procedure, draft.answers, one.path.answers)


def _values(installation: Installation, one: Filing, now: int) -> dict[str, Any]:
    """Its row, but for the receipt number."""
    draft, procedure, row, arrival = one.draft, one.draft.procedure, one.draft.row, one.arrival
    seal = draft.sealer.seal
    return {
        "uid": draft.id, "procedure": procedure.id, "version": procedure.version, "meaning": procedure.meaning,
        "kind": procedure.kind, "duty": procedure.duty, "state": "received", "door": row.door,
        "person_id": row.person_id, "staff_id": row.staff_id, "arrived_at": to_micro(arrival.at),
        "arrival_place": arrival.place, "arrival_basis": arrival.basis, "stored_at": now,
        "due": due_day(installation, procedure, tokyo_day(arrival.at), one.evidence["settings"]), "key_id": row.key_id,
        "wrapped_key": row.wrapped_key, "sealed_summary": seal("summary", summary(procedure, one.path.answers)),
        "sealed_evidence": seal("evidence", one.evidence), "revision": 0, "answers_revision": 1, "changed_at": now,
        "looked_up_by": mark_of(installation),
    }  # fmt: skip


def _insert(
    installation: Installation, unit: Unit, filings: Sequence[Filing], rows: Sequence[dict[str, Any]]
) -> list[tuple[str, int | None]]:  # fmt: skip
    """As `store_applications` gives it back."""
    done: dict[int, tuple[str, int | None]] = {}
    for _ in range(5):
        left = [at for at in range(len(rows)) if at not in done]
        if not left:
            return [done[at] for at in range(len(rows))]
        for at in left:
            one = filings[at]
            rows[at]["receipt_number"] = one.number or draw(tokyo_day(one.arrival.at), installation.settings.zone)
        ids = applications.add(unit, [rows[at] for at in left])
        for at in left:
            if rows[at]["uid"] in ids:
                done[at] = (rows[at]["receipt_number"], ids[rows[at]["uid"]])
            # Nothing was inserted: either the same draft was sent at this very moment, or the number is taken.
            elif (first := applications.by_uid(unit, rows[at]["uid"])) is not None:
                done[at] = (first.receipt_number, None)
    raise Conflict("application")


def _carry(
    installation: Installation, unit: Unit, one: Filing, application_id: int, answers: Answers, now: int
) -> str:  # fmt: skip
    """What hangs on the draft goes along, and the draft goes; the first day until which a paper is owed, "" where none is."""
    draft, procedure, path, day = one.draft, one.draft.procedure, one.path, tokyo_day(one.arrival.at)
    carry_numbers(unit, procedure, draft.id, application_id, answers)
    _carry_files(unit, draft.id, application_id, path)
    if one.arrival.basis == "stamp":
        carry_form_scans(unit, draft, application_id)
    signatures.keep_document(unit, one.signed, application_id)
    until = owe_papers(installation, unit, draft, application_id, path, day, now)
    keep_slots(unit, draft.id, application_id, path, now)
    keep_room(unit, procedure, draft.id, application_id, path.year, now)
    own = place_of(installation, procedure, draft.row.person_id, path.year, day)
    keep_once(unit, own, draft.id, application_id, now)
    note_protected(installation, unit, draft, path.answers, application_id, one.looked)
    role = _role(draft, path, one.evidence)
    record_delegation(installation, unit, draft, path.answers, application_id, role, day)
    ask_who(installation, unit, draft, application_id)
    if not draft.stored:
        return until
    answer_invitation(unit, draft.id, now)
    if not drafts.send(unit, draft.id, draft.row.revision):
        raise Conflict("draft")
    return until


def _tell(
    installation: Installation, unit: Unit, draft: Draft, application_id: int, receipt_number: str, until: str
) -> None:
    """Whoever has an account here that it has arrived; `until` the first day of a paper that follows."""
    if draft.row.person_id is None:
        return
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
    if period is None:
        return NO_DUE
    days: object = period.days
    if isinstance(days, Expression):
        days = promised_days(procedure, installation.environment(procedure, arrival, "online", in_force=settings))
    if not isinstance(days, int):
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
