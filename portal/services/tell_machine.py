"""One application as a machine of its section is told it: how it stands, and, once it may be handed over, its answers and files. Answers
have the values that layouts have, by the stable names of questions: one that was not asked is absent, one that was left empty is
`unanswered`, and "no" is an answer. 個人番号 is told by no call, whatever the scope."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from integrations.layout_socket import Record
from portal.db import Unit
from portal.errors import NotFound
from portal.services.answer_tables import answer_table
from portal.services.api_scopes import PROTECTED
from portal.services.decide_application import choices
from portal.services.drafts import application_sealer
from portal.services.export_records import record_of
from portal.services.holds import kept_from_batch
from portal.services.identity_files import without_copies
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, shelf_of
from portal.services.list_changes import due, moment
from portal.services.machine import Machine
from portal.services.official_words import STATES
from portal.services.receipt_number import read
from portal.services.scan_form import shows_numbers, without_form_scans
from portal.store import applications, decisions, hand_overs
from portal.store.applications import ApplicationRow
from portal.store.attachments import Holder

GIVEN, NOT_READY, HELD = "given", "not_ready", "held"


@dataclass(frozen=True)
class Told:
    """`body` as it is answered; `shelf`: the files that may leave, none unless its content does."""

    row: ApplicationRow
    body: Mapping[str, object]
    shelf: Shelf | None
    acknowledged: int | None

    @property
    def given(self) -> bool:
        return self.body["content"] == GIVEN

    @property
    def etag(self) -> str:
        """Another one as soon as anything of the answer would be another."""
        written = json.dumps(self.body, ensure_ascii=False, sort_keys=True)
        return f'"{hashlib.sha256(written.encode()).hexdigest()[:32]}"'


def tell_machine(installation: Installation, unit: Unit, machine: Machine, typed: str) -> Told:
    """NotFound for what is none of its section's."""
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
        "outcomes": _outcomes(unit, row), "answers_revision": row.answers_revision, "acknowledged_revision": acknowledged,
        "content": content, "person_name": None, "protected": None, "answers": None, "attachments": None,
    }  # fmt: skip
    if content != GIVEN:
        return Told(row, body, None, acknowledged)
    shelf = _shelf(installation, unit, row)
    body["person_name"], body["protected"] = record.head["person_name"], "protected" in record.head
    table = answer_table(installation.catalogue.version(unit, row.meaning))
    body["answers"] = list(_answers(installation.items(record, table, table.numbers)))
    body["attachments"] = list(_files(shelf))
    return Told(row, body, shelf, acknowledged)


def _content(unit: Unit, machine: Machine, row: ApplicationRow, record: Record) -> str:
    """As a batch would have it (D20). That somebody is protected is told as any other hold."""
    if row.state not in hand_overs.GOING:
        return NOT_READY
    hidden = "protected" in record.head and PROTECTED not in machine.scopes
    return HELD if hidden or row.id in kept_from_batch(unit, [row.id]) else GIVEN


def _outcomes(unit: Unit, row: ApplicationRow) -> list[str]:
    """What it may end with now; none while an outcome waits. 取下げ is the applicant's own and no machine's."""
    if decisions.open_one(unit, row.id) is not None:
        return []
    return [one for one in choices(row) if one != "withdrawn"]


def _answers(items: Iterator[tuple[Mapping[str, str], Mapping[str, str]]]) -> Iterator[Mapping[str, object]]:
    """The lines of a tall file, those of one answer put together."""
    for (item, place), group in groupby((line for _, line in items), key=lambda line: (line["item"], line["place"])):
        lines = list(group)
        yield {
            "item": item, "place": place, "heading": lines[0]["heading"], "state": lines[0]["state"],
            "values": [
                {"code": line["code"] or None, "value": line["value"]} for line in lines if line["state"] == "answered"
            ],
            "other": "".join(line["other"] for line in lines),
        }  # fmt: skip


def _shelf(installation: Installation, unit: Unit, row: ApplicationRow) -> Shelf:
    """Without copies of an ID, which are for who judges a signature, without a paper form with numbers on it, and without what no
    scanner has seen."""
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    shelf = without_copies(shelf_of(unit, Holder(application_id=row.id), box))
    if shows_numbers(installation.catalogue.version(unit, row.meaning)):
        shelf = without_form_scans(shelf)
    return replace(shelf, files={name: file for name, file in shelf.files.items() if not file.waiting})


def _files(shelf: Shelf) -> Iterator[Mapping[str, object]]:
    for file in shelf.files.values():
        yield {
            "id": file.id, "question": shelf.questions.get(file.id, ""), "name": file.name, "media": file.media,
            "bytes": file.bytes, "sha256": file.sha256,
        }  # fmt: skip
