"""What a person does about a package that is held: try it again, or say why it is not used. Both are recorded."""

from collections.abc import Mapping

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, NotYours
from portal.services.actor import Actor
from portal.services.find_mapping import importer_of
from portal.services.installation import Installation
from portal.services.keep_package import file_sealer
from portal.services.rights import Member
from portal.services.take_package import take_packages
from portal.services.write_audit import write_audit
from portal.store import import_files, import_packages
from portal.store.import_files import FileRow
from portal.store.import_packages import DISCARDED, QUARANTINED, REPEATED, WAITING, Move, PackageRow

MOST_SIGNS = 200


def importing(installation: Installation, member: Member) -> tuple[str, ...]:
    """The duties for which they may. NotAllowed without the right for any."""
    duties = member.duties("import", tuple(installation.city.duties))
    if not duties:
        raise NotAllowed("import")
    return duties


def package_of_member(installation: Installation, unit: Unit, member: Member, package_id: int) -> PackageRow:
    """NotFound, and NotYours shown as the same, unless a right of today covers its duty; of one whose duty nobody knows yet, any."""
    importing(installation, member)
    row = import_packages.by_id(unit, package_id)
    if row is None:
        raise NotFound("package")
    if row.duty and not member.may("import", row.duty):
        raise NotYours("package")
    return row


def file_of(unit: Unit, row: PackageRow) -> FileRow:
    found = import_files.by_id(unit, row.file_id)
    if found is None:
        raise NotFound("file")
    return found


def free_package(installation: Installation, unit: Unit, actor: Actor, row: PackageRow) -> bool:
    """It waits again. False if it is not held any more, or another one has its number."""
    if row.claim is None and row.their_number and not import_packages.claim(unit, row.id, row.their_number):
        return False
    move = Move(QUARANTINED, WAITING, "", to_micro(installation.clock.now()), str(actor))
    if not import_packages.move(unit, row.id, move):
        return False
    write_audit(installation, unit, actor, "retry package", detail=str(row.id))
    return True


def retry_all(installation: Installation, actor: Actor) -> Mapping[str, int]:
    """Everything that is held, once more; how many came into each state. What differs from one that has its number stays."""
    importer_of(installation)
    done: dict[str, int] = {}
    with installation.database.read() as unit:
        held = import_packages.latest(unit, list(installation.city.duties), [QUARANTINED], 2**62)
        last = held[-1].id if held else 0
        while held and len(more := import_packages.latest(unit, list(installation.city.duties), [QUARANTINED], last)):
            held, last = [*held, *more], more[-1].id
    for row in reversed(held):
        with installation.database.write() as unit:
            free = free_package(installation, unit, actor, row)
            unit.commit()
        states = take_packages(installation, row.file_id, actor) if free else {QUARANTINED: 1}
        for state, number in states.items():
            done[state] = done.get(state, 0) + number
    return done


def read_reason(text: str) -> tuple[str, str]:
    """As it is kept, and what is wrong with it in a sentence ("" if nothing is)."""
    plain = " ".join(text.split())
    if not plain:
        return plain, "使わない理由を書いてください。"
    return plain, f"{MOST_SIGNS}字までにしてください。" if len(plain) > MOST_SIGNS else ""


def discard_package(installation: Installation, unit: Unit, member: Member, row: PackageRow, reason: str) -> None:
    """Its number is free for another one, and its content goes with the last of its file. Conflict if it is not held any more."""
    now = to_micro(installation.clock.now())
    was = row.state if row.state == REPEATED else QUARANTINED
    if not import_packages.move(unit, row.id, Move(was, DISCARDED, row.reason, now, str(member.actor))):
        raise Conflict("package")
    note = file_sealer(installation, file_of(unit, row)).seal(f"note:{row.id}", reason)
    import_packages.drop(unit, row.id, note)
    write_audit(installation, unit, member.actor, "discard package", detail=str(row.id))
