"""Papers that came by post or counter."""

from collections.abc import Collection
from typing import Any

from forms.definition.procedure import Field
from portal.db import Unit
from portal.errors import Closed, NotAllowed, NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.receive_paper import may_receive, paper_row
from portal.services.files.keep_file import take_away
from portal.services.filing.papers_that_follow import named_paper, scan_field
from portal.services.filing.scan_form import form_scan_field, form_scans, may_see_form, refused_form_scan
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.my_cases.late_papers import CAME, LatePaperRow


def is_on_paper(row: LatePaperRow) -> bool:
    return row.state == CAME and row.came_by != "online"


def may_scan(member: Member, case: Case) -> bool:
    return may_receive(member, case) and (not case.protected or case.shows_all)


def paper_to_scan(unit: Unit, member: Member, case: Case, key: str) -> Field:
    """Raises NotFound unless it came on paper; NotAllowed; Closed once decided."""
    row, paper = paper_row(unit, case, key), named_paper(case.procedure, key)
    if not is_on_paper(row) or paper is None:
        raise NotFound("scan")
    if not may_scan(member, case):
        raise NotAllowed(f"scan {case.row.duty}")
    if case.row.decided_at is not None:
        raise Closed("scan")
    return scan_field(paper, key)


def may_scan_form(member: Member, case: Case) -> bool:
    on_paper = case.row.arrival_basis == "stamp" and case.row.decided_at is None
    return on_paper and may_scan(member, case) and may_see_form(member, case.procedure)


def form_to_scan(member: Member, case: Case) -> Field:
    """Raises as `paper_to_scan`."""
    if case.row.arrival_basis != "stamp":
        raise NotFound("scan")
    if not may_scan(member, case) or not may_see_form(member, case.procedure):
        raise NotAllowed(f"scan {case.row.duty}")
    if case.row.decided_at is not None:
        raise Closed("scan")
    return form_scan_field()


def keep_scans(
    installation: Basics,
    unit: Unit,
    member: Member,
    case: Case,
    key: str,
    question: Field,
    going: Collection[str],
) -> None:
    take_away(unit, case.shelf, question.id, going)
    write_audit(installation, unit, member.actor, "scan paper", application_id=case.row.id, detail=key)


def form_scan_panel(member: Member, case: Case) -> dict[str, Any]:
    return {
        "form_scans": form_scans(case.shown_shelf),
        "form_scan_refused": refused_form_scan(case.shelf),
        "scans_form": may_scan_form(member, case),
    }
