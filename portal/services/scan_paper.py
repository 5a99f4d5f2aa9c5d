"""Puts a scan beside a paper that came by post or over the counter, so that the section reads it where it reads the rest. The
paper itself stays what was handed in: its day is that of its arrival, and a scan changes no state."""

from collections.abc import Collection

from forms.procedure import Field
from portal.db import Unit
from portal.errors import Closed, NotAllowed, NotFound
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.keep_file import take_away
from portal.services.papers_that_follow import named_paper, scan_field
from portal.services.receive_paper import may_receive, paper_row
from portal.services.rights import Member
from portal.services.scan_form import form_scan_field, may_see_form
from portal.services.write_audit import write_audit
from portal.store.late_papers import CAME, LatePaperRow


def is_on_paper(row: LatePaperRow) -> bool:
    return row.state == CAME and row.came_by != "online"


def may_scan(member: Member, case: Case) -> bool:
    """Whoever takes papers in; of protected people those alone who may open their files."""
    return may_receive(member, case) and (not case.protected or case.shows_all)


def paper_to_scan(unit: Unit, member: Member, case: Case, key: str) -> Field:
    """NotFound unless it came on paper; NotAllowed; Closed where the application has ended."""
    row, paper = paper_row(unit, case, key), named_paper(case.procedure, key)
    if not is_on_paper(row) or paper is None:
        raise NotFound("scan")
    if not may_scan(member, case):
        raise NotAllowed(f"scan {case.row.duty}")
    if case.row.decided_at is not None:
        raise Closed("scan")
    return scan_field(paper, key)


def may_scan_form(member: Member, case: Case) -> bool:
    """Of an application that came on paper and has not ended."""
    on_paper = case.row.arrival_basis == "stamp" and case.row.decided_at is None
    return on_paper and may_scan(member, case) and may_see_form(member, case.procedure)


def form_to_scan(member: Member, case: Case) -> Field:
    """The paper form itself, scanned after it was keyed. NotFound unless there is one; NotAllowed; Closed where it has ended."""
    if case.row.arrival_basis != "stamp":
        raise NotFound("scan")
    if not may_scan(member, case) or not may_see_form(member, case.procedure):
        raise NotAllowed(f"scan {case.row.duty}")
    if case.row.decided_at is not None:
        raise Closed("scan")
    return form_scan_field()


def keep_scans(
    installation: Installation,
    unit: Unit,
    member: Member,
    case: Case,
    key: str,
    question: Field,
    going: Collection[str],
) -> None:
    """Takes away those that are to go, and what was refused and told by now; `case` as it is after they were taken in. The
    caller commits."""
    take_away(unit, case.shelf, question.id, going)
    write_audit(installation, unit, member.actor, "scan paper", application_id=case.row.id, detail=key)
