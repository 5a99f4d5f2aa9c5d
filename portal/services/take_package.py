"""Takes what was kept into the queue: an application and its mark together or neither, some packages in one unit of work. What cannot
be taken is held with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from integrations.import_socket import Package, Unreadable
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.logs import log_bug
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.keep_file import put_as_named
from portal.services.keep_package import Kept, file_sealer, note_packages
from portal.services.note_protected import NOBODY, Looked, look_for
from portal.services.people_in import people_in
from portal.services.ready_package import Held, Mappings, Ready, WaitingPackage, ready_package
from portal.services.submit_application import store_applications
from portal.services.unpack import unpack
from portal.services.write_audit import write_audit, write_audits
from portal.store import drafts, import_files, import_packages
from portal.store.audit_records import Told
from portal.store.import_files import FileRow
from portal.store.import_packages import TAKEN, WAITING, Move, PackageRow, Taking

TOGETHER = 50  # of one transaction: a resident who sends at that moment waits for it on SQLite
ELSEWHERE = "elsewhere"  # somebody else was faster


def take_packages(installation: Installation, file_id: int, actor: Actor) -> Mapping[str, int]:
    """Whatever of this file waits; how many came into each state. Killed anywhere, it goes on where it was."""
    return next(take_files(installation, [Kept(file_id, False)], actor))


def take_files(installation: Installation, kept: Sequence[Kept], actor: Actor) -> Iterator[Mapping[str, int]]:
    """`take_packages` of each, and what came into a state when it was kept. What was read a moment ago, then, is not read again."""
    mappings, ids = Mappings(installation), [one.file_id for one in kept]
    with installation.database.read() as unit:
        files, rows = import_files.by_ids(unit, ids), import_packages.waiting_of(unit, ids)
    found = [
        list(_waiting_in(installation, files[one.file_id], mine, one.packages, actor))
        if one.file_id in files and (mine := rows.pop(one.file_id, [])) else []
        for one in kept
    ]  # fmt: skip
    every = [one for ones in found for one in ones]
    together: dict[int, str] = {}
    for start in range(0, len(every), TOGETHER):
        together |= _take_together(installation, every[start : start + TOGETHER], actor, mappings)
    for kept_one, ones in zip(kept, found, strict=True):
        done = dict(kept_one.beside)
        for one in ones:
            state = together.get(one.row.id) or _take(installation, one, actor, mappings)
            done[state] = done.get(state, 0) + 1
        yield done


def _waiting_in(
    installation: Installation, file: FileRow, rows: list[PackageRow], read: Sequence[Package], actor: Actor
) -> Iterator[WaitingPackage]:  # fmt: skip
    """Nothing where the content of the file has gone."""
    found = read or _opened(installation, file)
    if found is None:
        return
    if not isinstance(found, Held) and any(not row.content_hash for row in rows):
        rows = _noted_anew(installation, file.id, found, actor)
    for row in rows:
        yield WaitingPackage(row, found, from_micro(file.came_at))


def _opened(installation: Installation, file: FileRow) -> Sequence[Package] | Held | None:
    """None where its content has gone."""
    with installation.database.read() as unit:
        sealed = import_files.content(unit, file.id)
    return unpack(installation, file_sealer(installation, file).open_bytes("content", sealed)) if sealed else None


def _noted_anew(installation: Installation, file_id: int, found: Sequence[Package], actor: Actor) -> list[PackageRow]:
    """What could not be read when it came can be now: in the place of the one row for the whole, one for each."""
    with installation.database.write() as unit:
        if import_packages.remove_unread(unit, file_id):
            note_packages(installation, unit, {file_id: found}, actor)
        rows = import_packages.waiting_of(unit, [file_id])[file_id]
        unit.commit()
    return rows


def _take_together(
    installation: Installation, waiting: Sequence[WaitingPackage], actor: Actor, mappings: Mappings
) -> Mapping[int, str]:  # fmt: skip
    """The states of those that became applications without a word, in one transaction, each with its mark: all of them, or after a crash
    none. Whatever there is to say of one is found out, and written down, when it is taken alone."""
    ready: list[Ready] = []
    for one in waiting if len(waiting) > 1 else ():
        with suppress(Exception):
            if one.row.claim is not None:
                ready.append(ready_package(installation, one, mappings))
    if not ready:
        return {}
    with suppress(Exception):
        looked = _look_for(installation, ready)
        with installation.database.write() as unit:
            if _store(installation, unit, ready, actor, looked):
                unit.commit()
                return {one.row.id: TAKEN for one in ready}
    return {}


def _take(installation: Installation, one: WaitingPackage, actor: Actor, mappings: Mappings) -> str:
    """The state it comes into."""
    try:
        return _into_queue(installation, ready_package(installation, one, mappings), actor)
    except Held as held:
        return _hold(installation, one.row, held, actor)
    except Unreadable as error:
        return _hold(installation, one.row, Held(error.code, error.place), actor)
    except Exception as error:  # noqa: BLE001  # one package that breaks must not stand before all others
        log_bug("take_package", error)
        return _hold(installation, one.row, Held("bug"), actor)


def _hold(installation: Installation, row: PackageRow, held: Held, actor: Actor) -> str:
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        import_packages.move(unit, row.id, Move(WAITING, held.state, held.reason, now, str(actor), place=held.place))
        write_audit(installation, unit, actor, "hold package", detail=f"{row.id} {held.reason}")
        unit.commit()
    return held.state


def _into_queue(installation: Installation, one: Ready, actor: Actor) -> str:
    looked = _look_for(installation, [one])
    with installation.database.write() as unit:
        row = import_packages.by_id(unit, one.row.id)
        if row is None or row.state != WAITING:
            return ELSEWHERE
        if row.claim is None and not import_packages.claim(unit, row.id, one.number):
            raise Held("differs")
        if not _store(installation, unit, [one], actor, looked):
            return ELSEWHERE
        unit.commit()
    return TAKEN


def _look_for(installation: Installation, ready: Sequence[Ready]) -> Looked:
    """Whom they name, in the register where there is one. No unit may be open."""
    if installation.register is None:
        return NOBODY
    named = (people_in(one.filing.draft.procedure, one.filing.path.answers) for one in ready)
    return look_for(installation, frozenset[tuple[str, str]]().union(*named))


def _store(installation: Installation, unit: Unit, ready: Sequence[Ready], actor: Actor, looked: Looked) -> bool:
    """Applications, files, findings and the marks that they are taken, in the caller's transaction. False where somebody else took one
    of them: then the caller stores none."""
    for one in ready:
        draft = one.filing.draft
        if draft.stored:
            drafts.add(unit, draft.row)
        for file, made in one.files:
            put_as_named(installation, unit, draft.shelf, file, made)
    filings = [replace(one.filing, looked=looked) if looked else one.filing for one in ready]
    stored = store_applications(installation, unit, actor, filings)
    ids = [number for _, number in stored if number is not None]
    now, by = to_micro(installation.clock.now()), str(actor)
    taken = [
        Taking(one.row.id, number, procedure.id, procedure.duty, one.sealed_findings, now, by)
        for one, number in zip(ready, ids, strict=True)
        for procedure in (one.filing.draft.procedure,)
    ]
    if not import_packages.take(unit, taken):
        return False
    told = [Told("take package", one.application_id, str(one.id)) for one in taken]
    write_audits(installation, unit, actor, told)
    return True
