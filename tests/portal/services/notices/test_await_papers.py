"""Who waits for a paper of the core system."""

from dataclasses import replace

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.reopen_decision import reopen_decision
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.attach_notice import CheckedPaper, CorePaper, attach_notice, missing_title
from portal.services.notices.await_papers import awaited_papers
from portal.services.shared.installation import Installation
from tests.portal.later import later
from tests.portal.pdfs import pdf_of
from tests.portal.results import (
    CORE,
    CORE_RESULT,
    core_case,
    core_examiner,
    decide,
    examined_case,
    examiner,
    with_notice,
)
from tests.portal.world import DUTY

TITLE = "介護保険 要介護認定・要支援認定等結果通知書"


def test_a_case_waits_from_its_outcome_until_the_paper_is_attached(installation: Installation) -> None:
    clerk = core_examiner(installation)
    duty = installation.catalogue.current(CORE).duty
    core_case(installation, clerk, outcome="")
    number = core_case(installation, clerk, seed=2)
    with installation.database.write() as unit:
        (awaited,) = awaited_papers(installation, unit, [duty])
        assert awaited_papers(installation, unit, [DUTY]) == []
        case = case_of_member(installation, unit, clerk, number)
        attach_notice(
            installation, unit, clerk, case, CorePaper("a.pdf", addressee_of(case).name, "1"), CheckedPaper(pdf_of("a"))
        )
        assert awaited_papers(installation, unit, [duty]) == []
    assert (awaited.receipt_number, awaited.title) == (number, TITLE)


def test_where_the_city_leaves_the_notice_to_its_core_system_a_case_decided_since_then_waits(
    installation: Installation,
) -> None:
    yearly, result = "jido-teate-genkyo", {"result.suspended_from.year": ["2026-12"]}
    clerk, duty = examiner(installation, yearly), installation.catalogue.current(yearly).duty
    here, core, ended = (examined_case(installation, clerk, yearly, seed=seed) for seed in (1, 2, 3))
    decide(installation, clerk, here, "suspended", result, "書類が足りないためです。")
    switched = replace(installation, city=with_notice(installation.city, yearly, "core_system"))
    decide(switched, clerk, core, "suspended", result, "書類が足りないためです。")
    decide(switched, clerk, ended, "done", {})
    with installation.database.read() as unit:
        awaited = awaited_papers(switched, unit, [duty])
        assert awaited_papers(installation, unit, [duty]) == []
    assert [(paper.receipt_number, paper.title) for paper in awaited] == [(core, "児童手当 支払差止通知書")]


def test_after_another_decision_its_own_paper_is_awaited(installation: Installation) -> None:
    clerk = core_examiner(installation)
    duty, number = installation.catalogue.current(CORE).duty, core_case(installation, clerk)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, clerk, number)
        assert missing_title(installation, unit, case) == TITLE
        attach_notice(
            installation, unit, clerk, case, CorePaper("a.pdf", addressee_of(case).name, "1"), CheckedPaper(pdf_of("a"))
        )
        assert missing_title(installation, unit, case) == ""
        unit.commit()
    then = later(installation, days=1)
    with then.database.write() as unit:
        case = case_of_member(then, unit, clerk, number)
        reopen_decision(then, unit, clerk, case, case.row.revision, "change", "調査に誤りがありました。")
        unit.commit()
    decide(then, clerk, number, "approved", CORE_RESULT)
    with then.database.read() as unit:
        assert [paper.receipt_number for paper in awaited_papers(then, unit, [duty])] == [number]
        assert missing_title(then, unit, case_of_member(then, unit, clerk, number)) == TITLE
