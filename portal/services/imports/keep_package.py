"""Sealed and unmodified, once per hash."""

# Processing can be repeated.

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from integrations.sockets.import_socket import FormMapping, Header, Importer, Package, Unreadable
from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import log_bug
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.imports.find_mapping import Unfit, find_mapping
from portal.services.imports.ready_package import Held
from portal.services.imports.unpack import unpack
from portal.services.shared.needs import HasImporter, Records
from portal.services.shared.write_audit import Actor, write_audits
from portal.store.imports import import_files, import_packages
from portal.store.imports.import_files import FileRow
from portal.store.imports.import_packages import QUARANTINED, REPEATED, WAITING, PackageRow
from portal.store.shared.audit_records import Entry

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Kept:
    """`packages` (): unreadable."""

    file_id: int
    new: bool
    packages: Sequence[Package] = ()
    beside: Mapping[str, int] = field(default_factory=dict)  # state → count where the number is taken


def file_sealer(keys: KeyStore, row: FileRow) -> Sealer:
    return sealer(keys, f"import:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))


def keep_package(installation: HasImporter, content: bytes, name: str, actor: Actor) -> Kept:
    return keep_packages(installation, [(content, name)], "upload", actor)[0]


def keep_packages(
    installation: HasImporter, contents: Sequence[tuple[bytes, str]], came_by: str, actor: Actor
) -> list[Kept]:  # fmt: skip
    """In one unit: all or none. Unreadable files too."""
    digests = [hashlib.sha256(content).hexdigest() for content, _ in contents]
    read = [_readable(installation.importer, content) for content, _ in contents]
    first = {digest: index for index, digest in reversed(list(enumerate(digests)))}
    with installation.database.write() as unit:
        ids = import_files.known(unit, list(first))
        # In order of hashes, so that two concurrent imports of one folder cannot deadlock.
        coming = sorted(first.keys() - ids.keys())
        new = import_files.add(
            unit,
            [_sealed(installation, contents[first[content_hash]], content_hash, came_by) for content_hash in coming],
        )
        beside: Mapping[int, Mapping[str, int]] = {}
        if new:
            by_file = {new[content_hash]: read[first[content_hash]] for content_hash in coming if content_hash in new}
            beside = note_packages(installation, unit, by_file, actor)
            entries = [
                Entry("keep package", detail=f"{file_id} {len(packages)}") for file_id, packages in by_file.items()
            ]
            write_audits(installation, unit, actor, entries)
        if len(new) < len(coming):  # a concurrent import stored some of them
            ids = import_files.known(unit, list(first))
        if new:
            unit.commit()
    return [
        Kept(new[digest], True, read[index], beside.get(new[digest], {}))
        if digest in new and first[digest] == index
        else Kept(new.get(digest) or ids.get(digest, 0), False, read[index])
        for index, digest in enumerate(digests)
    ]


def _sealed(installation: Records, file: tuple[bytes, str], digest: str, came_by: str) -> tuple[FileRow, bytes]:
    content, name = file
    uid = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"import:{uid}")
    row = FileRow(
        0, uid, digest, came_by, len(content), stored.key_id, stored.wrapped, box.seal("name", name[:_LONGEST_NAME]),
        to_micro(installation.clock.now()),
    )  # fmt: skip
    return row, box.seal_bytes("content", content)


def _readable(importer: Importer | None, content: bytes) -> Sequence[Package]:
    packages = unpack(importer, content)
    return () if isinstance(packages, Held) else packages


def note_packages(
    installation: HasImporter, unit: Unit, packages: Mapping[int, Sequence[Package]], actor: Actor
) -> Mapping[int, Mapping[str, int]]:
    """An unreadable file gets one row. By file: states given at once."""
    now = to_micro(installation.clock.now())
    mappings: dict[tuple[str, str], FormMapping | None] = {}
    rows = [
        _row(file_id, _named(installation, unit, package, mappings), now, actor)
        for file_id, read in packages.items()
        for package in read or (Package(Header(), {}),)
    ]
    added = import_packages.add(unit, rows)
    beside: dict[int, Counter[str]] = {}
    for row in rows:
        if row.claim is not None and (row.file_id, row.place) not in added:
            beside.setdefault(row.file_id, Counter())[_note_beside(unit, row)] += 1
    return beside


def _named(
    installation: HasImporter, unit: Unit, package: Package, known: dict[tuple[str, str], FormMapping | None]
) -> Package:
    if package.header.receipt_number or package.fault is not None:
        return package
    form = package.header.form, package.header.version
    try:
        if form not in known:
            known[form] = None
            known[form] = find_mapping(installation, unit, *form)
        mapping = known[form]
        return package if mapping is None else replace(package, header=mapping.header(package))
    except (Unreadable, Unfit):
        return package
    except Exception as error:  # noqa: BLE001  # as when reading; the error is recorded at processing
        log_bug("name_package", error)
        return package


def _row(file_id: int, package: Package, now: int, actor: Actor) -> PackageRow:
    header = package.header
    return PackageRow(
        0, file_id, package.place, package.content_hash, header.receipt_number, header.receipt_number or None, header.form,
        header.version, "", "", header.synthetic, WAITING, "", "", 0, None, None, None, now, str(actor),
    )  # fmt: skip


def _note_beside(unit: Unit, row: PackageRow) -> str:
    # A repeat, or another package with the same number. Returns its state.
    first = import_packages.holder(unit, row.claim or "")
    same = first is not None and first.content_hash == row.content_hash
    state, reason = (REPEATED, "") if same else (QUARANTINED, "differs")
    if first is not None and first.form == row.form:
        row = replace(row, procedure=first.procedure, duty=first.duty)
    import_packages.add(unit, [replace(row, claim=None, state=state, reason=reason)])
    return state
