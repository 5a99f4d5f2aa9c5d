"""Takes a file in: judged by its content, sealed into quarantine, let pass when a scanner found nothing and it could be made
anew. Whoever hands it in is told what was not taken, file by file. While nobody can look at it, it waits in quarantine: the
answer names it, nobody opens it, and what names it is not sent. Looking takes time: no unit is open meanwhile."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from forms.answers import Answers
from forms.environment import KeptFile
from forms.field import Value
from forms.fields.file import MEGABYTE, MOST_BYTES
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Field, Procedure, full_name
from integrations.interfaces import Remade
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.sealing import Sealer
from portal.services.actor import Actor
from portal.services.check_file import check_file
from portal.services.installation import Installation
from portal.services.recognise_file import clean_name, media_of, told_name
from portal.services.write_audit import write_audit
from portal.store import attachments
from portal.store.attachments import QUARANTINE, REFUSED, FactsRow, Holder, WaitingRow

# Of one draft or application together, also what no answer names: pages that are sent over and over fill no database.
MOST_ON_A_SHELF = 200 * MEGABYTE
MOST_FILES_ON_A_SHELF = 200


@dataclass(frozen=True)
class Upload:
    """As it came. `content` is None where it was longer than any file may be, and was not kept in memory."""

    name: str
    content: bytes | None


@dataclass(frozen=True)
class RefusedFile:
    """What was refused after its owner had gone on, and has to be said: to which question it belonged, and why."""

    id: str
    question: str
    mistake: Mistake


@dataclass(frozen=True)
class Shelf:
    """Where the files of a draft or an application are kept: what it is, its data key, what stands there now, and what
    does not any more. `questions`: for which question each was chosen."""

    holder: Holder
    sealer: Sealer
    files: Mapping[str, KeptFile]
    refused: tuple[RefusedFile, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)

    def chosen_for(self, question: str) -> tuple[KeptFile, ...]:
        """In the order in which they came."""
        return tuple(file for name, file in self.files.items() if self.questions.get(name) == question)


@dataclass(frozen=True)
class Waiting:
    """In quarantine, with the content to look at and the question it was chosen for."""

    file: KeptFile
    content: bytes
    question: str


def takes_files(procedure: Procedure) -> bool:
    """For questions, or for papers that may follow."""
    asks = any(one.type.control == "file" for one in procedure.fields)
    return asks or any(paper.later for paper in procedure.papers)


def files_in(path: Path) -> tuple[str, ...]:
    """The ids of all files that the answers of this path name, each once."""
    asked = [one for page in path.pages for one in page.fields if one.type.control == "file"]
    return tuple(dict.fromkeys(file["id"] for one in asked for file in path.answers.get(one.id, ())))


def waits(path: Path, shelf: Shelf) -> bool:
    """Whether anything that would be sent was not looked at yet."""
    return any(name in shelf.files and shelf.files[name].waiting for name in files_in(path))


def untold(path: Path, shelf: Shelf) -> dict[str, tuple[Mistake, ...]]:
    """What was refused after its owner had gone on, by the question that asks for it."""
    found: dict[str, tuple[Mistake, ...]] = {}
    for file in shelf.refused:
        if file.question in path.asked:
            found[file.question] = (*found.get(file.question, ()), file.mistake)
    return found


def drop_told(unit: Unit, shelf: Shelf, questions: Set[str]) -> None:
    """What was refused is said until the page of its question is sent again."""
    for file in shelf.refused:
        if file.question in questions:
            attachments.remove(unit, shelf.holder, file.id)


def take_away(unit: Unit, shelf: Shelf, question: str, going: Collection[str]) -> None:
    """Files of this question that are not to stay; what was refused was told by now."""
    for file in shelf.chosen_for(question):
        if file.id in going:
            attachments.remove(unit, shelf.holder, file.id)
    drop_told(unit, shelf, {question})


def shelf_of(unit: Unit, holder: Holder, sealer: Sealer) -> Shelf:
    """What hangs there, opened."""
    files, refused, questions = {}, [], {}
    for row in attachments.of(unit, holder):
        facts = sealer.open(f"file facts:{row.id}", row.sealed_facts)
        questions[row.id] = facts.get("question", "")
        if row.state == REFUSED:
            mistake = Mistake(facts["why"], arguments={"name": facts["name"]})
            refused.append(RefusedFile(row.id, facts["question"], mistake))
        else:
            files[row.id] = _file(row, facts)
    return Shelf(holder, sealer, files, tuple(refused), questions)


def _file(row: FactsRow, facts: Mapping[str, Any]) -> KeptFile:
    return KeptFile(
        row.id, facts["name"], facts["media"], facts["bytes"], facts["sha256"], facts.get("original", ""),
        facts.get("pages", 1), tuple(facts.get("hints", ())), row.preview, row.state == QUARANTINE,
    )  # fmt: skip


def file_of(name: str, facts: Mapping[str, Any]) -> KeptFile:
    """A file that nobody here has looked at yet, by what is said of it."""
    return _file(FactsRow(name, QUARANTINE, b"", False), facts)


def _facts(file: KeptFile, question: str) -> dict[str, Any]:
    return {**file.stored, "pages": file.pages, "hints": file.hints, "question": question}


def as_they_stand(procedure: Procedure, answers: Answers, shelf: Shelf) -> dict[str, Value]:
    """The answers with their files as they are by now: what waited was made anew, or was refused. One of which nothing is
    known stays named, so that nothing is sent as if it had never been there."""
    files, found, refused = shelf.files, dict(answers), {file.id for file in shelf.refused}
    if not files and not refused:
        return found
    for name, value in answers.items():
        question = procedure.by_name.get(full_name(name))
        if question is None or question.type.control != "file" or not value:
            continue
        stands = [file for file in value if file["id"] not in refused]
        found[name] = [files[file["id"]].stored if file["id"] in files else file for file in stands]
        if not found[name]:
            del found[name]
    return found


def quarantine(
    installation: Installation, unit: Unit, shelf: Shelf, question: Field, uploads: Sequence[Upload],
    held: Sequence[KeptFile], free: int,
) -> tuple[list[Waiting], list[Mistake]]:  # fmt: skip
    """Seals what may be taken, up to `free` files, and says of each other why not. What is `held` already is left out:
    a page that is sent twice adds nothing. The caller commits."""
    waiting: list[Waiting] = []
    mistakes: list[Mistake] = []
    known = {file.original or file.sha256 for file in held}
    for upload in uploads:
        file = judge_file(installation, upload, question)
        if isinstance(file, KeptFile):
            if file.original in known:
                continue
            if len(waiting) >= free:
                file = Mistake("file.too_many", arguments={"most": question.settings.most})
            elif _full(shelf, [*(one.file for one in waiting), file]):
                file = Mistake("file.shelf_full")
        if isinstance(file, Mistake):
            mistakes += [file] if file not in mistakes else []
            continue
        known.add(file.original)
        waiting.append(_seal(installation, unit, shelf, Waiting(file, upload.content or b"", question.id)))
    return waiting, mistakes


def _full(shelf: Shelf, coming: Sequence[KeptFile]) -> bool:
    files = [*shelf.files.values(), *coming]
    return len(files) > MOST_FILES_ON_A_SHELF or sum(file.bytes for file in files) > MOST_ON_A_SHELF


def _seal(installation: Installation, unit: Unit, shelf: Shelf, one: Waiting) -> Waiting:
    facts = shelf.sealer.seal(f"file facts:{one.file.id}", _facts(one.file, one.question))
    sealed = shelf.sealer.seal_bytes(f"file:{one.file.id}", one.content)
    attachments.add(unit, shelf.holder, one.file.id, facts, sealed, to_micro(installation.clock.now()))
    return one


def judge_file(installation: Installation, upload: Upload, question: Field) -> KeptFile | Mistake:
    """By its content alone: as it would wait in quarantine, or why it is not taken."""
    name, settings = told_name(upload.name), question.settings
    if installation.scanner is None:
        return Mistake("file.no_scanner")
    if upload.content is None or len(upload.content) > MOST_BYTES:
        return Mistake("file.too_large", arguments={"name": name, "megabytes": MOST_BYTES // MEGABYTE})
    if not upload.content:
        return Mistake("file.empty", arguments={"name": name})
    media = media_of(upload.content)
    if media not in settings.accepted:
        return Mistake("file.is_other_kind", arguments={"name": name, "kinds": settings.kinds})
    digest = hashlib.sha256(upload.content).hexdigest()
    file = KeptFile(secrets.token_urlsafe(16), clean_name(upload.name, media), media, len(upload.content), digest)
    return replace(file, original=digest, waiting=True)


def look_at(installation: Installation, one: Waiting) -> Remade | Mistake | None:
    """What it became, or why it is not taken; None while nobody can tell."""
    found = check_file(installation, one.content, one.file.media)
    return Mistake(found, arguments={"name": one.file.name}) if isinstance(found, str) else found


def settle(
    installation: Installation, unit: Unit, shelf: Shelf, actor: Actor, waiting: Sequence[Waiting],
    verdicts: Sequence[Remade | Mistake | None],
) -> tuple[KeptFile, ...]:  # fmt: skip
    """Lets pass what was made anew, leaves in quarantine what waits, and removes the rest; what stands from now on. The
    caller commits."""
    stands = []
    for one, verdict in zip(waiting, verdicts, strict=True):
        if isinstance(verdict, Remade):
            file = let_pass(unit, shelf, one, verdict)
            if file is not None:
                stands.append(file)
            write_audit(installation, unit, actor, "keep file" if file else "refuse file", detail=one.file.id)
        elif verdict is None:
            stands.append(one.file)
            write_audit(installation, unit, actor, "hold file", detail=one.file.id)
        else:
            attachments.remove(unit, shelf.holder, one.file.id)
            write_audit(installation, unit, actor, "refuse file", detail=verdict.key)
    return tuple(stands)


def as_kept(file: KeptFile, made: Remade) -> KeptFile:
    """What stands once it was let pass."""
    digest = hashlib.sha256(made.content).hexdigest()
    return replace(
        file, name=clean_name(file.name, made.media), media=made.media, bytes=len(made.content), sha256=digest,
        pages=made.pages, hints=made.hints, preview=bool(made.preview), waiting=False,
    )  # fmt: skip


def let_pass(unit: Unit, shelf: Shelf, one: Waiting, made: Remade) -> KeptFile | None:
    """The file as it is kept; None if it is gone meanwhile, or was let pass by somebody else."""
    file = as_kept(one.file, made)
    box = shelf.sealer
    facts = box.seal(f"file facts:{file.id}", _facts(file, one.question))
    content = box.seal_bytes(f"file:{file.id}", made.content)
    preview = box.seal_bytes(f"file preview:{file.id}", made.preview) if made.preview else None
    return file if attachments.let_pass(unit, shelf.holder, file.id, facts, content, preview) else None


def refuse(unit: Unit, shelf: Shelf, one: Waiting, why: Mistake) -> bool:
    """Its owner has gone on, so that why is kept until it was told."""
    facts = {**_facts(one.file, one.question), "why": why.key}
    return attachments.refuse(unit, shelf.holder, one.file.id, shelf.sealer.seal(f"file facts:{one.file.id}", facts))


def in_quarantine(shelf: Shelf, row: WaitingRow) -> Waiting:
    """A file that waits, opened."""
    facts = shelf.sealer.open(f"file facts:{row.id}", row.sealed_facts)
    content = shelf.sealer.open_bytes(f"file:{row.id}", row.sealed_content)
    return Waiting(file_of(row.id, facts), content, facts["question"])


def open_file(unit: Unit, shelf: Shelf, file_id: str) -> tuple[KeptFile, bytes]:
    """The file with its content. NotFound unless it stands on this shelf and was looked at."""
    sealed = attachments.content(unit, shelf.holder, file_id)
    if sealed is None or file_id not in shelf.files:
        raise NotFound("file")
    return shelf.files[file_id], shelf.sealer.open_bytes(f"file:{file_id}", sealed)


def open_preview(unit: Unit, shelf: Shelf, file_id: str) -> bytes:
    """A small JPEG of our own making. NotFound as `open_file`, and where there is none."""
    sealed = attachments.preview(unit, shelf.holder, file_id)
    if sealed is None:
        raise NotFound("file")
    return shelf.sealer.open_bytes(f"file preview:{file_id}", sealed)


def open_shown_preview(unit: Unit, shelf: Shelf, file_id: str) -> bytes:
    """As `open_preview`, of those alone that whoever looks may open."""
    if file_id not in shelf.files:
        raise NotFound("file")
    return open_preview(unit, shelf, file_id)


def put_as_named(installation: Installation, unit: Unit, shelf: Shelf, one: Waiting, made: Remade) -> None:
    """Under the id by which answers name it already. The caller commits."""
    _seal(installation, unit, shelf, one)
    let_pass(unit, shelf, one, made)


def put_beside(
    installation: Installation, unit: Unit, shelf: Shelf, file: KeptFile, made: Remade, question: str
) -> str:
    """A turned picture is another file, so that nothing that was answered changes by itself; its id. The caller commits."""
    one = Waiting(replace(file, id=secrets.token_urlsafe(16)), b"", question)
    put_as_named(installation, unit, shelf, one, made)
    return one.file.id
