"""Accepts files: recognised by content, sealed in quarantine, released once scanned and re-encoded."""

# Until then they can be neither opened nor submitted. The checks run outside a unit.

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.fields.file import MEGABYTE, MOST_BYTES
from forms.mistakes import Mistake
from forms.path.environment import KeptFile
from forms.path.path import Path
from integrations.sockets.interfaces import Remade, Scanner
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import NotFound, required
from portal.sealing import Sealer
from portal.services.files.check_file import check_file
from portal.services.files.recognise_file import clean_name, is_locked, is_old, media_of, safe_name
from portal.services.shared.needs import Basics, HasQuarantine
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.files import attachments
from portal.store.files.attachments import QUARANTINE, REFUSED, FactsRow, Holder, WaitingRow
from portal.store.shared.database_size import is_full

Content = Callable[[], bytes]  # called outside the unit; raises AdapterError
# per draft or application, including unnamed files: repeated requests must not fill the database
MOST_ON_A_SHELF = 200 * MEGABYTE
MOST_FILES_ON_A_SHELF = 200


@dataclass(frozen=True)
class Upload:
    """`content` None: larger than any allowed file."""

    name: str
    content: bytes | None


@dataclass(frozen=True)
class RefusedFile:
    id: str
    question: str
    mistake: Mistake


@dataclass(frozen=True)
class Shelf:
    holder: Holder
    sealer: Sealer
    files: Mapping[str, KeptFile]
    refused: tuple[RefusedFile, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)  # file id → question
    kept_at: Mapping[str, int] = field(default_factory=dict)
    signed: Mapping[str, Any] = field(default_factory=dict)  # what was found of companies' signatures in it

    def chosen_for(self, question: str) -> tuple[KeptFile, ...]:
        return tuple(file for name, file in self.files.items() if self.questions.get(name) == question)

    def without(self, *questions: str) -> "Shelf":
        files = {name: file for name, file in self.files.items() if self.questions.get(name) not in questions}
        return replace(
            self, files=files, refused=tuple(file for file in self.refused if file.question not in questions)
        )

    def without_waiting(self) -> "Shelf":
        return replace(self, files={name: file for name, file in self.files.items() if not file.waiting})


@dataclass(frozen=True)
class Waiting:
    file: KeptFile
    content: bytes
    question: str
    place: bool = False  # the position may be given: asked while its owner looks on, forgotten later


def files_in(path: Path) -> tuple[str, ...]:
    asked = [question for page in path.pages for question in page.fields if question.type.control == "file"]
    return tuple(dict.fromkeys(file["id"] for question in asked for file in path.answers.get(question.id, ())))


def waits(path: Path, shelf: Shelf) -> bool:
    return any(name in shelf.files and shelf.files[name].waiting for name in files_in(path))


def refusals(path: Path, shelf: Shelf) -> dict[str, tuple[Mistake, ...]]:
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    for file in shelf.refused:
        if file.question in path.asked:
            mistakes[file.question] = (*mistakes.get(file.question, ()), file.mistake)
    for question, mistake in _undecided(path, shelf):
        mistakes[question] = (*mistakes.get(question, ()), mistake)
    return mistakes


def _undecided(path: Path, shelf: Shelf) -> Iterator[tuple[str, Mistake]]:
    for question in path.fields:
        for file in path.answers.get(question.id, ()) if question.type.control == "file" else ():
            if file["id"] in shelf.files and shelf.files[file["id"]].undecided_place:
                yield question.id, place_undecided(shelf.files[file["id"]])


def place_undecided(file: KeptFile) -> Mistake:
    return Mistake("file.place_undecided", arguments={"name": file.name})


def decide_place(
    unit: Unit, shelf: Shelf, question: str, file_id: str, *, tell: bool, here: Sequence[str] = ()
) -> None:
    """A place that is not given is forgotten, also one that was given before. `here`: of the device, for a picture that
    names none."""
    file = shelf.files.get(file_id)
    if file is None or shelf.questions.get(file_id) != question:
        return
    of_device = tuple(here) if file.is_picture else ()
    known = file.undecided_place or of_device or (file.latitude, file.longitude)
    latitude, longitude = known if tell else ("", "")
    decided = replace(file, latitude=latitude, longitude=longitude, undecided_place=())
    facts = shelf.sealer.seal(f"file facts:{file_id}", _facts(decided, question))
    attachments.note(unit, shelf.holder, file_id, facts)


def drop_refusals(unit: Unit, shelf: Shelf, questions: Set[str]) -> None:
    """They are shown until their page is sent again."""
    for file in shelf.refused:
        if file.question in questions:
            attachments.remove(unit, shelf.holder, file.id)


def take_away(unit: Unit, shelf: Shelf, question: str, going: Collection[str]) -> None:
    for file in shelf.chosen_for(question):
        if file.id in going:
            attachments.remove(unit, shelf.holder, file.id)
    drop_refusals(unit, shelf, {question})


