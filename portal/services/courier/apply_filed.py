import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from forms.fields.file import MOST_BYTES
from forms.path.filer import CAME
from forms.path.known_values import ONLINE
from forms.path.path import walk
from integrations.sockets.interfaces import Remade
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import new_sealer
from portal.services.bundles.carry_bundle import join_bundle
from portal.services.cases.cases import open_case
from portal.services.cases.note_inside import add_inside_event
from portal.services.courier.apply_acts import apply_acts
from portal.services.courier.apply_signatures import Rulings, judge_carried, take_signatures
from portal.services.courier.carry_bookings import hold_carried, note_overbooked
from portal.services.courier.carry_visits import clerk_here, take_visit
from portal.services.courier.needs import CourierNeeds
from portal.services.courier.note_disposed import is_disposed
from portal.services.courier.report_to_inner import mark_of
from portal.services.files.check_file import check_file
from portal.services.files.identity_files import QUESTION
from portal.services.files.keep_file import Waiting, file_of, put_as_named, shelf_of
from portal.services.files.recognise_file import media_of
from portal.services.filing.arrival import Arrival, Filing, store_applications
from portal.services.filing.drafts import Draft, application_sealer, open_draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.papers_that_follow import paper_of
from portal.services.residents.keep_person import keep_person
from portal.services.shared.catalogue import demand_whole
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import HasQuarantine, Records
from portal.services.shared.official_words import BASES, DOORS
from portal.services.shared.receipt_number import is_of_side, read
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.courier import courier
from portal.store.courier.courier import CaseRow
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from portal.store.filing import drafts
from portal.store.filing.drafts import DraftRow
from portal.store.procedures import definitions

Payload = Mapping[str, Any]
Looks = Mapping[str, tuple[Waiting, Remade]]
_AHEAD = timedelta(minutes=5)  # allowed clock difference of the zones
_FIRST_YEAR = 2000  # a number has two digits of its year, and fifty years earlier are those of laptops


def take_filed(
    installation: CourierNeeds, carried: Payload, parts: Sequence[bytes], actor: Actor, peer: int = 0
) -> None:  # fmt: skip
    # Commits its own units. Raises LeftOver if it has to wait or does not fit. `peer`: the laptop that brings it.
    if not peer:
        carried = {**carried, "clerk": "", "visit": None}  # only a laptop has a counter
    with installation.database.read() as unit:
        known = applications.by_uid(unit, carried["uid"])
        row = courier.of(unit, known.id) if known is not None else None
        if known is not None and (row is None or row.peer != peer):
            raise LeftOver("number")  # a case of this zone or of another laptop: this side may not change it
        present = {file.id for file in attachments.of(unit, Holder(application_id=known.id))} if known else set()
        if known is None and is_disposed(unit, carried["uid"]):
            return  # disposed of by an approved list: later packages are ignored
        if definitions.by_meaning(unit, carried["meaning"]) is None:
            raise LeftOver("definition")
    if from_micro(max(_instants(carried))) > installation.clock.now() + _AHEAD:
        raise LeftOver("unfit")
    _demand_drawn_there(carried, peer)
    rulings = judge_carried(installation, carried)
    files = _look(installation, carried, parts, present, known is not None)
    asking_register(
        installation.register, lambda looked: _store(installation, carried, files, rulings, looked, actor, peer)
    )


def _demand_drawn_there(carried: Payload, peer: int) -> None:
    # Raises LeftOver. The number is in addresses and in names of files, and the door decides about periods and papers.
    number, arrival = carried["receipt_number"], tokyo_day(from_micro(carried["arrived_at"]))
    if read(number) != number or arrival.year < _FIRST_YEAR or not is_of_side(number, arrival, peer):
        raise LeftOver("series")
    if carried["door"] not in (DOORS if peer else (ONLINE,)) or carried["basis"] not in BASES:
        raise LeftOver("door")


def _instants(carried: Payload) -> Iterator[int]:
    # A future instant would delay a period.
    yield carried["arrived_at"]
    acts = carried["acts"]
    for done in (*(acts[name] for name in ("corrected", "stopped", "rebooked", "papers")), carried["said"]):
        yield from (act["at"] for act in done)
    yield from (
        *carried["read"].values(),
        *carried["opened"].values(),
        carried["declared"] or 0,
        acts.get("mandate", {}).get("at", 0),
    )


def _look(
    installation: HasQuarantine, carried: Payload, parts: Sequence[bytes], present: set[str], known: bool
) -> Looks:
    # Scans and rebuilds: nothing from outside is trusted. Outside a unit.
    checked_files = {}
    for name, facts in carried["files"].items():
        if name in present:
            continue
        place = carried["carried"].get(name, 0)
        if not place and known and facts.get("question") == QUESTION:
            continue  # a copy of an ID that was checked here and deleted after its retention period
        if not 0 < place < len(parts):
            raise LeftOver("files")
        content = parts[place]
        matches = hashlib.sha256(content).hexdigest() == facts["sha256"] and media_of(content) == facts["media"]
        if not matches or len(content) > MOST_BYTES:
            raise LeftOver("files")
        made = check_file(installation, content, facts["media"])
        if not isinstance(made, Remade):
            raise LeftOver("scanner" if made is None else "files")
        checked_files[name] = (Waiting(file_of(name, facts), b"", facts["question"]), made)
    return checked_files


