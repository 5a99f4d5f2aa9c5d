"""Keeps what came from outside, sealed and unmodified, and notes each application in it: once by its hash, whoever brings it twice
and however it is killed. Nothing is taken here; that can be done again at any time."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from integrations.import_socket import Header, Package, Unreadable
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import log_bug
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.actor import Actor
from portal.services.find_mapping import Unfit, find_mapping
from portal.services.installation import Installation
from portal.services.ready_package import Held
from portal.services.unpack import unpack
from portal.services.write_audit import write_audits
from portal.store import import_files, import_packages
from portal.store.audit_records import Told
from portal.store.import_files import FileRow
from portal.store.import_packages import QUARANTINED, REPEATED, WAITING, PackageRow

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Kept:
    """`new`: it had not come before. `packages`: as they were read, () where it cannot be read. `beside`: how many of them came into
    which state at once, because another has their number."""

    file_id: int
    new: bool
    packages: Sequence[Package] = ()
    beside: Mapping[str, int] = field(default_factory=dict)


def file_sealer(installation: Installation, row: FileRow) -> Sealer:
    return sealer(installation.keys, f"import:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))


def keep_package(installation: Installation, content: bytes, name: str, came_by: str, actor: Actor) -> Kept:
    """As `keep_packages`, of one."""
    return keep_packages(installation, [(content, name)], came_by, actor)[0]


def keep_packages(
    installation: Installation, contents: Sequence[tuple[bytes, str]], came_by: str, actor: Actor
) -> list[Kept]:  # fmt: skip
    """Opens and commits a unit for all of them (content, name): they are kept together or none is, and whoever brings them brings them
    again. What cannot be read is kept as well, so that nothing that came is lost."""
    digests = [hashlib.sha256(content).hexdigest() for content, _ in contents]
    read = [_readable(installation, content) for content, _ in contents]
    first = {digest: at for at, digest in reversed(list(enumerate(digests)))}
    with installation.database.write() as unit:
        ids = import_files.known(unit, list(first))
        # In order of their hashes: two who bring the same folder wait for one another, and never each for the other.
        coming = sorted(first.keys() - ids.keys())
        new = import_files.add(unit, [_sealed(installation, contents[first[one]], one, came_by) for one in coming])
        beside: Mapping[int, Mapping[str, int]] = {}
        if new:
            found = {new[one]: read[first[one]] for one in coming if one in new}
            beside = note_packages(installation, unit, found, actor)
            told = [Told("keep package", detail=f"{file_id} {len(packages)}") for file_id, packages in found.items()]
            write_audits(installation, unit, actor, told)
        if len(new) < len(coming):  # somebody else brought some at this very moment
            ids = import_files.known(unit, list(first))
        if new:
            unit.commit()
    return [
        Kept(new[digest], True, read[at], beside.get(new[digest], {}))
        if digest in new and first[digest] == at
        else Kept(new.get(digest) or ids.get(digest, 0), False, read[at])
        for at, digest in enumerate(digests)
    ]


def _sealed(installation: Installation, file: tuple[bytes, str], digest: str, came_by: str) -> tuple[FileRow, bytes]:
    """As it is stored, and its content."""
    content, name = file
    uid = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"import:{uid}")
    row = FileRow(
        0, uid, digest, came_by, len(content), stored.key_id, stored.wrapped, box.seal("name", name[:_LONGEST_NAME]),
        to_micro(installation.clock.now()),
    )  # fmt: skip
    return row, box.seal_bytes("content", content)


def _readable(installation: Installation, content: bytes) -> Sequence[Package]:
    """() where it cannot be read; why, is said when it is to be taken."""
    found = unpack(installation, content)
    return () if isinstance(found, Held) else found


def note_packages(
    installation: Installation, unit: Unit, packages: Mapping[int, Sequence[Package]], actor: Actor
) -> Mapping[int, Mapping[str, int]]:
    """A row for each, by its file; one for the whole where nothing could be read. By file, how many came into which state at once."""
    now = to_micro(installation.clock.now())
    rows = [
        _row(file_id, _named(installation, unit, package), now, actor)
        for file_id, read in packages.items()
        for package in read or (Package(Header(), {}),)
    ]
    there = import_packages.add(unit, rows)
    beside: dict[int, Counter[str]] = {}
    for row in rows:
        if row.claim is not None and (row.file_id, row.place) not in there:
            beside.setdefault(row.file_id, Counter())[_note_beside(unit, row)] += 1
    return beside


def _named(installation: Installation, unit: Unit, package: Package) -> Package:
    """With the number that a mapping finds in the fields, where the package has no header."""
    if package.header.receipt_number:
        return package
    try:
        mapping = find_mapping(installation, unit, package.header.form, package.header.version)
        return package if mapping is None else replace(package, header=mapping.read(package).header)
    except (Unreadable, Unfit):
        return package
    except Exception as error:  # noqa: BLE001  # as when it is read; what is wrong with it is told when it is taken
        log_bug("name_package", error)
        return package


def _row(file_id: int, package: Package, now: int, actor: Actor) -> PackageRow:
    header = package.header
    return PackageRow(
        0, file_id, package.place, package.content_hash, header.receipt_number, header.receipt_number or None, header.form,
        header.version, "", "", header.synthetic, WAITING, "", "", 0, None, None, None, now, str(actor),
    )  # fmt: skip


def _note_beside(unit: Unit, row: PackageRow) -> str:
    """Beside the one that has its number: the same once more, or another that says it is the same. Its state."""
    first = import_packages.holder(unit, row.claim or "")
    same = first is not None and first.content_hash == row.content_hash
    state, reason = (REPEATED, "") if same else (QUARANTINED, "differs")
    import_packages.add(unit, [replace(row, claim=None, state=state, reason=reason)])
    return state
