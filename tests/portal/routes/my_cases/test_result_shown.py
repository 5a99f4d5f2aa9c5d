"""My page shows what was decided; the paper of the core system is what the applicant downloads."""

import html

from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.cases.cases import case_of_member
from portal.services.my_cases.list_documents import declare_electronic
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.attach_notice import CheckedPaper, CorePaper, attach_notice
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.services.shared.write_audit import Actor
from tests.portal.pdfs import pdf_of
from tests.portal.results import core_case, core_examiner
from tests.portal.world import alice

PAPER = pdf_of("認定結果通知書")


def at_home(installation: Installation) -> TestClient:
    person = alice(installation).person_id or ""
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=person)
        unit.commit()
    client = TestClient(
        make_app(installation, with_worker=False), base_url="http://127.0.0.1:8000", follow_redirects=False
    )
    client.cookies.set("kakanai_resident", token)
    client.cookies.set("kakanai_browser", "a browser")
    return client


def test_the_result_is_read_in_words_and_the_attached_paper_is_downloaded_as_it_is(installation: Installation) -> None:
    clerk = core_examiner(installation)
    number = core_case(installation, clerk)
    client, address = at_home(installation), f"/applications/{number}"
    shown = html.unescape(client.get(address).text)
    for words in ("決まったこと", "認定する", "要介護状態区分", "要介護2", "2027年", "これからすること", "ケアプラン"):
        assert words in shown
    assert client.get(f"{address}/notices/1.pdf").status_code == 404
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, clerk, number)
        declare_electronic(installation, unit, case, Actor("resident", case.row.person_id or ""))
        paper = CorePaper("a.pdf", addressee_of(case).name, "介認第7号")
        assert attach_notice(installation, unit, clerk, case, paper, CheckedPaper(PAPER)) == ""
        unit.commit()
    assert client.get(f"{address}/notices/1.pdf").content == PAPER