def _store(
    installation: CourierNeeds, carried: Payload, files: Looks, rulings: Rulings, looked: Looked, actor: Actor, peer: int
) -> None:  # fmt: skip
    with installation.database.write() as unit:
        row = applications.by_uid(unit, carried["uid"])
        before = courier.of(unit, row.id) if row is not None else None
        if before is not None and before.taken_step >= carried["step"]:
            return  # another worker took it, or a later one, a moment ago
        if row is None and is_disposed(unit, carried["uid"]):
            return
        first = _of_filing(carried, files) if row is None else {}
        if row is None:
            row = _file(installation, unit, carried, first, looked, peer)
        _add_files(installation, unit, row, {name: file for name, file in files.items() if name not in first})
        join_bundle(unit, row.uid, carried.get("bundle"))
        apply_acts(installation, unit, row, carried)
        case = open_case(installation, unit, applications.by_id(unit, row.id) or row)
        take_signatures(installation, unit, case, carried, rulings)
        if before is None:
            note_overbooked(installation, unit, case)
        take_visit(installation, unit, row.uid, carried.get("visit"), peer)
        carried_row = before or CaseRow(row.id, peer=peer)
        courier.keep(
            unit, replace(carried_row, taken_step=carried["step"], taken_acts=mark_of(carried["acts"]), owes=True)
        )
        write_audit(installation, unit, actor, "take application by courier", application_id=row.id)
        unit.commit()


def _of_filing(carried: Payload, files: Looks) -> Looks:
    named = {
        entry["id"] for value in carried["first"].values() if isinstance(value, list) for entry in value
        if isinstance(entry, dict) and "id" in entry
    }  # fmt: skip
    after = {act["paper"] for act in carried["acts"]["papers"]}
    papers = {name: paper_of(waiting.question) for name, (waiting, _) in files.items()}
    return {name: file for name, file in files.items() if name in named or (papers[name] and papers[name] not in after)}


def _add_files(installation: Records, unit: Unit, row: ApplicationRow, files: Looks) -> None:
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    shelf = shelf_of(unit, Holder(application_id=row.id), box)
    for name, (waiting, made) in files.items():
        if name not in shelf.files:
            put_as_named(installation.clock, unit, shelf, waiting, made)


def _file(
    installation: CourierNeeds, unit: Unit, carried: Payload, files: Looks, looked: Looked, peer: int
) -> ApplicationRow:  # fmt: skip
    draft = _draft(installation, unit, carried, files, peer)
    arrival = Arrival(from_micro(carried["arrived_at"]), carried["place"], carried["basis"])
    evidence: dict[str, Any] = dict(carried["evidence"])
    environment = installation.rules.environment(
        draft.procedure, tokyo_day(arrival.at), carried["door"], in_force=evidence["settings"], files=draft.files,
        principal=evidence.get("principal", {}), earlier=evidence.get("earlier", {}),
    )  # fmt: skip
    path = walk(draft.procedure, draft.answers, environment)
    hold_carried(installation, unit, draft.id, draft.procedure, carried["booked"], path.answers)
    try:
        actor = _filed_by(draft, carried, peer)
        filing = Filing(draft, arrival, path, evidence, looked, number=carried["receipt_number"])
        store_applications(installation, unit, actor, [filing])
    except Conflict:
        raise LeftOver("number") from None
    row = applications.by_uid(unit, carried["uid"])
    if row is None or row.receipt_number != carried["receipt_number"]:
        raise LeftOver("number")
    if actor.kind == "system":
        words = f"出張の端末 {peer}から、この端末に行っていない職員（{carried['clerk']}）の受付として届きました。担当した職員は空けてあります。"
        add_inside_event(unit, actor, open_case(installation, unit, row), "clerk_not_along", words, row.stored_at)
    return row


def _filed_by(draft: Draft, carried: Payload, peer: int) -> Actor:
    # The audit has who carried it.
    if draft.row.staff_id is not None:
        return Actor("staff", str(carried["clerk"]))
    return (
        Actor("system", f"laptop {peer}") if carried.get("clerk") else Actor("resident", draft.row.person_id or "guest")
    )


def _draft(installation: Records, unit: Unit, carried: Payload, files: Looks, peer: int) -> Draft:
    procedure = installation.catalogue.version(unit, carried["meaning"])
    demand_whole(procedure, changes=True)
    box, stored = new_sealer(installation.keys, f"application:{carried['uid']}")
    now = to_micro(installation.clock.now())
    row = DraftRow(
        carried["uid"], procedure.id, procedure.meaning, carried["door"], keep_person(installation, unit, carried["person"]),
        clerk_here(unit, carried, peer),
        stored.key_id, stored.wrapped, box.seal("draft", {**carried["first"], CAME: carried.get("came", "")}), "", 0, now, now,
    )  # fmt: skip
    drafts.add(unit, row)
    shelf = shelf_of(unit, Holder(draft_id=row.id), box)
    for waiting, made in files.values():
        put_as_named(installation.clock, unit, shelf, waiting, made)
    return open_draft(installation, unit, row)
