"""転出証明書, 出生証明書, deleted with the visit."""

from collections.abc import Collection

from forms.definition.procedure import Field
from portal.db import Unit
from portal.services.counter.visits import Visit
from portal.services.files.keep_file import Shelf, shelf_of, take_away
from portal.services.filing.papers_that_follow import scan_key, scan_question
from portal.services.shared.known_sources import BIRTH, MOVE_FORM, RESIDENCE, TRANSFER
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.visit_part import visit_sealer
from portal.services.shared.write_audit import write_audit
from portal.store.files import attachments, file_pieces
from portal.store.files.attachments import Holder

PAPERS = {TRANSFER: "転出証明書", MOVE_FORM: "紙の住民異動届", RESIDENCE: "在留カード", BIRTH: "出生証明書"}


def visit_scan_field(paper: str) -> Field:
    """The hyphen sets its key apart from definitions."""
    name = scan_key(f"of-{paper}")
    return scan_question(name, f"{PAPERS[paper]}の写し", name)


def shows_numbers_of(paper: str) -> bool:
    """個人番号 and 住民票コード (assumed), to be covered before scanning."""
    return paper in (TRANSFER, MOVE_FORM)


def shelf_of_visit(installation: Records, unit: Unit, visit: Visit) -> Shelf:
    return shelf_of(unit, Holder(visit_id=visit.id), visit_sealer(installation, visit.row))


def keep_visit_scans(
    installation: Records, unit: Unit, member: Member, visit: Visit, paper: str, going: Collection[str], added: int
) -> None:
    question, shelf = visit_scan_field(paper).id, shelf_of_visit(installation, unit, visit)
    removed = sum(file.id in going for file in shelf.chosen_for(question))
    take_away(unit, shelf, question, going)
    for action, number in (("scan paper of visit", added), ("take away scan of visit", removed)):
        if number:
            write_audit(installation, unit, member.actor, action, detail=f"{visit.id} {paper} {number}")


def drop_visit_scans(installation: Basics, unit: Unit, member: Member, visit: Visit) -> None:
    file_pieces.remove_of_visit(unit, visit.id)
    removed = attachments.remove_of_visit(unit, visit.id)
    if removed:
        write_audit(installation, unit, member.actor, "delete scans of visit", detail=f"{visit.id} {removed}")
