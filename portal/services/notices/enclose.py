"""Files of the case, or that carry its receipt number or its people's names (only name and digest are kept)."""

# A PDF with another case's number or person is stopped, whatever its name.

import hashlib
from collections.abc import Mapping

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import add_inside_event, is_explained
from portal.services.files.keep_file import Upload
from portal.services.files.recognise_file import safe_name
from portal.services.notices.other_person import names_another, names_own
from portal.services.notices.read_paper import Printed
from portal.services.shared.codes import keyed_hash
from portal.services.shared.needs import Basics, HasCodeKey
from portal.services.shared.receipt_number import named_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.notices import dispatches, enclosures
from portal.store.notices.dispatches import WAITING, DispatchRow
from portal.store.notices.enclosures import EnclosureRow

MOST = 10
REFUSED: Mapping[str, str] = {
    "none": "ファイルを1つ選んでください。",
    "large": "ファイルが大きすぎます。",
    "another_number": "ほかの申請の受付番号があります。ほかの人の書類かもしれないので、止めました。",
    "printed_number": "この紙には、ほかの申請の受付番号が書いてあります。ほかの人の書類かもしれないので、止めました。",
    "printed_name": (
        "この紙には、ほかの申請の人の氏名が書いてあります。ほかの人の書類かもしれないので、止めました。"
        "紙を開いて、だれの書類かを確かめてください。"
    ),
    "another_case": "同じファイルが、ほかの申請の手紙に同封されています。ほかの人の書類かもしれないので、止めました。",
    "unknown": "どの申請のファイルか分からないので、止めました。紙を開いて、だれの書類かを確かめてください。",
    "many": f"同封できるのは{MOST}件までです。",
}
# A doctor may have the name of an applicant, and a leaflet names nobody: staff may send these, and say why.
TO_EXPLAIN = ("printed_name", "unknown")


def enclose_file(
    installation: HasCodeKey, unit: Unit, member: Member, case: Case, row: DispatchRow, file_id: str
) -> str:
    """A key of REFUSED, or ""."""
    file = case.shown_shelf.files.get(file_id)
    if file is None or file.waiting:
        return _stopped(installation, unit, member, row, "unknown")
    return _add(installation, unit, member, case, row, file.name, file.sha256, file_id)


def enclose_upload(
    installation: HasCodeKey, unit: Unit, member: Member, case: Case, row: DispatchRow, upload: Upload, printed: Printed,
    why: str = "",
) -> str:  # fmt: skip
    """`printed`: from `read_paper`. `why`: recorded for a paper of TO_EXPLAIN. As `enclose_file`."""
    if upload.content is None:
        return "large"
    digest = hashlib.sha256(upload.content).hexdigest()
    numbers, own_number = named_in(upload.name), {case.row.receipt_number}
    if numbers - own_number:
        return _stopped(installation, unit, member, row, "another_number")
    if printed.numbers - own_number:
        return _stopped(installation, unit, member, row, "printed_number")
    doubt = _doubt(installation, unit, member, case, printed, digest, known=bool(numbers))
    if doubt and not is_explained(why):
        return _stopped(installation, unit, member, row, doubt)
    refused = _add(installation, unit, member, case, row, safe_name(upload.name), digest, "")
    if doubt and not refused:
        words = f"{why.strip()}（{safe_name(upload.name)}）"
        add_inside_event(unit, member.actor, case, "explain_paper", words, to_micro(installation.clock.now()))
    return refused


def _doubt(
    installation: HasCodeKey, unit: Unit, member: Member, case: Case, printed: Printed, digest: str, *, known: bool
) -> str:  # fmt: skip
    # A key of TO_EXPLAIN, or "".
    if any(digest in (file.sha256, file.original) for file in case.shelf.files.values()):
        return ""
    if names_another(installation, unit, member, case, printed.names):
        return "printed_name"
    return "" if known or printed.numbers or names_own(installation, unit, case, printed.names) else "unknown"


def take_enclosure_out(unit: Unit, member: Member, row: DispatchRow, enclosure_id: int) -> None:
    """Raises NotAllowed; Conflict once checked."""
    member.demand("deliver", row.duty)
    if row.state != WAITING:
        raise Conflict("enclosure")
    enclosures.remove(unit, row.id, enclosure_id)


def enclosed(unit: Unit, case: Case, row: DispatchRow) -> list[tuple[int, str]]:
    """(id, name)."""
    return [
        (enclosure.id, str(case.sealer.open(f"enclosure:{row.id}", enclosure.sealed_name)))
        for enclosure in enclosures.of(unit, row.id)
    ]


def _add(
    installation: HasCodeKey, unit: Unit, member: Member, case: Case, row: DispatchRow, name: str, digest: str, file_id: str
) -> str:  # fmt: skip
    member.demand("deliver", row.duty)
    current = dispatches.by_id(unit, row.id)
    if current is None or current.state != WAITING:
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


def _stopped(installation: Basics, unit: Unit, member: Member, row: DispatchRow, why: str) -> str:
    # Audited: the frequency of near misses matters.
    write_audit(installation, unit, member.actor, "stop enclosure", application_id=row.application_id, detail=why)
    return why
