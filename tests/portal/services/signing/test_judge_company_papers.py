"""Papers that a company signed are judged for the time of their receipt, when staff ask."""

from dataclasses import replace

import pytest

from portal.errors import NotAllowed, NotFound, TooMany
from portal.services.shared.installation import Installation
from portal.services.signing.judge_company_papers import JUDGED, keep_found, may_judge, open_papers, papers_in
from tests.databases import Makers
from tests.integrations.certificates.company import NOW, NUMBER, Register, sign
from tests.pictures import jpeg, pdf
from tests.portal.services.desk.at_work import acting, audited, hidden
from tests.portal.services.signing.company_papers import Filed, filed
from tests.portal.world import DUTY, add_member


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(NOW)


@pytest.fixture(scope="module")
def paper(register: Register) -> bytes:
    return sign(register.issue())


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


def states(case: Filed) -> list[list[str]]:
    return [[judgement["state"] for judgement in noted["found"]] for noted in case.case.shelf.signed.values()]


def test_what_is_found_is_kept_with_the_file_and_asking_again_replaces_it(
    installation: Installation, register: Register, paper: bytes
) -> None:
    case = filed(installation, register, paper)
    before = case.case.shelf.files
    register.down = True
    case.judge()
    assert states(case) == [["pending_revocation"]]
    register.down = False
    case.judge()
    assert states(case) == [["accepted"]]
    assert case.case.shelf.files == before, "nothing else of the file changes"
    (noted,) = case.case.shelf.signed.values()
    assert noted["found"][0]["subject"]["number"] == NUMBER
    assert [detail.split()[1:] for _, detail in audited(case.site, "judge company signatures")] == [
        ["pending_revocation"], ["accepted"],
    ]  # fmt: skip


def test_the_number_in_the_application_goes_before_that_of_the_account(
    installation: Installation, register: Register, paper: bytes
) -> None:
    """An agent's account files for others."""
    case = filed(installation, register, paper, "5000000000202")
    case.judge()
    assert states(case) == [["refused"]]


def test_without_a_number_in_the_application_the_accounts_counts(
    installation: Installation, register: Register, paper: bytes
) -> None:
    case = filed(installation, register, paper, "")
    case.judge()
    assert states(case) == [["accepted"]]


def test_a_paper_without_a_signature_is_noted_as_such(installation: Installation, register: Register) -> None:
    case = filed(installation, register, pdf())
    case.judge()
    assert states(case) == [[]]


def test_a_certificate_that_ended_before_receipt_is_refused(installation: Installation, register: Register) -> None:
    case = filed(installation, register, sign(register.issue(days=0)))
    case.judge()
    assert states(case) == [["refused"]]


def test_pictures_are_no_papers(installation: Installation, register: Register) -> None:
    case = filed(installation, register, jpeg())
    assert papers_in(case.case) == []
    assert not may_judge(case.site, case.member, case.case)


def test_who_may_not_review_or_see_the_papers_asks_nothing(
    installation: Installation, register: Register, paper: bytes
) -> None:
    case = filed(installation, register, paper)
    clerk = add_member(case.site, "clerk", ("clerk", DUTY))
    assert may_judge(case.site, case.member, case.case)
    assert not may_judge(case.site, clerk, case.case)
    assert not may_judge(case.site, case.member, hidden(case.case))
    assert not may_judge(replace(case.site, company_judge=None), case.member, case.case)
    with acting(case.site, case.member, case.number) as (unit, opened):
        with pytest.raises(NotAllowed):
            open_papers(case.site, unit, clerk, opened)
        with pytest.raises(NotFound):
            open_papers(replace(case.site, company_judge=None), unit, case.member, opened)
        keep_found(case.site, unit, case.member, hidden(opened), {"nothing": []})
    assert states(case) == []


def test_no_other_procedure_offers_it(installation: Installation, register: Register, paper: bytes) -> None:
    case = filed(installation, register, paper)
    private = replace(case.case, evidence={"way": "card"}, procedure=replace(case.case.procedure, steps=()))
    assert not may_judge(case.site, case.member, private)


def test_who_asks_again_and_again_waits_and_a_colleague_does_not(
    installation: Installation, register: Register, paper: bytes
) -> None:
    case = filed(installation, register, paper)
    colleague = add_member(case.site, "doryo", ("reviewer", DUTY))
    with acting(case.site, case.member, case.number) as (unit, opened):
        for _ in range(JUDGED.tries):
            open_papers(case.site, unit, case.member, opened)
        with pytest.raises(TooMany):
            open_papers(case.site, unit, case.member, opened)
        assert open_papers(case.site, unit, colleague, opened)[0]
