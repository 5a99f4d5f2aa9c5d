"""Files of applications in an object storage: a file comes in with its application, in one commit, and goes there later."""

from functools import partial
from hashlib import sha256
from time import monotonic

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.object_socket import ObjectStore
from portal.db import Database
from portal.logs import log
from portal.outages import outage_of
from portal.sealing import ANSWERS
from portal.services.shared.needs import Basics
from portal.store.files import attachments
from portal.store.files.attachments import InsideRow
from portal.store.shared import key_checks

_SECONDS = 20.0  # per round: other work waits for it
_DAY = 86_400
_PREVIEW = attachments.preview_name("")
OTHERS = "OBJECT_OTHERS"


def lay_outside(installation: Basics) -> int:
    """Puts sealed content into the storage, then empties it here. Again and again with the same result."""
    database, laid, after, end = installation.database, 0, "", monotonic() + _SECONDS
    if database.objects is None:
        return 0
    while monotonic() < end and (row := _next(database, after)) is not None:
        after = row.id
        try:
            if not laid:
                _demand_ours(database, database.objects)
            _put(database.objects, row)
        except AdapterError as error:
            log.warning("lay outside", code=error.code)
            if error.permanent:
                continue  # this file stays; the next may pass
            break
        with database.change() as unit:
            laid += attachments.empty(unit, row.id, row.application_id)
    return laid


def _demand_ours(database: Database, objects: ObjectStore) -> None:
    # Two installations in one folder would each set the other's files aside, and erase them in the end. Of two that put
    # their mark at one moment, the one whose mark was replaced reads so the next time. Raises AdapterError.
    mark = _mark(database)
    if not (owner := objects.owner()):
        objects.claim(mark)
        owner = objects.owner()
    if owner != mark:
        raise AdapterError(OTHERS, "the folder is another installation's: KAKANAI_FILES_BUCKET_FOLDER", permanent=False)


def is_others(database: Database) -> bool:
    # Raises AdapterError. False while the database is away: /readyz says that first.
    owner = database.objects.owner() if database.objects is not None else ""
    try:
        return owner != "" and owner != database.in_time("mark", partial(_mark, database))
    except Exception as error:
        if not outage_of(error):
            raise
    return False


def _mark(database: Database) -> str:
    # A copy of the database has the same, as it has the same files; its first key was wrapped for it alone.
    with database.read() as unit:
        kept = min((row.stored_at, row.key_id) for row in key_checks.known(unit) if row.ring == ANSWERS)
        value = key_checks.by_ring(unit)[ANSWERS][kept[1]].value
    return sha256(repr((*kept, value)).encode()).hexdigest()


def bring_inside(database: Database) -> tuple[int, list[str]]:
    """How many came back into the database, and the ids of files that the storage does not hand out."""
    brought, missing, after = 0, list[str](), ""
    while (row := _next_outside(database, after)) is not None:
        after = row.id
        try:
            content, preview = _fetched(database, row)
        except AdapterError:
            missing.append(row.id)
            continue
        with database.change() as unit:
            brought += attachments.fill(unit, row.id, row.application_id, content, preview)
    return brought, missing


def _next_outside(database: Database, after: str) -> InsideRow | None:
    with database.read() as unit:
        return attachments.next_outside(unit, after)


def _fetched(database: Database, row: InsideRow) -> tuple[bytes, bytes | None]:
    with database.read() as unit:
        content = attachments.sealed(unit, row.id, row.sealed_content)
        preview = attachments.sealed(unit, attachments.preview_name(row.id), row.sealed_preview)
    return (content() if content else b""), (preview() if preview else None)


def _next(database: Database, after: str) -> InsideRow | None:
    with database.read() as unit:
        return attachments.next_inside(unit, after)


def _put(objects: ObjectStore, row: InsideRow) -> None:
    objects.put(row.id, row.sealed_content)
    if row.sealed_preview is not None:
        objects.put(attachments.preview_name(row.id), row.sealed_preview)


def sweep_outside(installation: Basics) -> int:
    """Sets objects aside that no file names, and erases them after KAKANAI_FILES_BUCKET_DAYS, for databases that are restored."""
    database, days = installation.database, installation.settings.files_bucket_days
    if database.objects is None:
        return 0
    try:
        return _sweep(database, database.objects, days * _DAY)
    except AdapterError as error:
        log.warning("sweep outside", code=error.code)
        return 0


def _sweep(database: Database, objects: ObjectStore, seconds: int) -> int:
    _demand_ours(database, objects)
    changed = 0
    for pairs in objects.aside():
        named = _named(database, [name for name, _ in pairs])
        for name, age in pairs:
            if name in named:
                objects.bring_back(name)
            elif age > seconds:
                objects.erase(name)
            else:
                continue
            changed += 1
    for names in objects.names():
        named = _named(database, names)
        for name in names:
            if name not in named:
                objects.set_aside(name)
                changed += 1
    return changed


def _named(database: Database, names: list[str]) -> set[str]:
    file_of = {name: name.removesuffix(_PREVIEW) for name in names}
    with database.read() as unit:
        present = attachments.present(unit, sorted(set(file_of.values())))
    return {name for name, file_id in file_of.items() if file_id in present}
