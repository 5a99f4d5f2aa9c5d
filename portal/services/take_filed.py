"""Inside: an application that was filed at the outer zone becomes one of ours, with its number and its arrival; and what its applicant
has done since is done here as of when they did it. What the section was faster than is kept apart for a person."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from forms.fields.file import MOST_BYTES
from forms.path import walk
from integrations.interfaces import Remade
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import new_sealer
from portal.services.actor import Actor
from portal.services.apply_acts import apply_acts
from portal.services.carry_bookings import hold_carried, tell_overbooked
from portal.services.carry_bundle import join_bundle
from portal.services.cases import open_case
from portal.services.check_file import check_file
from portal.services.drafts import Draft, application_sealer, open_draft
from portal.services.identity_files import QUESTION
from portal.services.installation import Installation
from portal.services.keep_file import Waiting, file_of, put_as_named, shelf_of
from portal.services.keep_person import keep_person
from portal.services.left_over import LeftOver
from portal.services.note_gone import is_gone
from portal.services.note_protected import Looked, asking_register
from portal.services.papers_that_follow import paper_of
from portal.services.recognise_file import media_of
from portal.services.submit_application import Arrival, Filing, store_applications
from portal.services.take_signatures import Rulings, judge_carried, take_signatures
from portal.services.tell_inner import mark_of
from portal.services.who_files import CAME
from portal.services.write_audit import write_audit
from portal.store import applications, attachments, courier, definitions, drafts
from portal.store.applications import ApplicationRow
from portal.store.attachments import Holder
from portal.store.courier import CaseRow
from portal.store.drafts import DraftRow

Said = Mapping[str, Any]
Looks = Mapping[str, tuple[Waiting, Remade]]
_AHEAD = timedelta(minutes=5)  # clocks of two houses differ by so much


def take_filed(installation: Installation, said: Said, parts: Sequence[bytes], actor: Actor) -> None:
    """Opens and commits its own units. LeftOver where it has to wait, or does not fit."""
    with installation.database.read() as unit:
        known = applications.by_uid(unit, said["uid"])
        if known is not None and courier.of(unit, known.id) is None:
            raise LeftOver("number")  # one of ours that never went out: nobody outside has a say in it
        there = {one.id for one in attachments.of(unit, Holder(application_id=known.id))} if known else set()
        if known is None and is_gone(unit, said["uid"]):
            return  # thrown away by an approved list: what comes of it afterwards is nobody's
        if definitions.by_meaning(unit, said["meaning"]) is None:
            raise LeftOver("definition")
    if from_micro(max(_instants(said))) > installation.clock.now() + _AHEAD:
        raise LeftOver("unfit")
    rulings = judge_carried(installation, said)
    files = _look(installation, said, parts, there, known is not None)
    asking_register(installation, lambda looked: _store(installation, said, files, rulings, looked, actor))


def _instants(said: Said) -> Iterator[int]:
    """At which anything was done: a day yet to come would keep a period from beginning, or a message from being the last."""
    yield said["arrived_at"]
    acts = said["acts"]
    for done in (*(acts[name] for name in ("corrected", "stopped", "rebooked", "papers")), said["said"]):
        yield from (one["at"] for one in done)
    yield from (
        *said["read"].values(),
        *said["opened"].values(),
        said["declared"] or 0,
        acts.get("mandate", {}).get("at", 0),
    )


def _look(installation: Installation, said: Said, parts: Sequence[bytes], there: set[str], known: bool) -> Looks:
    """Each new file looked at and made anew once more: nothing that comes from outside is believed. No unit is open."""
    found = {}
    for name, facts in said["files"].items():
        if name in there:
            continue
        place = said["carried"].get(name, 0)
        if not place and known and facts.get("question") == QUESTION:
            continue  # a copy of an ID that was looked at here, and deleted when its days were over
        if not 0 < place < len(parts):
            raise LeftOver("files")
        content = parts[place]
        same = hashlib.sha256(content).hexdigest() == facts["sha256"] and media_of(content) == facts["media"]
        if not same or len(content) > MOST_BYTES:
            raise LeftOver("files")
        made = check_file(installation, content, facts["media"])
        if not isinstance(made, Remade):
            raise LeftOver("scanner" if made is None else "files")
        found[name] = (Waiting(file_of(name, facts), b"", facts["question"]), made)
    return found


def _store(
    installation: Installation, said: Said, files: Looks, rulings: Rulings, looked: Looked, actor: Actor
) -> None:  # fmt: skip
    with installation.database.write() as unit:
        row = applications.by_uid(unit, said["uid"])
        before = courier.of(unit, row.id) if row is not None else None
        if before is not None and before.taken_step >= said["step"]:
            return  # somebody else took it, or a later one, a moment ago
        if row is None and is_gone(unit, said["uid"]):
            return
        first = _of_filing(said, files) if row is None else {}
        if row is None:
            row = _file(installation, unit, said, first, looked)
        _add_files(installation, unit, row, {name: one for name, one in files.items() if name not in first})
        join_bundle(unit, row.uid, said.get("bundle"))
        apply_acts(installation, unit, row, said)
        case = open_case(installation, unit, applications.by_id(unit, row.id) or row)
        take_signatures(installation, unit, case, said, rulings)
        if before is None:
            tell_overbooked(installation, unit, case)
        stands = before or CaseRow(row.id)
        courier.keep(unit, replace(stands, taken_step=said["step"], taken_acts=mark_of(said["acts"]), owes=True))
        write_audit(installation, unit, actor, "take application by courier", application_id=row.id)
        unit.commit()


def _of_filing(said: Said, files: Looks) -> Looks:
    """Those that came along: named by the first answers, or of a paper that was not handed in afterwards."""
    named = {
        one["id"] for value in said["first"].values() if isinstance(value, list) for one in value
        if isinstance(one, dict) and "id" in one
    }  # fmt: skip
    after = {one["paper"] for one in said["acts"]["papers"]}
    papers = {name: paper_of(one.question) for name, (one, _) in files.items()}
    return {name: one for name, one in files.items() if name in named or (papers[name] and papers[name] not in after)}


def _add_files(installation: Installation, unit: Unit, row: ApplicationRow, files: Looks) -> None:
    """None of them twice: two who take the same at once."""
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    shelf = shelf_of(unit, Holder(application_id=row.id), box)
    for name, (waiting, made) in files.items():
        if name not in shelf.files:
            put_as_named(installation, unit, shelf, waiting, made)


def _file(installation: Installation, unit: Unit, said: Said, files: Looks, looked: Looked) -> ApplicationRow:
    """As it was filed: a draft that becomes the application in this same transaction."""
    draft = _draft(installation, unit, said, files)
    arrival = Arrival(from_micro(said["arrived_at"]), said["place"], said["basis"])
    evidence: dict[str, Any] = dict(said["evidence"])
    environment = installation.environment(
        draft.procedure, tokyo_day(arrival.at), said["door"], in_force=evidence["settings"], files=draft.files,
        principal=evidence.get("principal", {}),
    )  # fmt: skip
    path = walk(draft.procedure, draft.answers, environment)
    hold_carried(unit, draft.id, draft.procedure, said["booked"], path.answers)
    try:
        who = Actor("resident", draft.row.person_id or "guest")  # they filed it; who carried it is in the audit
        filing = Filing(draft, arrival, path, evidence, looked, number=said["receipt_number"])
        store_applications(installation, unit, who, [filing])
    except Conflict:
        raise LeftOver("number") from None
    row = applications.by_uid(unit, said["uid"])
    if row is None or row.receipt_number != said["receipt_number"]:
        raise LeftOver("number")
    return row


def _draft(installation: Installation, unit: Unit, said: Said, files: Looks) -> Draft:
    procedure = installation.catalogue.version(unit, said["meaning"])
    box, stored = new_sealer(installation.keys, f"application:{said['uid']}")
    now = to_micro(installation.clock.now())
    row = DraftRow(
        said["uid"], procedure.id, procedure.meaning, said["door"], keep_person(installation, unit, said["person"]), None,
        stored.key_id, stored.wrapped, box.seal("draft", {**said["first"], CAME: said.get("came", "")}), "", 0, now, now,
    )  # fmt: skip
    drafts.add(unit, row)
    shelf = shelf_of(unit, Holder(draft_id=row.id), box)
    for waiting, made in files.values():
        put_as_named(installation, unit, shelf, waiting, made)
    return open_draft(installation, unit, row)