def shelf_of(unit: Unit, holder: Holder, sealer: Sealer) -> Shelf:
    files, refused, questions, kept_at = {}, [], {}, {}
    signed = dict[str, Any]()
    for row in attachments.of(unit, holder):
        facts = sealer.open(f"file facts:{row.id}", row.sealed_facts)
        questions[row.id], kept_at[row.id] = facts.get("question", ""), row.made_at
        signed |= {row.id: facts["signed"]} if "signed" in facts else {}
        if row.state == REFUSED:
            mistake = Mistake(facts["why"], arguments={"name": facts["name"]})
            refused.append(RefusedFile(row.id, facts["question"], mistake))
        else:
            files[row.id] = _file(row, facts)
    return Shelf(holder, sealer, files, tuple(refused), questions, kept_at, signed)


def note_signed(unit: Unit, shelf: Shelf, file_id: str, judgement: Mapping[str, Any]) -> None:
    facts = {**_facts(shelf.files[file_id], shelf.questions[file_id]), "signed": judgement}
    attachments.note(unit, shelf.holder, file_id, shelf.sealer.seal(f"file facts:{file_id}", facts))


def _file(row: FactsRow, facts: Mapping[str, Any]) -> KeptFile:
    return KeptFile(
        row.id, facts["name"], facts["media"], facts["bytes"], facts["sha256"], facts.get("original", ""),
        facts.get("pages", 1), tuple(facts.get("hints", ())), row.preview, row.state == QUARANTINE,
        facts.get("latitude", ""), facts.get("longitude", ""), tuple(facts.get("found", ())),
    )  # fmt: skip


def file_of(name: str, facts: Mapping[str, Any]) -> KeptFile:
    return _file(FactsRow(name, QUARANTINE, b"", False), facts)


def _facts(file: KeptFile, question: str) -> dict[str, Any]:
    place = {"found": file.undecided_place} if file.undecided_place else {}
    return {**file.stored, "pages": file.pages, "hints": file.hints, "question": question, **place}


def with_stored_files(procedure: Procedure, answers: Answers, shelf: Shelf) -> dict[str, Value]:
    """Unknown files stay named: a missing file blocks sending."""
    files, updated, refused = shelf.files, dict(answers), {file.id for file in shelf.refused}
    if not files and not refused:
        return updated
    for name, value in answers.items():
        question = procedure.by_name.get(full_name(name))
        if question is None or question.type.control != "file" or not value:
            continue
        kept = [file for file in value if file["id"] not in refused]
        updated[name] = [files[file["id"]].stored if file["id"] in files else file for file in kept]
        if not updated[name]:
            del updated[name]
    return updated


def quarantine(
    installation: HasQuarantine, unit: Unit, shelf: Shelf, question: Field, uploads: Sequence[Upload],
    held: Sequence[KeptFile], free: int,
) -> tuple[list[Waiting], list[Mistake]]:  # fmt: skip
    """Up to `free` files; not those already `held`: repeated requests add nothing."""
    if uploads and has_its_share(installation, unit):  # no outage: everything else goes on
        return [], [Mistake("file.no_scanner")]
    waiting: list[Waiting] = []
    mistakes: list[Mistake] = []
    known = {file.original or file.sha256 for file in held}
    for upload in uploads:
        file = judge_file(installation.scanner, upload, question)
        if isinstance(file, KeptFile):
            if file.original in known:
                continue
            if len(waiting) >= free:
                file = Mistake("file.too_many", arguments={"most": question.settings.most})
            elif _full(shelf, [*(waiting_file.file for waiting_file in waiting), file]):
                file = Mistake("file.shelf_full")
        if isinstance(file, Mistake):
            mistakes += [file] if file not in mistakes else []
            continue
        known.add(file.original)
        waiting.append(
            _seal(
                installation.clock,
                unit,
                shelf,
                Waiting(file, upload.content or b"", question.id, question.settings.place),
            )
        )
    return waiting, mistakes


def has_its_share(installation: Basics, unit: Unit) -> bool:
    most = installation.settings.database_megabytes * 1_000_000
    return bool(most) and is_full(unit, most)


def _full(shelf: Shelf, coming: Sequence[KeptFile]) -> bool:
    files = [*shelf.files.values(), *coming]
    return len(files) > MOST_FILES_ON_A_SHELF or sum(file.bytes for file in files) > MOST_ON_A_SHELF


def _seal(clock: Clock, unit: Unit, shelf: Shelf, waiting: Waiting) -> Waiting:
    facts = shelf.sealer.seal(f"file facts:{waiting.file.id}", _facts(waiting.file, waiting.question))
    sealed = shelf.sealer.seal_bytes(f"file:{waiting.file.id}", waiting.content)
    attachments.add(unit, shelf.holder, waiting.file.id, facts, sealed, to_micro(clock.now()))
    return waiting


