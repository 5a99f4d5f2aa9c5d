"""Read page by page: no transaction stays open while a file is written."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from time import perf_counter, sleep
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.definition.receiving import Receiving
from forms.path.path import walk
from integrations.sockets.layout_socket import AttachedFile, Batch, Layout, Record
from portal.clock import day_of_micro, from_micro, to_micro
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.cases.debits import account_of, debit_questions, with_registered
from portal.services.cases.keep_answers import left_empty
from portal.services.cases.name_principal import name_shower
from portal.services.files.attached_files import attached_files
from portal.services.filing.drafts import application_sealer
from portal.services.handover.choose_character import chosen
from portal.services.handover.hand_over_times import one_by_one
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.number_files import numbers_to_write
from portal.services.residents.addressee import open_addressee
from portal.services.residents.protect import protected_cases
from portal.services.shared.catalogue import demand_whole
from portal.services.shared.city_rules import CityRules
from portal.services.shared.needs import Basics, HasChoiceKey
from portal.services.shared.official_words import STATES
from portal.services.shared.people_in import people_in
from portal.store.cases import chain_links
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow
from portal.store.handover import character_choices, hand_over_changes, hand_overs
from portal.store.handover.hand_overs import BatchRow, ItemRow
from portal.store.procedures import definitions
from portal.store.residents import addressee_numbers, protections
from portal.store.residents.addressee_numbers import AddresseeRow

Handed = tuple[ItemRow, Record]
_LookAt = Callable[[Unit, list[ItemRow]], None]
_Page = Callable[[Unit, int], list[ItemRow]]
_Versions = Callable[[Unit, str, Sequence[str]], list[tuple[str, str, int, int]]]
# (0 = new, 1 = changed; id)
Behind = tuple[int, int]
START: Behind = (0, 0)
_NAMED_AT_ONCE = 100
_AT_LEAST, _BETWEEN_PAUSES, _PAUSE = 8, 0.002, 0.00005  # records; seconds
_Waiting = Callable[[Unit, str, str, Sequence[str], int], list[ItemRow]]


def waiting_records(
    installation: HandoverNeeds, layout: Layout, duty: str, procedure: str = "", until: int | None = None,
    behind: Behind = START, look_at: _LookAt | None = None,
) -> Iterator[Handed]:  # fmt: skip
    """Without what goes one by one. By id behind `behind`; `procedure` "": all; `until` None: all choices of characters. `look_at` sees each page
    before its first record, in its unit."""
    with installation.database.read() as unit:
        versions = definitions.versions(unit)
    apart = one_by_one(installation.city, layout.id, installation.clock.today())
    asked = {name for name, version in versions if procedure in ("", name) and layout.fits(name, version)}
    procedures = sorted(asked - apart)
    for index, (_, waiting) in enumerate(_kinds(layout) if procedures else ()):
        if index < behind[0]:
            continue
        page, after = _page_of(waiting, layout.id, duty, procedures), behind[1] if index == behind[0] else 0
        for item, record in _records(installation, page, layout.id, until, after, look_at):
            if layout.fits(item.procedure, item.version):
                yield item, record


def place_of(item: ItemRow) -> Behind:
    return int(item.change != hand_overs.NEW), item.id


def _kinds(layout: Layout) -> tuple[tuple[_Versions, _Waiting], ...]:
    fresh = (hand_overs.waiting_versions, hand_overs.waiting)
    changes = (hand_over_changes.waiting_versions, hand_over_changes.waiting)
    return (fresh, changes) if layout.differences else (fresh,)


def _page_of(waiting: _Waiting, layout: str, duty: str, procedures: Sequence[str]) -> _Page:
    return lambda unit, after: waiting(unit, layout, duty, procedures, after)


def waiting_counts(
    unit: Unit, layout: Layout, duties: Sequence[str], apart: Collection[str] = frozenset()
) -> Counter[str]:
    """By duty."""
    counts: Counter[str] = Counter()
    for versions, _ in _kinds(layout):
        for duty, name, version, count in versions(unit, layout.id, duties):
            if name not in apart and layout.fits(name, version):
                counts[duty] += count
    return counts


def waiting_alone(installation: Basics, unit: Unit, layout: Layout, duty: str) -> list[ItemRow]:
    """What goes one by one, the first page of each kind."""
    apart = sorted(one_by_one(installation.city, layout.id, installation.clock.today()))
    return [
        item
        for _, waiting in (_kinds(layout) if apart else ())
        for item in waiting(unit, layout.id, duty, apart, 0)
        if layout.fits(item.procedure, item.version)
    ]


def waiting_item(unit: Unit, layout: Layout, duty: str, procedure: str, application_id: int) -> ItemRow | None:
    """None if it does not wait."""
    items = (waiting(unit, layout.id, duty, [procedure], application_id - 1) for _, waiting in _kinds(layout))
    return next((page[0] for page in items if page and page[0].id == application_id), None)


def batch_records(installation: HandoverNeeds, batch: BatchRow) -> Iterator[Record]:
    for read in (hand_overs.items, hand_over_changes.items):
        page = _items_of(read, batch.origin)
        for _, record in _records(installation, page, batch.layout, batch.made_at):
            yield record


def _items_of(read: Callable[[Unit, int, int], list[ItemRow]], batch_id: int) -> _Page:
    return lambda unit, after: read(unit, batch_id, after)


def _records(
    installation: HandoverNeeds, page: _Page, layout: str, until: int | None, after: int = 0, look_at: _LookAt | None = None
) -> Iterator[Handed]:  # fmt: skip
    while True:
        with installation.database.read() as unit:
            items = page(unit, after)
            if look_at and items:
                look_at(unit, items)
            procedures = {
                meaning: installation.catalogue.version(unit, meaning) for meaning in {item.meaning for item in items}
            }
            follow = any(procedure.follows is not None for procedure in procedures.values())
            earlier = chain_links.earlier_numbers(unit, [item.id for item in items]) if follow else {}
            draws = any(debit_questions(procedure) for procedure in procedures.values())
            registered = debits.registered_of(unit, [item.id for item in items]) if draws else {}
            linked = addressee_numbers.until(
                unit, [item.id for item in items], to_micro(installation.clock.now()) if until is None else until
            )
            watched = protections.anybody(unit) or character_choices.any_of(unit, layout)
        make = {
            meaning: _maker(installation, procedure, _Beside(earlier, registered, linked))
            for meaning, procedure in procedures.items()
        }
        # Lazily: five hundred opened records cost twice the memory.
        records = ((item, make[item.meaning](item)) for item in _giving_way(items))
        yield from _watched(installation, records, procedures, layout, until) if watched else records
        if len(items) < hand_overs.PAGE:
            return
        after = items[-1].id


def _giving_way(items: Sequence[ItemRow]) -> Iterator[ItemRow]:
    # D324: a thread that only computes keeps the interpreter for 5 ms, and a page takes it back ten times.
    paused = perf_counter()
    for number, item in enumerate(items):
        if number % _AT_LEAST == 0 and perf_counter() > paused + _BETWEEN_PAUSES:
            sleep(_PAUSE)
            paused = perf_counter()
        yield item


def _watched(
    installation: HasChoiceKey, records: Iterator[Handed], procedures: Mapping[str, Procedure], layout: str, until: int | None
) -> Iterator[Handed]:  # fmt: skip
    while chunk := list(islice(records, _NAMED_AT_ONCE)):
        named = [(item.id, people_in(procedures[item.meaning], record.answers)) for item, record in chunk]
        with installation.database.read() as unit:
            protected = protected_cases(installation.protection_key, unit, named)
            choices = chosen(
                installation, unit, layout, named, to_micro(installation.clock.now()) if until is None else until
            )
        for item, record in chunk:
            complete = replace(record, choices=choices[item.id]) if choices.get(item.id) else record
            yield (
                item,
                replace(complete, head={**complete.head, "protected": True}) if item.id in protected else complete,
            )


def record_of(installation: HandoverNeeds, unit: Unit, item: ItemRow) -> Record:
    procedure = installation.catalogue.version(unit, item.meaning)
    earlier, registered = chain_links.earlier_numbers(unit, [item.id]), debits.registered_of(unit, [item.id])
    linked = addressee_numbers.until(unit, [item.id], to_micro(installation.clock.now()))
    record = _maker(installation, procedure, _Beside(earlier, registered, linked))(item)
    if not protected_cases(installation.protection_key, unit, [(item.id, people_in(procedure, record.answers))]):
        return record
    return replace(record, head={**record.head, "protected": True})


@dataclass(frozen=True)
class _Beside:
    earlier: Mapping[int, str]  # receipt numbers of the applications that these follow
    registered: Mapping[int, DebitRow]
    linked: Mapping[int, AddresseeRow]


def _maker(installation: HandoverNeeds, procedure: Procedure, beside: _Beside) -> Callable[[ItemRow], Record]:
    registered = beside.registered
    demand_whole(procedure, changes=True)
    asked, name_of = procedure.principal.get("name", ""), name_shower(procedure)
    receiving = procedure.receiving or Receiving("")
    title, office_on = procedure.title, lru_cache(100)(installation.city.office)

    def made(item: ItemRow) -> Record:
        box = application_sealer(installation, item.uid, item.key_id, item.wrapped_key)
        answers: dict[str, Any] = box.open(f"answers:{item.answers_revision}", item.sealed_answers)
        if item.id in registered and (account := account_of(box, registered[item.id])):
            answers = dict(with_registered(procedure, answers, account))
        arrived_at = from_micro(item.arrived_at)
        head = {
            "receipt_number": item.receipt_number,
            "procedure": item.procedure,
            "procedure_title": title,
            "version": item.version,
            "door": item.door,
            "arrived_at": arrived_at,
            "state": item.state,
            "change": item.change,
            "state_title": STATES[item.state],
            "duty": item.duty,
            "office": office_on(item.duty, day_of_micro(item.arrived_at)).office,
            # Of the answers, never as a clerk has moved it since: a batch is made again with the same bytes.
            "receiving_office": receiving.chosen(answers),
            "receiving_office_name": receiving.name(answers),
            "earlier_receipt_number": beside.earlier.get(item.id, ""),
            "addressee_number": open_addressee(box, beside.linked.get(item.id)),
            "person_name": name_of(answers[asked]) if asked in answers else "",
        }
        later = _Later(installation, item, (procedure, answers), box)
        return Record(head, answers, later.left, later.attached, numbers=later.numbers)

    return made


@dataclass(slots=True)
class _Later:
    # Each made once, if at all. A cached property or three functions that remember would cost as much as opening the answers.

    _installation: HandoverNeeds
    _item: ItemRow
    _of: tuple[Procedure, Answers]
    _box: Sealer
    _left: frozenset[str] | None = None
    _attached: Sequence[AttachedFile] | None = None
    _numbers: Mapping[str, str] | None = None

    def left(self) -> frozenset[str]:
        if self._left is None:
            self._left = _left(self._installation.rules, self._item, *self._of, self._box)
        return self._left

    def attached(self) -> Sequence[AttachedFile]:
        if self._attached is None:
            self._attached = attached_files(self._installation, self._item.id, *self._of, self._box)
        return self._attached

    def numbers(self) -> Mapping[str, str]:
        if self._numbers is None:
            self._numbers = numbers_to_write(self._installation, self._item.id, *self._of)
        return self._numbers


def _left(rules: CityRules, item: ItemRow, procedure: Procedure, answers: Answers, box: Sealer) -> frozenset[str]:
    # Older rows use the settings of the day of arrival.
    if item.sealed_left is not None:
        return frozenset(box.open(f"left:{item.answers_revision}", item.sealed_left))
    in_force = box.open("evidence", item.sealed_evidence or b"").get("settings", {})
    day = day_of_micro(item.arrived_at)
    path = walk(procedure, answers, rules.environment(procedure, day, item.door, in_force=in_force))
    return frozenset(left_empty(path, answers))


def batch_of(installation: Basics, row: BatchRow) -> Batch:
    reissue = int(row.number.rpartition("-R")[2]) if row.reissue_of is not None else 0
    city = installation.city
    facts = {"care_insurer": city.care_insurer}
    return Batch(row.number, from_micro(row.made_at), city.code, reissue, row.reason, facts)
