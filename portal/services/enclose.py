"""What goes along with a letter is compared before it does: a file of this case by its id and sum, one that staff brought by the
receipt number in its name. Whose case cannot be told does not go along. Of what was brought nothing is kept but its name and sum."""

import hashlib
import re
from collections.abc import Mapping

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.keep_file import Upload
from portal.services.receipt_number import read
from portal.services.recognise_file import told_name
from portal.services.rights import Member
from portal.services.short_code import keyed_hash
from portal.services.write_audit import write_audit
from portal.store import dispatches, enclosures
from portal.store.dispatches import WAITING, DispatchRow
from portal.store.enclosures import EnclosureRow

MOST = 10
REFUSED: Mapping[str, str] = {
    "none": "ファイルを1つ選んでください。",
    "large": "ファイルが大きすぎます。",
    "another_number": "ファイル名の受付番号が、この申請とちがいます。ほかの人の書類かもしれないので、止めました。",
    "another_case": "同じファイルが、ほかの申請の手紙に同封されています。ほかの人の書類かもしれないので、止めました。",
    "unknown": (
        "どの申請のファイルか分からないので、止めました。この申請に出されたファイルか、ファイル名に受付番号の入ったものを選んでください。"
    ),
    "many": f"同封できるのは{MOST}件までです。",
}
_NUMBER = re.compile(r"(?<!\d)\d{2}-?\d{3}-?\d{3}-?\d{3}(?!\d)", re.ASCII)


def enclose_file(
    installation: Installation, unit: Unit, member: Member, case: Case, row: DispatchRow, file_id: str
) -> str:
    """One that was handed in. A key of REFUSED, or "" when it goes along: the id of another case's is unknown here."""
    file = case.shown_shelf.files.get(file_id)
    if file is None or file.waiting:
        return _stopped(installation, unit, member, row, "unknown")
    return _add(installation, unit, member, case, row, file.name, file.sha256, file_id)


def enclose_brought(
    installation: Installation, unit: Unit, member: Member, case: Case, row: DispatchRow, upload: Upload
) -> str:
    """One from the member's own machine, as `enclose_file`."""
    if upload.content is None:
        return "large"
    digest = hashlib.sha256(upload.content).hexdigest()
    own = next((one for one in case.shelf.files.values() if digest in (one.sha256, one.original)), None)
    numbers = {read(found) for found in _NUMBER.findall(upload.name)} - {None}
    if numbers - {case.row.receipt_number}:
        return _stopped(installation, unit, member, row, "another_number")
    if own is None and not numbers:
        return _stopped(installation, unit, member, row, "unknown")
    return _add(installation, unit, member, case, row, told_name(upload.name), digest, "")


def take_enclosure_out(unit: Unit, member: Member, row: DispatchRow, enclosure_id: int) -> None:
    """NotAllowed; Conflict once it was checked."""
    member.demand("deliver", row.duty)
    if row.state != WAITING:
        raise Conflict("enclosure")
    enclosures.remove(unit, row.id, enclosure_id)


def enclosed(unit: Unit, case: Case, row: DispatchRow) -> list[tuple[int, str]]:
    """(id, name)."""
    return [
        (one.id, str(case.sealer.open(f"enclosure:{row.id}", one.sealed_name))) for one in enclosures.of(unit, row.id)
    ]


def _add(
    installation: Installation, unit: Unit, member: Member, case: Case, row: DispatchRow, name: str, digest: str, file_id: str
) -> str:  # fmt: skip
    member.demand("deliver", row.duty)
    now = dispatches.by_id(unit, row.id)
    if now is None or now.state != WAITING:
        raise Conflict("enclosure")
    token = keyed_hash(installation.code_key, "enclosure", digest)
    if enclosures.is_of_another(unit, case.row.id, token):
        return _stopped(installation, unit, member, row, "another_case")
    if len(enclosures.of(unit, row.id)) >= MOST:
        return "many"
    sealed = case.sealer.seal(f"enclosure:{row.id}", name)
    enclosures.add(unit, EnclosureRow(0, row.id, case.row.id, token, file_id, sealed))
    write_audit(installation, unit, member.actor, "enclose file", application_id=case.row.id, detail=file_id)
    return ""


def _stopped(installation: Installation, unit: Unit, member: Member, row: DispatchRow, why: str) -> str:
    """That it nearly happened is recorded: somebody will want to know how often."""
    write_audit(installation, unit, member.actor, "stop enclosure", application_id=row.application_id, detail=why)
    return why
