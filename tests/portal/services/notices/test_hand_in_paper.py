"""A paper that follows is handed in once."""

from dataclasses import replace

import pytest

from forms.path.environment import KeptFile
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.notices.hand_in_paper import (
    extend_until,
    hand_in_paper,
    paper_to_hand_in,
    request_again,
    requested_papers,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.files import attachments
from portal.store.my_cases import late_papers
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer, version
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.dispatching import audited
from tests.portal.world import alice, file_application

TWO = """attach:
  - {id: proof, label: 在学証明書, later: true, later_days: 20}
  - {id: tax, label: 課税証明書, later: true, later_days: 5}
"""
FILE = KeptFile("file", "shomei.jpg", "image/jpeg", 1000, "0" * 64)
APPLICANT = Actor("resident", "alice")


def owing(installation: Installation) -> str:
    """Lacks 在学証明書 (10 December) and 課税証明書 (25 November)."""
    offer(installation, version(1, TWO))
    return file_application(installation, alice(installation), of="small", answers={"reason": "lost"})


def with_file(case: Case, paper: str) -> Case:
    return replace(case, shelf=replace(case.shelf, files={"file": FILE}, questions={"file": f"paper-{paper}"}))


def hand_in(installation: Installation, member: Member, number: str, paper: str) -> None:
    with installation.database.write() as unit:
        case = with_file(case_of_member(installation, unit, member, number), paper)
        hand_in_paper(installation, unit, case, paper_to_hand_in(unit, case, paper)[1], APPLICANT)
        unit.commit()


def owed(installation: Installation, member: Member, number: str) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        return [(row.paper, row.due) for row in requested_papers(unit, case)]


def test_the_nearest_day_stands_first_and_nothing_is_owed_after_the_decision(
    installation: Installation, reviewer: Member
) -> None:
    number = owing(installation)
    assert owed(installation, reviewer, number) == [("tax", "2026-11-25"), ("proof", "2026-12-10")]
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        assert requested_papers(unit, replace(case, row=case.row._replace(decided_at=1))) == []


def test_a_paper_that_came_is_no_longer_owed_and_state_and_arrival_stay(
    installation: Installation, reviewer: Member
) -> None:
    number = owing(installation)
    with installation.database.read() as unit:
        before = case_of_member(installation, unit, reviewer, number).row
    hand_in(installation, reviewer, number, "proof")
    assert owed(installation, reviewer, number) == [("tax", "2026-11-25")]
    with pytest.raises(NotFound):
        hand_in(installation, reviewer, number, "proof")
    with installation.database.read() as unit:
        after = case_of_member(installation, unit, reviewer, number).row
        last = applications.events(unit, after.id)[-1]
        row = late_papers.by_key(unit, after.id, "proof")
    assert (after.state, after.arrived_at) == (before.state, before.arrived_at)
    assert (last.move, last.from_state, last.to_state) == ("hand_in", before.state, before.state)
    assert row is not None
    assert (row.came_by, row.came_on) == ("online", "2026-11-20")
    assert audited(installation, "hand in paper") == [("hand in paper", "proof")]


def test_without_a_file_for_it_nothing_is_handed_in(installation: Installation, reviewer: Member) -> None:
    number = owing(installation)
    with installation.database.write() as unit:
        case = with_file(case_of_member(installation, unit, reviewer, number), "tax")
        with pytest.raises(Conflict):
            hand_in_paper(installation, unit, case, paper_to_hand_in(unit, case, "proof")[1], APPLICANT)
        with pytest.raises(NotFound):
            paper_to_hand_in(unit, case, "photo")


def test_a_paper_whose_only_file_was_refused_is_owed_again_with_time_to_send_it(
    installation: Installation, reviewer: Member
) -> None:
    number = owing(installation)
    hand_in(installation, reviewer, number, "tax")
    month = later(installation, days=30)
    with installation.database.write() as unit:
        case = case_of_member(month, unit, reviewer, number)
        request_again(month, unit, case.row.id, case.shelf, "reason")
        assert [row.paper for row in requested_papers(unit, case)] == ["proof"]
        request_again(month, unit, case.row.id, case.shelf, "paper-tax")
        dues = {row.paper: row.due for row in requested_papers(unit, case)}
    assert dues["proof"] == "2026-12-10"
    assert dues["tax"] > month.clock.today().isoformat()


def test_a_day_is_moved_to_a_later_one_only(installation: Installation, reviewer: Member) -> None:
    number = owing(installation)
    for due in ("2026-11-27", "2026-11-26"):
        with installation.database.write() as unit:
            extend_until(unit, requested_papers(unit, case_of_member(installation, unit, reviewer, number))[0], due)
            unit.commit()
    assert owed(installation, reviewer, number)[0] == ("tax", "2026-11-27")


def test_an_examined_file_does_not_replace_the_refused_one_that_came_again(
    installation: Installation, reviewer: Member
) -> None:
    number = owing(installation)
    hand_in(installation, reviewer, number, "tax")
    states = []
    for asks in (False, True):
        if asks:
            ask_again(installation, reviewer, number, "paper-tax")
            hand_in(installation, reviewer, number, "tax")
        with installation.database.write() as unit:
            case = case_of_member(installation, unit, reviewer, number)
            if not asks:
                facts = case.sealer.seal("file facts:old", {**FILE.stored, "question": "paper-tax"})
                attachments.add(unit, case.shelf.holder, "old", facts, b"", 1)
            request_again(installation, unit, case.row.id, case.shelf, "paper-tax")
            states.append("tax" in [row.paper for row in requested_papers(unit, case)])
            unit.commit()
    assert states == [False, True]
