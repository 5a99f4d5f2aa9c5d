"""Papers that an application owes."""

from forms.path.path import walk
from portal.clock import to_micro
from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.require_papers import update_requested_papers
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import CAME, OWED, UNNEEDED, Coming, LatePaperRow
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer, version
from tests.portal.routes.late_papers import ONLY_LOST, PROOF
from tests.portal.world import file_application


def file_small(installation: Installation, session: Session, more: str, days_ago: int = 0) -> str:
    offer(installation, version(1, more))
    return file_application(installation, session, of="small", answers={"reason": "lost"}, days_ago=days_ago)


def owe(installation: Installation, session: Session, number: str, reason: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        path = walk(case.procedure, {"reason": reason}, case.environment)
        update_requested_papers(installation, unit, case, path, to_micro(installation.clock.now()))
        unit.commit()


def papers(installation: Installation, session: Session, number: str) -> dict[str, LatePaperRow]:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return {row.paper: row for row in late_papers.of_application(unit, case.row.id)}


def states(installation: Installation, session: Session, number: str) -> dict[str, tuple[str, str]]:
    return {name: (row.state, row.due) for name, row in papers(installation, session, number).items()}


def test_the_period_begins_when_it_is_stored_and_not_at_an_earlier_arrival(
    installation: Installation, session: Session
) -> None:
    number = file_small(installation, session, PROOF, days_ago=5)
    assert states(installation, session, number) == {"proof": (OWED, "2026-12-10")}


def test_a_corrected_answer_asks_for_its_papers_from_that_day_and_drops_the_others(
    installation: Installation, session: Session
) -> None:
    number = file_small(installation, session, ONLY_LOST)
    owe(later(installation, days=5), session, number, "torn")
    assert states(installation, session, number) == {"proof": (UNNEEDED, "2026-12-10"), "other": (OWED, "2026-12-25")}
    owe(later(installation, days=6), session, number, "lost")
    again = {"proof": (OWED, "2026-12-16"), "other": (UNNEEDED, "2026-12-25")}
    assert states(installation, session, number) == again
    owe(later(installation, days=9), session, number, "lost")
    assert states(installation, session, number) == again, "a running due day is not moved"


def test_a_paper_that_one_may_not_have_is_never_owed(installation: Installation, session: Session) -> None:
    optional = PROOF.replace("later: true", "later: true, required: false")
    number = file_small(installation, session, optional)
    assert papers(installation, session, number) == {}
    owe(later(installation, days=1), session, number, "torn")
    assert papers(installation, session, number) == {}


def test_a_paper_that_came_stays_and_is_not_asked_for_again(installation: Installation, session: Session) -> None:
    number = file_small(installation, session, ONLY_LOST)
    proof = papers(installation, session, number)["proof"]
    with installation.database.write() as unit:
        assert late_papers.mark_received(unit, proof.id, Coming("post", "2026-11-21"), 5)
        unit.commit()
    came = papers(installation, session, number)["proof"]
    assert came.state == CAME
    for reason in ("torn", "lost"):
        owe(installation, session, number, reason)
        assert papers(installation, session, number)["proof"] == came
