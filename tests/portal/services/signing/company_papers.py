"""An application that a company filed, with papers that it signed."""

from dataclasses import dataclass, replace

from portal.services.cases.cases import Case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.signing.judge_company_papers import judge_papers, keep_found, open_papers
from tests.forms.loading.small import small
from tests.integrations.certificates.company import Register
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.late_papers import number_of
from tests.portal.services.desk.at_work import acting, case_of
from tests.portal.services.residents.companies import account, at_company, with_gbizid
from tests.portal.world import DUTY, add_member

QUESTIONS = """\
      - {id: paper, type: file, label: 書類, media: [pdf, jpeg], most: 3, required: false}
      - {id: number, type: corporate_number, label: 法人番号, known_from: applicant.company.number, required: false}
"""


@dataclass
class Filed:
    site: Installation
    register: Register
    member: Member
    number: str

    @property
    def case(self) -> Case:
        return case_of(self.site, self.member, self.number)

    def judge(self) -> None:
        with acting(self.site, self.member, self.number) as (unit, case):
            papers, number = open_papers(self.site, unit, self.member, case)
        judged = judge_papers(self.site, papers, number)
        with acting(self.site, self.member, self.number) as (unit, case):
            keep_found(self.site, unit, self.member, case, judged)


def filed(installation: Installation, register: Register, content: bytes, named: str | None = None) -> Filed:
    """By the account `p`. `named`: the 法人番号 that it types instead of its own; "" removes it."""
    offer(installation, small(QUESTIONS, version="1", duty=DUTY, identity="{sign_in: mail}"))
    site = replace(with_gbizid(installation, account(installation, "p")), company_judge=register.plug())
    page = at_company(site, "p").browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", files={"paper.upload": ("paper.pdf", content)})
    page = page.press("次へ進む", {} if named is None else {"number": named})
    return Filed(site, register, add_member(site, "tanto", ("reviewer", DUTY)), number_of(page.press("申請する")))
