"""The papers that a visitor shows (転出証明書, 出生証明書), scanned: looked at beside the boxes while their people are keyed, by whoever
sees the visit. They are of the visit alone: no application has them, and they go when it ends."""

from collections.abc import Collection

from forms.procedure import Field
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, shelf_of, take_away
from portal.services.papers_that_follow import scan_key, scan_question
from portal.services.rights import Member
from portal.services.told import BIRTH, TRANSFER
from portal.services.visit_part import visit_sealer
from portal.services.visits import Visit
from portal.services.write_audit import write_audit
from portal.store import attachments, file_pieces
from portal.store.attachments import Holder

PAPERS = {TRANSFER: "転出証明書", BIRTH: "出生証明書"}


def visit_scan_field(paper: str) -> Field:
    """`paper` is one of PAPERS. No paper of a definition has a hyphen in its key."""
    name = scan_key(f"of-{paper}")
    return scan_question(name, f"{PAPERS[paper]}の写し", name)


def shows_numbers_of(paper: str) -> bool:
    """Whether 個人番号 and 住民票コード stand on it in plain figures (assumed), so that whoever scans it covers them."""
    return paper == TRANSFER


def shelf_of_visit(installation: Installation, unit: Unit, visit: Visit) -> Shelf:
    return shelf_of(unit, Holder(visit_id=visit.id), visit_sealer(installation, visit.row))


def keep_visit_scans(
    installation: Installation, unit: Unit, member: Member, visit: Visit, paper: str, going: Collection[str], came: int
) -> None:
    """Takes away those that are to go, and what was refused and told by now; `came`: how many came just now. The caller commits."""
    question, shelf = visit_scan_field(paper).id, shelf_of_visit(installation, unit, visit)
    gone = sum(file.id in going for file in shelf.chosen_for(question))
    take_away(unit, shelf, question, going)
    for what, number in (("scan paper of visit", came), ("take away scan of visit", gone)):
        if number:
            write_audit(installation, unit, member.actor, what, detail=f"{visit.id} {paper} {number}")


def drop_visit_scans(installation: Installation, unit: Unit, member: Member, visit: Visit) -> None:
    """With the end of the visit. The caller commits."""
    file_pieces.remove_of_visit(unit, visit.id)
    gone = attachments.remove_of_visit(unit, visit.id)
    if gone:
        write_audit(installation, unit, member.actor, "delete scans of visit", detail=f"{visit.id} {gone}")
