"""Several packages per transaction; others are held."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from integrations.sockets.import_socket import Package, Unreadable
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.logs import log_bug
from portal.services.files.keep_file import put_as_named
from portal.services.filing.arrival import store_applications
from portal.services.filing.note_protected import NOBODY, Looked, look_for
from portal.services.imports.keep_package import Kept, file_sealer, note_packages
from portal.services.imports.needs import ImportsNeeds
from portal.services.imports.ready_package import Held, Mappings, Ready, WaitingPackage, ready_package
from portal.services.imports.unpack import unpack
from portal.services.shared.needs import Basics, HasImporter, HasRegister
from portal.services.shared.people_in import people_in
from portal.services.shared.write_audit import Actor, write_audit, write_audits
from portal.store.filing import drafts
from portal.store.imports import import_files, import_packages
from portal.store.imports.import_files import FileRow
from portal.store.imports.import_packages import DISCARDED, REPEATED, TAKEN, WAITING, Move, PackageRow, Taking
from portal.store.residents import protections
from portal.store.shared.audit_records import Entry
from portal.store.together import together

TOGETHER = 50  # per transaction: on SQLite a resident who submits meanwhile waits for it
ELSEWHERE = "elsewhere"  # another process was faster


def take_packages(installation: ImportsNeeds, file_id: int, actor: Actor) -> Mapping[str, int]:
    """State → count. Resumable."""
    return next(take_files(installation, [Kept(file_id, False)], actor))


def take_files(installation: ImportsNeeds, kept: Sequence[Kept], actor: Actor) -> Iterator[Mapping[str, int]]:
    mappings, ids = Mappings(installation), [kept_file.file_id for kept_file in kept]
    with installation.database.read() as unit:
        files, rows = import_files.by_ids(unit, ids), import_packages.waiting_of(unit, ids)
    groups = [
        list(_waiting_in(installation, files[kept_file.file_id], mine, kept_file.packages, actor))
        if kept_file.file_id in files and (mine := rows.pop(kept_file.file_id, [])) else []
        for kept_file in kept
    ]  # fmt: skip
    packages = [kept_file for group in groups for kept_file in group]
    together: dict[int, str] = {}
    for start in range(0, len(packages), TOGETHER):
        together |= _take_together(installation, packages[start : start + TOGETHER], actor, mappings)
    for kept_one, group in zip(kept, groups, strict=True):
        done = dict(kept_one.beside)
        for kept_file in group:
            state = together.get(kept_file.row.id) or _take(installation, kept_file, actor, mappings)
            done[state] = done.get(state, 0) + 1
        yield done


def _waiting_in(
    installation: HasImporter, file: FileRow, rows: list[PackageRow], read: Sequence[Package], actor: Actor
) -> Iterator[WaitingPackage]:  # fmt: skip
    packages = read or _opened(installation, file)
    if packages is None:
        return
    if not isinstance(packages, Held) and any(not row.content_hash for row in rows):
        rows = _noted_again(installation, file.id, packages, actor)
    for row in rows:
        yield WaitingPackage(row, packages, from_micro(file.came_at))


def _opened(installation: HasImporter, file: FileRow) -> Sequence[Package] | Held | None:
    with installation.database.read() as unit:
        sealed = import_files.content(unit, file.id)
    return (
        unpack(installation.importer, file_sealer(installation.keys, file).open_bytes("content", sealed))
        if sealed
        else None
    )


def _noted_again(
    installation: HasImporter, file_id: int, packages: Sequence[Package], actor: Actor
) -> list[PackageRow]:
    with installation.database.change() as unit:
        if import_packages.remove_unread(unit, file_id):
            note_packages(installation, unit, {file_id: packages}, actor)
        return import_packages.waiting_of(unit, [file_id])[file_id]


def _take_together(
    installation: ImportsNeeds, waiting: Sequence[WaitingPackage], actor: Actor, mappings: Mappings
) -> Mapping[int, str]:  # fmt: skip
    # States of packages without problems, in one transaction. Problems are recorded when a package is taken alone.
    ready: list[Ready] = []
    for package in waiting if len(waiting) > 1 else ():
        with suppress(Exception):
            if package.row.claim is not None:
                ready.append(ready_package(installation, package, mappings))
    if not ready:
        return {}
    with suppress(Exception):
        looked = _look_for(installation, ready)
        with installation.database.write() as unit:
            if _store(installation, unit, ready, actor, looked):
                unit.commit()
                return {package.row.id: TAKEN for package in ready}
    return {}


def _take(installation: ImportsNeeds, package: WaitingPackage, actor: Actor, mappings: Mappings) -> str:
    try:
        return _into_queue(installation, ready_package(installation, package, mappings), actor)
    except Held as held:
        return _hold(installation, package.row, held, actor, mappings)
    except Unreadable as error:
        return _hold(installation, package.row, Held(error.code, error.place), actor, mappings)
    except Exception as error:  # noqa: BLE001  # one broken package must not block the others
        log_bug("take_package", error)
        return _hold(installation, package.row, Held("bug"), actor, mappings)


def _hold(installation: Basics, row: PackageRow, held: Held, actor: Actor, mappings: Mappings) -> str:
    now, procedure, duty = to_micro(installation.clock.now()), "", ""
    with suppress(Exception):  # of no mapping, or of one that does not fit
        mapping = mappings.of(row.form, row.form_version)
        known = installation.catalogue.current(mapping.procedure) if mapping else None
        procedure, duty = (known.id, known.duty) if known else ("", "")
    with installation.database.change() as unit:
        move = Move(WAITING, held.state, held.reason, now, str(actor), procedure, duty, held.place)
        import_packages.move(unit, row.id, move)
        if held.state == DISCARDED:  # the number stays free for the day when it is no longer done there
            import_packages.drop(unit, row.id, None)
        write_audit(installation, unit, actor, "hold package", detail=f"{row.id} {held.reason}")
    return held.state


def _into_queue(installation: ImportsNeeds, package: Ready, actor: Actor) -> str:
    looked = _look_for(installation, [package])
    with installation.database.write() as unit:
        row = import_packages.by_id(unit, package.row.id)
        if row is None or row.state != WAITING:
            return ELSEWHERE
        if row.claim is None and not import_packages.claim(unit, row.id, package.number):
            first = import_packages.holder(unit, package.number)
            same = first is not None and first.content_hash == row.content_hash
            raise Held("", state=REPEATED) if same else Held("differs")
        if not _store(installation, unit, [package], actor, looked):
            return ELSEWHERE
        unit.commit()
    return TAKEN


def _look_for(installation: HasRegister, ready: Sequence[Ready]) -> Looked:
    # Outside a unit.
    if installation.register is None:
        return NOBODY
    named = (people_in(package.filing.draft.procedure, package.filing.path.answers) for package in ready)
    return look_for(installation.register, frozenset[tuple[str, str]]().union(*named))


def _store(installation: ImportsNeeds, unit: Unit, ready: Sequence[Ready], actor: Actor, looked: Looked) -> bool:
    # False if another process took one; the caller must roll back.
    for package in ready:
        draft = package.filing.draft
        if draft.stored:
            drafts.add(unit, draft.row)
        for file, made in package.files:
            put_as_named(installation.clock, unit, draft.shelf, file, made)
    filings = [replace(package.filing, looked=looked) if looked else package.filing for package in ready]
    with together(unit) as ahead:  # read once, not for each package, while no step changes what is read
        protections.anybody(ahead)
    stored = store_applications(installation, unit, actor, filings)
    ids = [number for _, number in stored if number is not None]
    now, by = to_micro(installation.clock.now()), str(actor)
    taken = [
        Taking(package.row.id, number, procedure.id, procedure.duty, package.sealed_findings, now, by)
        for package, number in zip(ready, ids, strict=True)
        for procedure in (package.filing.draft.procedure,)
    ]
    if not import_packages.take(unit, taken):
        return False
    entries = [Entry("take package", package.application_id, str(package.id)) for package in taken]
    write_audits(installation, unit, actor, entries)
    return True
