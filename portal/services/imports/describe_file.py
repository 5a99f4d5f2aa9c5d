from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.sockets.import_socket import Unreadable
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NotFound, NotYours, required
from portal.sealing import Sealer
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.import_words import CAME_BY, STATES, reason_words
from portal.services.imports.keep_package import file_sealer
from portal.services.imports.settle_package import importing
from portal.services.shared.needs import HasImporter
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.imports import import_files, import_packages
from portal.store.imports.import_packages import SHOWN, WAITING, PackageRow


@dataclass(frozen=True)
class HeldLine:
    id: int
    place: int
    name: str  # in a parcel of many, or ""
    number: str
    words: str
    reason: str


@dataclass(frozen=True)
class FileView:
    """`counts` by words."""

    id: int
    name: str
    came_by: str
    came_at: datetime
    total: int
    waits: int
    counts: Mapping[str, int]
    held: tuple[HeldLine, ...]
    next: int  # starts the next page of refusals, or 0

    @property
    def done(self) -> int:
        return self.total - self.waits


def describe_file(
    installation: HasImporter, unit: Unit, member: Member, file_id: int, after: int = 0, *, lines: bool = True
) -> FileView:
    """Of packages in the member's duties, and of those without one yet. Raises NotFound, NotYours."""
    duties = importing(installation.city, member)
    file = required(import_files.by_id(unit, file_id), NotFound("file"))
    counts = import_packages.counts_in(unit, file_id, duties)
    if not any(counts.values()):
        raise NotYours("file")
    rows = import_packages.refused_in(unit, file_id, duties, after) if lines else []
    box = file_sealer(installation.keys, file)
    names = _names(installation, box, import_files.content(unit, file_id) if rows else b"")
    if lines:
        write_audit(installation, unit, member.actor, "see packages", detail=f"file {file_id} {len(rows)}")
    return FileView(
        file_id, box.open("name", file.sealed_name) if file.sealed_name else "", CAME_BY[file.came_by],
        from_micro(file.came_at), sum(counts.values()), counts[WAITING],
        {STATES[state]: number for state, number in counts.items() if number},
        tuple(_line(row, names.get(row.content_hash, "")) for row in rows), rows[-1].id if len(rows) == SHOWN else 0,
    )  # fmt: skip


def _names(installation: HasImporter, box: Sealer, sealed: bytes) -> Mapping[str, str]:
    try:
        return importer_of(installation.importer).names(box.open_bytes("content", sealed)) if sealed else {}
    except Unreadable:
        return {}


def _line(row: PackageRow, name: str) -> HeldLine:
    words = STATES[row.state]
    return HeldLine(row.id, row.place, name, row.their_number, words, reason_words(row.reason, row.place_of_reason))
