"""Applications as layouts see them, a page at a time: no unit stays open while a file is written. Decides nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any, Generic, TypeVar

from forms.answers import Answers
from forms.path import walk
from forms.procedure import Procedure
from integrations.layout_socket import Batch, Layout, Record
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.attached_files import attached_files
from portal.services.choose_sign import chosen
from portal.services.drafts import application_sealer
from portal.services.installation import Installation
from portal.services.keep_answers import left_empty
from portal.services.name_principal import name_shower
from portal.services.number_files import numbers_to_write
from portal.services.official_words import STATES
from portal.services.people_in import people_in
from portal.services.protect import protected_cases
from portal.store import definitions, hand_over_changes, hand_overs, protections, sign_choices
from portal.store.hand_overs import BatchRow, ItemRow

T = TypeVar("T")
Handed = tuple[ItemRow, Record]
_Page = Callable[[Unit, int], list[ItemRow]]
_Versions = Callable[[Unit, str, str], list[tuple[str, int, int]]]
# What is new is 0, what changed is 1; and an id in it.
Behind = tuple[int, int]
START: Behind = (0, 0)
_NAMED_AT_ONCE = 100
_Waiting = Callable[[Unit, str, str, Sequence[str], int], list[ItemRow]]


def waiting_records(
    installation: Installation, layout: Layout, duty: str, procedure: str = "", until: int | None = None,
    behind: Behind = START,
) -> Iterator[Handed]:  # fmt: skip
    """What waits for this layout, in order of ids, behind `behind`; `procedure` "" = every one that fits. With the choices of signs
    made `until` that instant, None = all."""
    with installation.database.read() as unit:
        versions = definitions.versions(unit)
    procedures = sorted({one for one, version in versions if procedure in ("", one) and layout.fits(one, version)})
    for at, (_, waiting) in enumerate(_kinds(layout) if procedures else ()):
        if at < behind[0]:
            continue
        page, after = _page_of(waiting, layout.id, duty, procedures), behind[1] if at == behind[0] else 0
        for item, record in _records(installation, page, layout.id, until, after):
            if layout.fits(item.procedure, item.version):
                yield item, record


def place_of(item: ItemRow) -> Behind:
    """Where it stands among what waits."""
    return int(item.change != hand_overs.NEW), item.id


def _kinds(layout: Layout) -> tuple[tuple[_Versions, _Waiting], ...]:
    """What is new, and then what changed where a layout asks for differences."""
    fresh = (hand_overs.waiting_versions, hand_overs.waiting)
    changes = (hand_over_changes.waiting_versions, hand_over_changes.waiting)
    return (fresh, changes) if layout.differences else (fresh,)


def _page_of(waiting: _Waiting, layout: str, duty: str, procedures: Sequence[str]) -> _Page:
    return lambda unit, after: waiting(unit, layout, duty, procedures, after)


def waiting_count(unit: Unit, layout: Layout, duty: str, procedure: str = "") -> int:
    return sum(count for _, _, count in _fitting(unit, layout, duty, procedure))


def _fitting(unit: Unit, layout: Layout, duty: str, procedure: str) -> list[tuple[str, int, int]]:
    return [
        found
        for versions, _ in _kinds(layout)
        for found in versions(unit, layout.id, duty)
        if procedure in ("", found[0]) and layout.fits(found[0], found[1])
    ]


def batch_records(installation: Installation, batch: BatchRow) -> Iterator[Record]:
    """What the batch holds, with the answers of then."""
    for read in (hand_overs.items, hand_over_changes.items):
        page = _items_of(read, batch.origin)
        for _, record in _records(installation, page, batch.layout, batch.made_at):
            yield record


def _items_of(read: Callable[[Unit, int, int], list[ItemRow]], batch_id: int) -> _Page:
    return lambda unit, after: read(unit, batch_id, after)


def _records(
    installation: Installation, page: _Page, layout: str, until: int | None, after: int = 0
) -> Iterator[Handed]:  # fmt: skip
    while True:
        with installation.database.read() as unit:
            items = page(unit, after)
            procedures = {
                meaning: installation.catalogue.version(unit, meaning) for meaning in {item.meaning for item in items}
            }
            watched = protections.anybody(unit) or sign_choices.any_of(unit, layout)
        make = {meaning: _maker(installation, procedure) for meaning, procedure in procedures.items()}
        # One at a time: five hundred that stand open in memory cost twice as much.
        records = ((item, make[item.meaning](item)) for item in items)
        yield from _watched(installation, records, procedures, layout, until) if watched else records
        if len(items) < hand_overs.PAGE:
            return
        after = items[-1].id


def _watched(
    installation: Installation, records: Iterator[Handed], procedures: Mapping[str, Procedure], layout: str, until: int | None
) -> Iterator[Handed]:  # fmt: skip
    """With what hangs on whom their answers name: who is protected, and the signs that were chosen for them."""
    while chunk := list(islice(records, _NAMED_AT_ONCE)):
        named = [(item.id, people_in(procedures[item.meaning], record.answers)) for item, record in chunk]
        with installation.database.read() as unit:
            protected = protected_cases(installation, unit, named)
            choices = chosen(
                installation, unit, layout, named, to_micro(installation.clock.now()) if until is None else until
            )
        for item, record in chunk:
            told = replace(record, choices=choices[item.id]) if choices.get(item.id) else record
            yield item, replace(told, head={**told.head, "protected": True}) if item.id in protected else told


def record_of(installation: Installation, unit: Unit, item: ItemRow) -> Record:
    """One application; `protected` stands in its head where somebody of it is."""
    procedure = installation.catalogue.version(unit, item.meaning)
    record = _maker(installation, procedure)(item)
    if not protected_cases(installation, unit, [(item.id, people_in(procedure, record.answers))]):
        return record
    return replace(record, head={**record.head, "protected": True})


def _maker(installation: Installation, procedure: Procedure) -> Callable[[ItemRow], Record]:
    """What opens applications of one version: whatever is the same for all of them is found once."""
    asked, name_of = procedure.principal.get("name", ""), name_shower(installation, procedure)
    title, office_on = procedure.title, lru_cache(100)(installation.city.office)

    def made(item: ItemRow) -> Record:
        box = application_sealer(installation, item.uid, item.key_id, item.wrapped_key)
        answers: dict[str, Any] = box.open(f"answers:{item.answers_revision}", item.sealed_answers)
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
            "office": office_on(item.duty, tokyo_day(arrived_at)).office,
            "person_name": name_of(answers[asked]) if asked in answers else "",
        }
        return Record(
            head,
            answers,
            _Once(lambda: _left(installation, item, procedure, answers, box)),
            _Once(lambda: attached_files(installation, item.id, procedure, answers, box)),
            numbers=_Once(lambda: numbers_to_write(installation, item.id, procedure, answers)),
        )

    return made


class _Once(Generic[T]):
    """What is made when it is first asked for. `functools.cache` does the same, at the price of opening the answers."""

    __slots__ = ("_found", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    def __call__(self) -> T:
        if not hasattr(self, "_found"):
            self._found = self._make()
        return self._found


def _left(
    installation: Installation, item: ItemRow, procedure: Procedure, answers: Answers, box: Sealer
) -> frozenset[str]:
    """What was asked and left empty, as it was kept with the answers. Before that was kept: found out anew, under the settings of the
    day on which it arrived."""
    if item.sealed_left is not None:
        return frozenset(box.open(f"left:{item.answers_revision}", item.sealed_left))
    in_force = box.open("evidence", item.sealed_evidence or b"").get("settings", {})
    day = tokyo_day(from_micro(item.arrived_at))
    path = walk(procedure, answers, installation.environment(procedure, day, item.door, in_force=in_force))
    return frozenset(left_empty(path, answers))


def batch_of(installation: Installation, row: BatchRow) -> Batch:
    """What names the files and fills the city's constants."""
    reissue = int(row.number.rpartition("-R")[2]) if row.reissue_of is not None else 0
    city = installation.city
    facts = {"care_insurer": city.care_insurer}
    return Batch(row.number, from_micro(row.made_at), city.code, reissue, row.reason, facts)
