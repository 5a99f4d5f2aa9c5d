"""Scans of paper applications before the decision."""

from dataclasses import replace

import pytest

from portal.errors import Closed, NotAllowed, NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.receive_paper import paper_row, read_received, receive_paper
from portal.services.desk.case.scan_paper import form_to_scan, is_on_paper, keep_scans, may_scan_form, paper_to_scan
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import Coming
from tests.portal.services.desk.at_work import acting, audited, case_of, decided, hidden
from tests.portal.services.desk.owing import owe, with_paper
from tests.portal.world import DUTY, add_member


def test_an_owed_paper_and_one_that_came_online_are_not_scanned(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with acting(installation, reviewer, number) as (unit, opened):
        case = with_paper(opened)
        with pytest.raises(NotFound):
            paper_to_scan(unit, reviewer, case, "proof")
        row = owe(installation, unit, case)
        with pytest.raises(NotFound):
            paper_to_scan(unit, reviewer, case, "proof")
        late_papers.mark_received(unit, row.id, Coming("online", "2026-11-20"), 1)
        assert not is_on_paper(paper_row(unit, case, "proof"))
        with pytest.raises(NotFound):
            paper_to_scan(unit, reviewer, case, "proof")


def test_a_letter_is_scanned_by_who_takes_papers_in_until_the_decision(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk, auditor = (add_member(installation, role, (role, DUTY)) for role in ("clerk", "auditor"))
    with acting(installation, reviewer, number) as (unit, opened):
        case = with_paper(opened)
        came = read_received(installation.clock, case, "post", "2026-11-20", "")
        receive_paper(installation, unit, reviewer, case, owe(installation, unit, case), came)
        assert [paper_to_scan(unit, member, case, "proof").label for member in (reviewer, clerk)] == ["在学証明書"] * 2
        for member, refused in ((auditor, case), (reviewer, hidden(case))):
            with pytest.raises(NotAllowed):
                paper_to_scan(unit, member, refused, "proof")
        with pytest.raises(Closed):
            paper_to_scan(unit, reviewer, decided(case), "proof")
        keep_scans(installation, unit, clerk, case, "proof", paper_to_scan(unit, clerk, case, "proof"), [])
    assert audited(installation, "scan paper") == [("staff:clerk", "proof")]


def on_paper(case: Case) -> Case:
    return replace(case, row=case.row._replace(arrival_basis="stamp"))


def test_only_an_application_on_paper_has_a_form_to_scan(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    with pytest.raises(NotFound):
        form_to_scan(reviewer, case)
    assert form_to_scan(reviewer, on_paper(case)).label == "申請書の写し"
    with pytest.raises(Closed):
        form_to_scan(reviewer, decided(on_paper(case)))
    with pytest.raises(NotAllowed):
        form_to_scan(reviewer, hidden(on_paper(case)))
    cases = (on_paper(case), case, decided(on_paper(case)), hidden(on_paper(case)))
    assert [may_scan_form(reviewer, variant) for variant in cases] == [True, False, False, False]
