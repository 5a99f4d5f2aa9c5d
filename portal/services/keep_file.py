"""Takes a file in: judged by its content, sealed into quarantine, let pass when a scanner found nothing. Whoever hands
it in is told what was not taken, file by file. Scanning may be slow: no unit is open meanwhile."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.environment import KeptFile
from forms.fields.file import MEGABYTE, MOST_BYTES, FileSettings
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Procedure
from integrations.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.logs import log
from portal.sealing import Sealer
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.recognise_file import clean_name, media_of, told_name
from portal.services.write_audit import write_audit
from portal.store import attachments
from portal.store.attachments import Holder


@dataclass(frozen=True)
class Upload:
    """As it came. `content` is None where it was longer than any file may be, and was not kept in memory."""

    name: str
    content: bytes | None


@dataclass(frozen=True)
class Shelf:
    """Where the files of a draft or an application are kept: what it is, its data key, and what stands there now."""

    holder: Holder
    sealer: Sealer
    files: Mapping[str, KeptFile]


@dataclass(frozen=True)
class Waiting:
    """In quarantine, with the content to scan."""

    file: KeptFile
    content: bytes


def takes_files(procedure: Procedure) -> bool:
    return any(field.type.control == "file" for field in procedure.fields)


def files_in(path: Path) -> tuple[str, ...]:
    """The ids of all files that the answers of this path name, each once."""
    asked = [field for page in path.pages for field in page.fields if field.type.control == "file"]
    return tuple(dict.fromkeys(file["id"] for field in asked for file in path.answers.get(field.id, ())))


def kept_files(unit: Unit, holder: Holder, sealer: Sealer) -> dict[str, KeptFile]:
    """What passed, by id."""
    return {
        row.id: KeptFile(**sealer.open(f"file facts:{row.id}", row.sealed_facts))
        for row in attachments.of(unit, holder)
    }


def quarantine(
    installation: Installation, unit: Unit, shelf: Shelf, settings: FileSettings, uploads: Sequence[Upload],
    held: Sequence[KeptFile], free: int,
) -> tuple[list[Waiting], list[Mistake]]:  # fmt: skip
    """Seals what may be taken, up to `free` files, and says of each other why not. What is `held` already is left out:
    a page that is sent twice adds nothing. The caller commits."""
    waiting: list[Waiting] = []
    mistakes: list[Mistake] = []
    known = {file.sha256 for file in held}
    for upload in uploads:
        file = _judge(installation, upload, settings)
        if isinstance(file, KeptFile):
            if file.sha256 in known:
                continue
            if len(waiting) >= free:
                file = Mistake("file.too_many", arguments={"most": settings.most})
        if isinstance(file, Mistake):
            mistakes += [file] if file not in mistakes else []
            continue
        known.add(file.sha256)
        waiting.append(_seal(installation, unit, shelf, file, upload.content or b""))
    return waiting, mistakes


def _seal(installation: Installation, unit: Unit, shelf: Shelf, file: KeptFile, content: bytes) -> Waiting:
    facts = shelf.sealer.seal(f"file facts:{file.id}", vars(file))
    sealed = shelf.sealer.seal_bytes(f"file:{file.id}", content)
    attachments.add(unit, shelf.holder, file.id, facts, sealed, to_micro(installation.clock.now()))
    return Waiting(file, content)


def _judge(installation: Installation, upload: Upload, settings: FileSettings) -> KeptFile | Mistake:
    name = told_name(upload.name)
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
    return KeptFile(secrets.token_urlsafe(16), clean_name(upload.name, media), media, len(upload.content), digest)


def scan(installation: Installation, waiting: Sequence[Waiting]) -> list[Mistake | None]:
    """None where nothing was found. What cannot be scanned is not taken: nothing passes because a neighbour is away."""
    return [_scan(installation, one) for one in waiting]


def _scan(installation: Installation, one: Waiting) -> Mistake | None:
    if installation.scanner is None:
        return Mistake("file.no_scanner")
    try:
        verdict = installation.scanner.scan(one.content)
    except AdapterError as failed:
        log.warning("scan", code=failed.code)
        return Mistake("file.not_scanned")
    return None if verdict.clean else Mistake("file.infected", arguments={"name": one.file.name})


def settle(
    installation: Installation, unit: Unit, shelf: Shelf, actor: Actor, waiting: Sequence[Waiting],
    verdicts: Sequence[Mistake | None],
) -> tuple[KeptFile, ...]:  # fmt: skip
    """Lets pass what is clean and removes the rest; those that passed. The caller commits."""
    passed = []
    for one, verdict in zip(waiting, verdicts, strict=True):
        if verdict is None and attachments.let_pass(unit, shelf.holder, one.file.id):
            passed.append(one.file)
            write_audit(installation, unit, actor, "keep file", detail=one.file.id)
        else:
            attachments.remove(unit, shelf.holder, one.file.id)
            write_audit(installation, unit, actor, "refuse file", detail=verdict.key if verdict else "gone")
    return tuple(passed)


def open_file(unit: Unit, shelf: Shelf, file_id: str) -> tuple[KeptFile, bytes]:
    """The file with its content. NotFound unless it stands on this shelf."""
    sealed = attachments.content(unit, shelf.holder, file_id)
    if sealed is None or file_id not in shelf.files:
        raise NotFound("file")
    return shelf.files[file_id], shelf.sealer.open_bytes(f"file:{file_id}", sealed)
