"""Stores applications and runs the steps of their arrival, in one transaction."""

from collections.abc import Sequence
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from portal.clock import to_micro, tokyo_day
from portal.config import Settings
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.index_application import look_up_keys, mark_of
from portal.services.files.keep_numbers import keep_numbers
from portal.services.filing.arrival import Arrived, Filing
from portal.services.filing.keep_answers import sealed_answers
from portal.services.filing.needs import FilingNeeds
from portal.services.shared.actor import Actor
from portal.services.shared.due import due_day
from portal.services.shared.needs import HasNumberKeys, Records
from portal.services.shared.receipt_number import draw
from portal.services.shared.write_audit import write_audits
from portal.store.cases import applications, look_ups
from portal.store.cases.applications import EventRow
from portal.store.files.attachments import Holder
from portal.store.filing import drafts
from portal.store.shared.audit_records import Entry

Stored = tuple[str, int | None]  # receipt number, and id unless the draft was sent before


def store_applications(
    installation: FilingNeeds, unit: Unit, actor: Actor, filings: Sequence[Filing]
) -> list[Stored]:  # fmt: skip
    """In order, without validation. Each table is written once for all of them (an import stores fifty). If it
    raises, the caller stores none."""
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
    applications.add_answers(
        unit,
        [
            sealed_answers(
                application.draft.sealer, application.application_id, 1, application.answers, application.path, now
            )
            for application in arrived
        ],
    )
    key = installation.look_up_key
    look_ups.add(
        unit,
        {
            application.application_id: look_up_keys(key, application.procedure, application.path.answers)
            for application in arrived
        },
    )
    numbers = [application.application_id for application in arrived]
    applications.add_events(unit, numbers, EventRow(now, str(actor), "receive", "draft", "received", None))
    for application in arrived:
        for step in installation.on_arrival:
            if step.applies is None or step.applies(application):
                step.run(installation, unit, application)
        if application.draft.stored and not drafts.send(unit, application.draft.id, application.draft.row.revision):
            raise Conflict("draft")
    audit = [
        Entry("submit application", application.application_id, application.procedure.id) for application in arrived
    ]
    write_audits(installation, unit, actor, audit)
    return stored


def _numbers_kept(installation: HasNumberKeys, unit: Unit, filing: Filing) -> Answers:
    draft = filing.draft
    holder = Holder(draft_id=draft.id)
    return keep_numbers(installation, unit, holder, draft.procedure, draft.answers, filing.path.answers)


def _values(installation: Records, filing: Filing, now: int) -> dict[str, Any]:
    """Without its receipt number."""
    draft, procedure, row, arrival = filing.draft, filing.draft.procedure, filing.draft.row, filing.arrival
    seal = draft.sealer.seal
    return {
        "uid": draft.id, "procedure": procedure.id, "version": procedure.version, "meaning": procedure.meaning,
        "kind": procedure.kind, "duty": procedure.duty, "state": "received", "door": row.door,
        "person_id": row.person_id, "staff_id": row.staff_id, "arrived_at": to_micro(arrival.at),
        "arrival_place": arrival.place, "arrival_basis": arrival.basis, "stored_at": now,
        "due": due_day(installation, procedure, tokyo_day(arrival.at), filing.evidence["settings"]), "key_id": row.key_id,
        "wrapped_key": row.wrapped_key, "sealed_summary": seal("summary", summary(procedure, filing.path.answers)),
        "sealed_evidence": seal("evidence", filing.evidence), "revision": 0, "answers_revision": 1, "changed_at": now,
        "looked_up_by": mark_of(installation.keys),
    }  # fmt: skip


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
            rows[index]["receipt_number"] = filing.number or draw(tokyo_day(filing.arrival.at), settings.zone)
        ids = applications.add(unit, [rows[index] for index in left])
        for index in left:
            if rows[index]["uid"] in ids:
                done[index] = (rows[index]["receipt_number"], ids[rows[index]["uid"]])
            # Nothing was inserted: the same draft was sent at this moment, or the number is taken.
            elif (first := applications.by_uid(unit, rows[index]["uid"])) is not None:
                done[index] = (first.receipt_number, None)
    raise Conflict("application")


def summary(procedure: Procedure, answers: Answers) -> dict[str, Any]:
    return {role: answers[name] for role, name in procedure.principal.items() if name in answers}
