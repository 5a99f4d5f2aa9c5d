"""An application as its section's machine sees it, with answers and files once handed over."""

# Not asked is absent, empty is `unanswered`. Never 個人番号.

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from integrations.sockets.layout_socket import Record
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.holds import kept_from_batch
from portal.services.desk.case.decide_application import choices
from portal.services.files.identity_files import QUESTION as COPIES
from portal.services.files.keep_file import Shelf, shelf_of
from portal.services.filing.drafts import application_sealer
from portal.services.filing.scan_form import QUESTION as FORM_SCAN
from portal.services.filing.scan_form import shows_numbers
from portal.services.handover.records import record_of
from portal.services.machines.api_scopes import PROTECTED
from portal.services.machines.list_changes import due, moment
from portal.services.machines.machine import Machine
from portal.services.machines.needs import MachinesNeeds
from portal.services.procedures.answer_tables import answer_table
from portal.services.shared.needs import Records
from portal.services.shared.official_words import STATES
from portal.services.shared.receipt_number import read
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import decisions
from portal.store.files.attachments import Holder
from portal.store.handover import hand_overs

GIVEN, NOT_READY, HELD = "given", "not_ready", "held"


@dataclass(frozen=True)
class MachineCase:
    """`shelf` None: content may not be read."""

    row: ApplicationRow
    body: Mapping[str, object]
    shelf: Shelf | None
    acknowledged: int | None

    @property
    def given(self) -> bool:
        return self.body["content"] == GIVEN

    @property
    def etag(self) -> str:
        written = json.dumps(self.body, ensure_ascii=False, sort_keys=True)
        return f'"{hashlib.sha256(written.encode()).hexdigest()[:32]}"'


def case_for_machine(installation: MachinesNeeds, unit: Unit, machine: Machine, typed: str) -> MachineCase:
    number = read(typed)
    row = applications.by_number(unit, number) if number else None
    if row is None or not machine.covers(row.duty, row.procedure):
        raise NotFound("application")
    record = record_of(installation, unit, hand_overs.item(unit, row.id))
    content = _content(unit, machine, row, record)
    acknowledged = hand_overs.acknowledged(unit, machine.target, row.id)
    body: dict[str, object] = {
        "receipt_number": row.receipt_number, "procedure": row.procedure, "procedure_title": record.head["procedure_title"],
        "version": row.version, "kind": row.kind, "duty": row.duty, "office": record.head["office"], "door": row.door,
        "arrived_at": moment(row.arrived_at), "due": due(row.due), "state": row.state, "state_title": STATES[row.state],
        "changed_at": moment(row.changed_at), "decided_at": None if row.decided_at is None else moment(row.decided_at),
        "outcomes": _outcomes(installation, unit, row), "answers_revision": row.answers_revision, "acknowledged_revision": acknowledged,
        "content": content, "person_name": None, "protected": None, "answers": None, "attachments": None,
    }  # fmt: skip
    if content != GIVEN:
        return MachineCase(row, body, None, acknowledged)
    shelf = _shelf(installation, unit, row)
    body["person_name"], body["protected"] = record.head["person_name"], "protected" in record.head
    table = answer_table(installation.catalogue.version(unit, row.meaning))
    body["answers"] = list(_answers(installation.items(record, table, table.numbers)))
    body["attachments"] = list(_files(shelf))
    return MachineCase(row, body, shelf, acknowledged)


def _content(unit: Unit, machine: Machine, row: ApplicationRow, record: Record) -> str:
    if row.state not in hand_overs.GOING:
        return NOT_READY
    hidden = "protected" in record.head and PROTECTED not in machine.scopes
    return HELD if hidden or row.id in kept_from_batch(unit, [row.id]) else GIVEN


def _outcomes(installation: Records, unit: Unit, row: ApplicationRow) -> list[str]:
    # 取下げ is reserved to the applicant.
    if decisions.open_one(unit, row.id) is not None:
        return []
    procedure = installation.catalogue.version(unit, row.meaning)
    return [outcome for outcome in choices(procedure, row) if outcome != "withdrawn"]


def _answers(items: Iterator[tuple[Mapping[str, str], Mapping[str, str]]]) -> Iterator[Mapping[str, object]]:
    for (item, place), group in groupby((line for _, line in items), key=lambda line: (line["item"], line["place"])):
        lines = list(group)
        yield {
            "item": item, "place": place, "heading": lines[0]["heading"], "state": lines[0]["state"],
            "values": [
                {"code": line["code"] or None, "value": line["value"]} for line in lines if line["state"] == "answered"
            ],
            "other": "".join(line["other"] for line in lines),
        }  # fmt: skip


def _shelf(installation: Records, unit: Unit, row: ApplicationRow) -> Shelf:
    # Without ID copies, form scans with 個人番号, and unscanned files.
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    shelf = shelf_of(unit, Holder(application_id=row.id), box).without(COPIES).without_waiting()
    return shelf.without(FORM_SCAN) if shows_numbers(installation.catalogue.version(unit, row.meaning)) else shelf


def _files(shelf: Shelf) -> Iterator[Mapping[str, object]]:
    for file in shelf.files.values():
        yield {
            "id": file.id, "question": shelf.questions.get(file.id, ""), "name": file.name, "media": file.media,
            "bytes": file.bytes, "sha256": file.sha256,
        }  # fmt: skip
