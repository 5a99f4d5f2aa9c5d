"""Retries and discards held packages; audited."""

from collections.abc import Mapping

from forms.city.city import City
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours, required
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.keep_package import file_sealer
from portal.services.imports.needs import ImportsNeeds
from portal.services.imports.take_package import take_packages
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.imports import import_files, import_packages
from portal.store.imports.import_files import FileRow
from portal.store.imports.import_packages import DISCARDED, QUARANTINED, REPEATED, WAITING, Move, PackageRow

MOST_SIGNS = 200


def importing(city: City, member: Member) -> tuple[str, ...]:
    """Raises NotAllowed without any."""
    return member.demand_duties("import", city.duties)


def package_of_member(city: City, unit: Unit, member: Member, package_id: int) -> PackageRow:
    """Raises NotFound, NotYours. Before its duty is known, any import right suffices."""
    importing(city, member)
    row = required(import_packages.by_id(unit, package_id), NotFound("package"))
    if row.duty and not member.may("import", row.duty):
        raise NotYours("package")
    return row


def file_of(unit: Unit, row: PackageRow) -> FileRow:
    return required(import_files.by_id(unit, row.file_id), NotFound("file"))


def free_package(installation: Basics, unit: Unit, actor: Actor, row: PackageRow) -> bool:
    """False if no longer held, or the number is taken."""
    if row.claim is None and row.their_number and not import_packages.claim(unit, row.id, row.their_number):
        return False
    move = Move(QUARANTINED, WAITING, "", to_micro(installation.clock.now()), str(actor))
    if not import_packages.move(unit, row.id, move):
        return False
    write_audit(installation, unit, actor, "retry package", detail=str(row.id))
    return True


def retry_all(installation: ImportsNeeds, actor: Actor) -> Mapping[str, int]:
    """State → count. Packages that differ stay held."""
    importer_of(installation.importer)
    done: dict[str, int] = {}
    with installation.database.read() as unit:
        held = import_packages.latest(unit, list(installation.city.duties), [QUARANTINED], 2**62)
        last = held[-1].id if held else 0
        while held and len(more := import_packages.latest(unit, list(installation.city.duties), [QUARANTINED], last)):
            held, last = [*held, *more], more[-1].id
    for row in reversed(held):
        with installation.database.change() as unit:
            free = free_package(installation, unit, actor, row)
        states = take_packages(installation, row.file_id, actor) if free else {QUARANTINED: 1}
        for state, number in states.items():
            done[state] = done.get(state, 0) + number
    return done


def read_reason(text: str) -> tuple[str, str]:
    plain = " ".join(text.split())
    if not plain:
        return plain, "使わない理由を書いてください。"
    return plain, f"{MOST_SIGNS}字までにしてください。" if len(plain) > MOST_SIGNS else ""


def discard_package(installation: Records, unit: Unit, member: Member, row: PackageRow, reason: str) -> None:
    """The content goes with the file's last package. Raises Conflict."""
    now = to_micro(installation.clock.now())
    was = row.state if row.state == REPEATED else QUARANTINED
    if not import_packages.move(unit, row.id, Move(was, DISCARDED, row.reason, now, str(member.actor))):
        raise Conflict("package")
    note = file_sealer(installation.keys, file_of(unit, row)).seal(f"note:{row.id}", reason)
    import_packages.drop(unit, row.id, note)
    write_audit(installation, unit, member.actor, "discard package", detail=str(row.id))
