"""Applications as layouts see them, a page at a time: no unit stays open while a file is written. Decides nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from forms.answers import Answers
from forms.path import walk
from forms.procedure import Procedure
from integrations.interfaces import Batch, Layout, Record
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.drafts import application_sealer
from portal.services.installation import Installation
from portal.services.name_principal import shown_name
from portal.services.official_words import STATES
from portal.services.people_in import people_in
from portal.services.protect import protected_cases
from portal.services.submit_application import summary
from portal.store import hand_overs
from portal.store.hand_overs import BatchRow, ItemRow

Handed = tuple[ItemRow, Record]


def waiting_records(installation: Installation, layout: Layout, duty: str, procedure: str = "") -> Iterator[Handed]:
    """What waits for this layout, in order of ids; `procedure` "" = every one that fits."""
    with installation.database.read() as unit:
        fitting = _fitting(unit, layout, duty, procedure)
    procedures = sorted({name for name, _, _ in fitting})

    def page(unit: Unit, after: int) -> list[ItemRow]:
        return hand_overs.waiting(unit, layout.id, duty, procedures, after)

    for item, record in _records(installation, page) if procedures else ():
        if layout.fits(item.procedure, item.version):
            yield item, record


def waiting_count(unit: Unit, layout: Layout, duty: str, procedure: str = "") -> int:
    return sum(count for _, _, count in _fitting(unit, layout, duty, procedure))


def _fitting(unit: Unit, layout: Layout, duty: str, procedure: str) -> list[tuple[str, int, int]]:
    return [
        found
        for found in hand_overs.waiting_versions(unit, layout.id, duty)
        if procedure in ("", found[0]) and layout.fits(found[0], found[1])
    ]


def batch_records(installation: Installation, batch: BatchRow) -> Iterator[Record]:
    """What the batch holds, with the answers of then."""
    for _, record in _records(installation, lambda unit, after: hand_overs.items(unit, batch.origin, after)):
        yield record


def _records(installation: Installation, page: Callable[[Unit, int], list[ItemRow]]) -> Iterator[Handed]:
    after = 0
    while True:
        with installation.database.read() as unit:
            items = page(unit, after)
            procedures = {item.meaning: installation.catalogue.version(unit, item.meaning) for item in items}
            records = [(item, _record(installation, item, procedures[item.meaning])) for item in items]
            named = [(item.id, people_in(procedures[item.meaning], record.answers)) for item, record in records]
            protected = protected_cases(installation, unit, named)
        for item, record in records:
            yield item, replace(record, head={**record.head, "protected": True}) if item.id in protected else record
        if len(items) < hand_overs.PAGE:
            return
        after = items[-1].id


def record_of(installation: Installation, unit: Unit, item: ItemRow) -> Record:
    """One application; `protected` stands in its head where somebody of it is."""
    procedure = installation.catalogue.version(unit, item.meaning)
    record = _record(installation, item, procedure)
    if not protected_cases(installation, unit, [(item.id, people_in(procedure, record.answers))]):
        return record
    return replace(record, head={**record.head, "protected": True})


def _record(installation: Installation, item: ItemRow, procedure: Procedure) -> Record:
    box = application_sealer(installation, item.uid, item.key_id, item.wrapped_key)
    answers: dict[str, Any] = box.open(f"answers:{item.answers_revision}", item.sealed_answers)
    arrived_at = from_micro(item.arrived_at)
    head = {
        "receipt_number": item.receipt_number,
        "procedure": item.procedure,
        "procedure_title": procedure.title,
        "version": item.version,
        "door": item.door,
        "arrived_at": arrived_at,
        "state": item.state,
        "state_title": STATES[item.state],
        "duty": item.duty,
        "office": installation.city.office(item.duty, tokyo_day(arrived_at)).office,
        "person_name": shown_name(installation, procedure, summary(procedure, answers)),
    }
    # Most layouts never ask it, the others once for each question.
    return Record(head, answers, cache(lambda: _asked(installation, item, procedure, answers, box)))


def _asked(
    installation: Installation, item: ItemRow, procedure: Procedure, answers: Answers, box: Sealer
) -> frozenset[str]:
    """What was asked, under the settings of the day on which it arrived. A note asks nothing, nor does what is computed."""
    in_force = box.open("evidence", item.sealed_evidence).get("settings", {})
    day = tokyo_day(from_micro(item.arrived_at))
    path = walk(procedure, answers, installation.environment(procedure, day, item.door, in_force=in_force))
    return frozenset({field.id for field in path.fields if field.type.asks} | path.rows.keys())


def batch_of(installation: Installation, row: BatchRow) -> Batch:
    """What names the files and fills the city's constants."""
    reissue = int(row.number.rpartition("-R")[2]) if row.reissue_of is not None else 0
    city = installation.city
    facts = {"care_insurer": city.care_insurer}
    return Batch(row.number, from_micro(row.made_at), city.code, reissue, row.reason, facts)
