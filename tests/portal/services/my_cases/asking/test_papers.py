"""追完: papers are asked for together."""

import pytest

from portal.clock import to_micro
from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.asking import papers
from portal.services.my_cases.asking.papers import asked
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import Coming
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer, version
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, file_application

TWO_PAPERS = """attach:
  - {id: proof, label: 在学証明書, later: true, later_days: 20}
  - {id: other, label: 課税証明書, later: true}
"""
FIRST, SECOND = "2026-12-10", "2026-12-21"  # twenty days, and thirty, which end on a Sunday


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    offer(installation, version(1, TWO_PAPERS))
    return file_application(installation, session, of="small", answers={"reason": "lost"})


def asked_of(installation: Installation, session: Session, number: str) -> list[Asked]:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return list(asked(installation, unit, Whose(session.person_id or "", [case], all=False)))


def come(installation: Installation, session: Session, number: str, paper: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        row = late_papers.by_key(unit, case.row.id, paper)
        assert row
        late_papers.mark_received(unit, row.id, Coming("post", "2026-11-24"), to_micro(installation.clock.now()))
        unit.commit()


def test_the_nearest_day_leads_and_all_owed_papers_are_named(
    installation: Installation, session: Session, number: str
) -> None:
    (item,) = asked_of(installation, session, number)
    assert (item.reason, item.href, item.until) == ("papers", f"/applications/{number}/papers", FIRST)
    assert [label for _, label in item.names] == ["在学証明書", "課税証明書"]
    come(installation, session, number, "proof")
    (item,) = asked_of(installation, session, number)
    assert (item.until, [label for _, label in item.names]) == (SECOND, ["課税証明書"])
    come(installation, session, number, "other")
    assert asked_of(installation, session, number) == []


def test_the_words_change_three_days_before_the_day_and_after_it(
    installation: Installation, session: Session, number: str
) -> None:
    reasons = [
        asked_of(at(installation, f"2026-12-{day}T09:00:00+09:00"), session, number)[0].reason
        for day in ("06", "07", "10", "11")
    ]
    assert reasons == ["papers", "papers_near", "papers_near", "papers_late"]


def test_an_application_that_ended_waits_for_no_paper(
    installation: Installation, session: Session, number: str
) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", session.person_id or ""), NOW, "")
        unit.commit()
    assert asked_of(installation, session, number) == []


def test_a_paper_that_the_correction_asks_for_is_not_asked_for_twice(
    installation: Installation, session: Session, number: str
) -> None:
    ask_again(installation, add_member(installation, "reviewer", ("reviewer", DUTY)), number, "paper-proof")
    (item,) = asked_of(installation, session, number)
    assert (item.until, [label for _, label in item.names]) == (SECOND, ["課税証明書"])


def test_without_an_owed_paper_the_correction_is_not_read(
    installation: Installation, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for paper in ("proof", "other"):
        come(installation, session, number, paper)
    monkeypatch.setattr(papers, "open_correction", lambda *_: pytest.fail("it was read"))
    assert asked_of(installation, session, number) == []
