"""What a company signed, in the words of the desk."""

from dataclasses import replace

import pytest

from integrations.sockets.certificate_sockets import CompanySignature, Outcome
from portal.services.shared.installation import Installation
from portal.services.signing.describe_company_signatures import (
    _VERDICTS,
    CODES,
    STATES,
    SignedPaperView,
    company_signatures_panel,
)
from tests.databases import Makers
from tests.integrations.certificates.company import COMPANY, NOW, NUMBER, Register, sign
from tests.pictures import pdf
from tests.portal.services.signing.company_papers import Filed, filed


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(NOW)


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


def described(case: Filed) -> list[SignedPaperView]:
    with case.site.database.read() as unit:
        return list(company_signatures_panel(case.site, unit, case.member, case.case)["signed_papers"])


def test_the_company_of_the_certificate_is_named_and_what_was_checked(
    installation: Installation, register: Register
) -> None:
    case = filed(installation, register, sign(register.issue()))
    assert described(case) == []
    case.judge()
    (paper,) = described(case)
    (signature,) = paper.signatures
    assert (paper.file.name, paper.checked_by) == ("paper.pdf", "tantoさん")
    assert (signature.state, signature.against) == ("accepted", ())
    assert dict(signature.subject) | {"登記所": ""} == {
        "商号・名称": COMPANY.name, "法人番号": NUMBER, "本店": COMPANY.address, "代表者の資格": "代表取締役",
        "代表者": "見本　建造", "登記所": "",
    }  # fmt: skip
    assert signature.source.startswith("OCSPの応答")
    assert signature.serial


def test_what_is_against_it_says_why(installation: Installation, register: Register) -> None:
    case = filed(installation, register, sign(register.issue()), "5000000000202")
    case.judge()
    (signature,) = described(case)[0].signatures
    assert signature.against == (
        ("申請した会社との一致", "認められない（申請の法人番号と違う、または比べる番号がない）"),
    )
    assert signature.explanation == (
        "有効な会社の電子署名ですが、申請の法人番号（5000000000202）の会社のものではありません。"
    )
    register.down = True
    try:
        case.judge()
    finally:
        register.down = False
    (signature,) = described(case)[0].signatures
    assert signature.source == "OCSPの応答（返事なし）"


def test_a_strangers_certificate_names_nobody(installation: Installation, register: Register) -> None:
    case = filed(installation, register, sign(Register(NOW).issue()))
    case.judge()
    (signature,) = described(case)[0].signatures
    assert (signature.subject, signature.serial) == ((), "")
    assert signature.against == (("認証局", "認められない（登記官が出した証明書でない）"),)


def test_all_that_a_judge_may_answer_has_words(register: Register) -> None:
    issued = register.issue(bits=1024)
    answers: list[CompanySignature] = [
        *register.judge(sign(issued), at=NOW), *register.judge(b"/ByteRange [0 1 2 3]", at=NOW),
        *register.judge(sign(issued, pdf(2)).replace(b"/MediaBox", b"/Mediabox", 1), at=NOW),
    ]  # fmt: skip
    assert {answer.state for answer in answers} <= set(STATES)
    for answer in answers:
        for name, verdict in answer.verdicts.items():
            assert name in _VERDICTS
            assert verdict.outcome in (Outcome.OK, Outcome.NOT_ASKED) or verdict.code in CODES


def test_what_was_judged_against_another_number_counts_no_more(installation: Installation, register: Register) -> None:
    """A correction of the applicant may change the number and leave the file."""
    filed_case = filed(installation, register, sign(register.issue()))
    filed_case.judge()
    case = filed_case.case
    corrected = replace(case, answers={**case.answers, "number": "5000000000202"})
    with filed_case.site.database.read() as unit:
        shown = company_signatures_panel(filed_case.site, unit, filed_case.member, corrected)
    assert (shown["signed_papers"], shown["judges_papers"], len(described(filed_case))) == ([], True, 1)


def test_what_was_judged_by_the_number_of_the_account_outlives_the_account(
    installation: Installation, register: Register
) -> None:
    case = filed(installation, register, sign(register.issue()), "")
    case.judge()
    with case.site.database.read() as unit:
        left = replace(case.case, row=case.case.row._replace(person_id=None))
        shown = company_signatures_panel(case.site, unit, case.member, left)
    assert [signature.state for paper in shown["signed_papers"] for signature in paper.signatures] == ["accepted"]