def judge_file(scanner: Scanner | None, upload: Upload, question: Field) -> KeptFile | Mistake:
    name, settings = safe_name(upload.name), question.settings
    if scanner is None:
        return Mistake("file.no_scanner")
    if upload.content is None or len(upload.content) > MOST_BYTES:
        return Mistake("file.too_large", arguments={"name": name, "megabytes": MOST_BYTES // MEGABYTE})
    if not upload.content:
        return Mistake("file.empty", arguments={"name": name})
    media = media_of(upload.content)
    if not media and is_locked(upload.content):
        return Mistake("file.locked", arguments={"name": name})
    if media not in settings.accepted:
        key = "file.old_kind" if is_old(upload.content) else "file.is_other_kind"
        return Mistake(key, arguments={"name": name, "kinds": settings.kinds})
    digest = hashlib.sha256(upload.content).hexdigest()
    file = KeptFile(secrets.token_urlsafe(16), clean_name(upload.name, media), media, len(upload.content), digest)
    return replace(file, original=digest, waiting=True)


def look_at(installation: HasQuarantine, waiting: Waiting) -> Remade | Mistake | None:
    """None if it cannot be checked now."""
    result = check_file(installation, waiting.content, waiting.file.media)
    return Mistake(result, arguments={"name": waiting.file.name}) if isinstance(result, str) else result


def settle(
    installation: Basics, unit: Unit, shelf: Shelf, actor: Actor, waiting: Sequence[Waiting],
    verdicts: Sequence[Remade | Mistake | None],
) -> tuple[KeptFile, ...]:  # fmt: skip
    remaining = []
    for waiting_file, verdict in zip(waiting, verdicts, strict=True):
        if isinstance(verdict, Remade):
            place = verdict.place if waiting_file.place else ()
            file = let_pass(
                unit, shelf, replace(waiting_file, file=replace(waiting_file.file, undecided_place=place)), verdict
            )
            if file is not None:
                remaining.append(file)
            write_audit(installation, unit, actor, "keep file" if file else "refuse file", detail=waiting_file.file.id)
        elif verdict is None:
            remaining.append(waiting_file.file)
            write_audit(installation, unit, actor, "hold file", detail=waiting_file.file.id)
        else:
            attachments.remove(unit, shelf.holder, waiting_file.file.id)
            write_audit(installation, unit, actor, "refuse file", detail=verdict.key)
    return tuple(remaining)


def as_kept(file: KeptFile, made: Remade) -> KeptFile:
    digest = hashlib.sha256(made.content).hexdigest()
    return replace(
        file, name=clean_name(file.name, made.media), media=made.media, bytes=len(made.content), sha256=digest,
        pages=made.pages, hints=made.hints, preview=bool(made.preview), waiting=False,
    )  # fmt: skip


def let_pass(unit: Unit, shelf: Shelf, waiting: Waiting, made: Remade) -> KeptFile | None:
    file = as_kept(waiting.file, made)
    box = shelf.sealer
    facts = box.seal(f"file facts:{file.id}", _facts(file, waiting.question))
    content = box.seal_bytes(f"file:{file.id}", made.content)
    preview = box.seal_bytes(f"file preview:{file.id}", made.preview) if made.preview else None
    return file if attachments.let_pass(unit, shelf.holder, file.id, facts, content, preview) else None


def refuse(unit: Unit, shelf: Shelf, waiting: Waiting, why: Mistake) -> bool:
    facts = {**_facts(waiting.file, waiting.question), "why": why.key}
    return attachments.refuse(
        unit, shelf.holder, waiting.file.id, shelf.sealer.seal(f"file facts:{waiting.file.id}", facts)
    )


def in_quarantine(shelf: Shelf, row: WaitingRow) -> Waiting:
    facts = shelf.sealer.open(f"file facts:{row.id}", row.sealed_facts)
    content = shelf.sealer.open_bytes(f"file:{row.id}", row.sealed_content)
    return Waiting(file_of(row.id, facts), content, facts["question"])


def open_file(unit: Unit, shelf: Shelf, file_id: str) -> tuple[KeptFile, Content]:
    """Raises NotFound unless released."""
    sealed = attachments.content(unit, shelf.holder, file_id)
    if sealed is None or file_id not in shelf.files:
        raise NotFound("file")
    return shelf.files[file_id], lambda: shelf.sealer.open_bytes(f"file:{file_id}", sealed())


def open_preview(unit: Unit, shelf: Shelf, file_id: str) -> Content:
    """A JPEG made here. Raises NotFound."""
    sealed = required(attachments.preview(unit, shelf.holder, file_id), NotFound("file"))
    return lambda: shelf.sealer.open_bytes(f"file preview:{file_id}", sealed())


def open_shown_preview(unit: Unit, shelf: Shelf, file_id: str) -> Content:
    if file_id not in shelf.files:
        raise NotFound("file")
    return open_preview(unit, shelf, file_id)


def put_as_named(clock: Clock, unit: Unit, shelf: Shelf, waiting: Waiting, made: Remade) -> None:
    """Keeps the id that answers already name."""
    _seal(clock, unit, shelf, waiting)
    let_pass(unit, shelf, waiting, made)


def put_beside(clock: Clock, unit: Unit, shelf: Shelf, file: KeptFile, made: Remade, question: str) -> str:
    """A rotated picture is another file: answers stay unchanged."""
    waiting = Waiting(replace(file, id=secrets.token_urlsafe(16)), b"", question)
    put_as_named(clock, unit, shelf, waiting, made)
    return waiting.file.id
