"""My page shows what was decided; the paper of the core system is what the applicant downloads."""

import html

import pytest
from starlette.testclient import TestClient

from integrations.remaking.page import draw_page
from portal.app import make_app
from portal.services.cases.cases import case_of_member
from portal.services.my_cases.list_documents import declare_electronic
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.attach_notice import CheckedPaper, CorePaper, attach_notice
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.services.shared.write_audit import Actor
from portal.web.my_cases import document_pages
from tests.portal.pdfs import pdf_of
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.world import alice, file_application

PAPER = pdf_of("認定結果通知書", 2)


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
    for hidden in ("notices/1.pdf", "notices/1/pages/1", "notices/1/pages/1/picture"):
        assert client.get(f"{address}/{hidden}").status_code == 404, "without consent to read it here"
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, clerk, number)
        declare_electronic(installation, unit, case, Actor("resident", case.row.person_id or ""))
        paper = CorePaper("a.pdf", addressee_of(case).name, "介認第7号")
        assert attach_notice(installation, unit, clerk, case, paper, CheckedPaper(PAPER)) == ""
        unit.commit()
    assert client.get(f"{address}/notices/1.pdf").content == PAPER
    assert f'href="{address}/notices/1/pages/1"' in client.get(address).text
    page = client.get(f"{address}/notices/1/pages/1").text
    assert f'src="{address}/notices/1/pages/1/picture"' in page
    assert f'href="{address}/notices/1.pdf"' in page, "the download stays at hand"
    assert f'href="{address}/notices/1/pages/2"' in page
    assert "2ページのうち1ページ目" in page
    assert "次のページ" not in client.get(f"{address}/notices/1/pages/2").text
    drawn = client.get(f"{address}/notices/1/pages/2/picture")
    assert (drawn.headers["content-type"], drawn.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert drawn.content == draw_page(PAPER, 2).content
    for past in ("notices/1/pages/3", "notices/1/pages/3/picture", "notices/2/pages/1", "notices/1/pages/0/picture"):
        assert client.get(f"{address}/{past}").status_code == 404, past
    stranger = with_card(installation, "charlie")
    for own in ("notices/1/pages/1", "notices/1/pages/1/picture", "receipt/pages/1", "receipt/pages/1/picture"):
        assert stranger.open(f"{address}/{own}").status == 404, own


def test_a_paper_that_cannot_be_drawn_is_downloaded(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = file_application(installation, alice(installation))
    monkeypatch.setattr(document_pages, "draw_page", lambda *_: None)
    client, pages = at_home(installation), f"/applications/{number}/receipt/pages"
    shown = client.get(f"{pages}/1").text
    assert "ここでは開けません" in shown
    assert f'href="/applications/{number}/receipt.pdf"' in shown
    for away in ("1/picture", "2"):
        assert client.get(f"{pages}/{away}").status_code == 404
