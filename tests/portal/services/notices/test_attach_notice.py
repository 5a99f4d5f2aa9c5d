"""The core system's own notice becomes that of the case, once its number and its addressee fit."""

import pytest

from portal.services.cases.cases import Case, case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.attach_notice import (
    MOST_BYTES,
    CheckedPaper,
    CorePaper,
    attach_notice,
    awaited_title,
    check_paper,
    why_refused,
)
from portal.services.notices.print_notice import notice_letter, print_notice
from portal.services.notices.read_paper import Printed, names_like
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import dispatches, notices
from tests.integrations.remaking.test_text import sheet
from tests.portal.audited import audited
from tests.portal.pdfs import pdf_of
from tests.portal.results import core_case, core_examiner

PAPER = pdf_of("介護保険 要介護認定・要支援認定等結果通知書")
TITLE = "介護保険 要介護認定・要支援認定等結果通知書"


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return core_examiner(installation)


@pytest.fixture
def number(installation: Installation, clerk: Member) -> str:
    return core_case(installation, clerk)


def opened(installation: Installation, clerk: Member, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_member(installation, unit, clerk, number)


def attach(
    installation: Installation, clerk: Member, number: str, paper: CorePaper, *printed: str, text: str = "", why: str = ""
) -> str:  # fmt: skip
    checked = CheckedPaper(PAPER, Printed(frozenset(printed), names_like(text)))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, clerk, number)
        why = attach_notice(installation, unit, clerk, case, paper, checked, why)
        unit.commit()
    return why


def paper_for(case: Case, **changes: str) -> CorePaper:
    facts = {"name": f"{case.row.receipt_number}.pdf", "addressee": addressee_of(case).name, "number": "介認第7号"}
    return CorePaper(**facts | changes)


def test_no_notice_of_that_title_is_written_here(installation: Installation, clerk: Member, number: str) -> None:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, clerk, number)
        assert (notices.of_application(unit, case.row.id), awaited_title(installation, unit, case)) == ([], TITLE)


def test_the_paper_is_the_notice_on_line_and_in_the_post(
    installation: Installation, clerk: Member, number: str
) -> None:
    case = opened(installation, clerk, number)
    assert attach(installation, clerk, number, paper_for(case)) == ""
    with installation.database.read() as unit:
        (notice,) = notices.of_application(unit, case.row.id)
        (line,) = dispatches.of_application(unit, case.row.id)
    assert (notice.title, notice.number, line.source) == (TITLE, "介認第7号", notice.id)
    assert print_notice(installation, case, notice) == PAPER
    assert notice_letter(case, notice).pdf == PAPER


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"addressee": "見本　別人"}, "name"), ({"name": "26-000-000-015.pdf"}, "another_number"), ({"number": ""}, "no_number"),
        ({"number": "号" * 41}, "too_long"), ({"decided_on": "2027-01-01"}, "no_day"),
    ],
)  # fmt: skip
def test_a_paper_that_may_be_of_another_person_is_stopped_and_recorded(
    installation: Installation, clerk: Member, number: str, changes: dict[str, str], why: str
) -> None:
    case = opened(installation, clerk, number)
    assert attach(installation, clerk, number, paper_for(case, **changes)) == why
    with installation.database.read() as unit:
        assert notices.of_application(unit, case.row.id) == []
    assert audited(installation, "stop core notice") == [(str(clerk.actor), why)]


def test_only_an_outcome_of_the_core_system_awaits_one(installation: Installation, clerk: Member) -> None:
    number = core_case(installation, clerk, outcome="")
    case = opened(installation, clerk, number)
    with installation.database.read() as unit:
        assert why_refused(installation, unit, case, paper_for(case)) == "not_awaited"
    with installation.database.write() as unit:
        decision = read_decision(installation, case, "withdrawn", "")
        decide_application(installation, unit, clerk, case, case.row.revision, decision)
        assert awaited_title(installation, unit, case) == ""


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "large"), (b"", "none"), (b"PK\x03\x04", "not_pdf"), (b"%PDF-" + b"0" * MOST_BYTES, "large"), (b"%PDF-1.7", "unsafe")],
)  # fmt: skip
def test_what_is_no_safe_pdf_is_refused(installation: Installation, content: bytes | None, why: str) -> None:
    assert check_paper(installation, content) == why


def test_a_paper_that_prints_the_number_of_another_case_is_stopped_whatever_its_name(
    installation: Installation, clerk: Member, number: str
) -> None:
    case = opened(installation, clerk, number)
    assert attach(installation, clerk, number, paper_for(case), number, "26-000-000-015") == "printed_number"
    assert audited(installation, "stop core notice") == [("staff:kaigo", "printed_number")]
    assert attach(installation, clerk, number, paper_for(case), number) == ""


def test_the_numbers_of_a_checked_paper_are_those_it_prints(installation: Installation) -> None:
    checked = check_paper(installation, sheet())
    assert isinstance(checked, CheckedPaper)
    assert checked.printed.numbers == {"26-000-000-015"}


def test_a_paper_that_names_the_person_of_another_case_is_stopped_until_staff_say_why_it_is_this_ones(
    installation: Installation, clerk: Member, number: str
) -> None:
    changes = {"insured.name": {"family": "例示", "given": "一郎"}, "insured.birth": "1950-01-02"}
    core_case(installation, clerk, seed=2, changes=changes)
    paper = paper_for(opened(installation, clerk, number))
    assert attach(installation, clerk, number, paper, text="例示 一郎 様") == "printed_name"
    assert attach(installation, clerk, number, paper, text="例示 一郎 様", why="医師です") == "printed_name"
    assert (
        attach(installation, clerk, number, paper, text="例示 一郎 様", why="主治医の氏名で、同姓同名の別の人です")
        == ""
    )
    assert [detail for _, detail in audited(installation, "stop core notice")] == ["printed_name"] * 2
