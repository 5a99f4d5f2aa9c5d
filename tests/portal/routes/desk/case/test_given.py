"""The pages on which a file is given to an applicant, and fetched."""

import html

from portal.services.shared.installation import Installation
from tests.portal.later import later
from tests.portal.pdfs import pdf_of
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.routes.notices.test_core_notices import send
from tests.portal.routes.staff_browser import _value, at_desk
from tests.portal.services.my_cases.test_give_file import give
from tests.portal.world import DUTY, add_member, alice, file_application

PAPER = pdf_of("許可証")
NAME = "許可証 2026.pdf"


def test_a_file_is_given_fetched_until_its_last_day_and_given_for_longer(installation: Installation) -> None:
    desk = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    number = file_application(installation, alice(installation))
    page, today = f"/desk/{number}/given", installation.clock.today().isoformat()
    once = _value(desk.client.get(page).text, "once")
    status, text = send(desk, page, "file", NAME, b"text", words="見てください。", until=today, once=once)
    assert (status, "この種類のファイルは渡せません" in text, ">\n見てください。<" in text) == (422, True, True)
    assert send(desk, page, "file", NAME, PAPER, words="見てください。", until=today, once=once)[0] == 303
    shown = desk.get(f"/desk/{number}")
    assert NAME in shown
    assert "まだ受け取られていません" in shown
    assert desk.client.get(f"{page}/1").content == PAPER

    home, own = at_home(installation), f"/applications/{number}"
    listed = html.unescape(home.get(own).text)
    assert all(words in listed for words in (f"「{NAME}」が届いています", "見てください。", f'href="{own}/given/1"'))
    fetched = home.get(f"{own}/given/1")
    assert (fetched.content, fetched.headers["cache-control"]) == (PAPER, "no-store")
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert "が届いています" not in html.unescape(home.get(own).text)
    assert "に受け取りました" in desk.get(f"/desk/{number}")
    refused = desk.post(page, f"{page}/1", {"take_back": "1"})
    assert refused.status_code == 409, "it was fetched"

    tomorrow = later(installation, days=1)
    home = at_home(tomorrow)
    over = home.get(f"{own}/given/1")
    assert (over.status_code, "受け取れる日がすぎました" in over.text, "000-000-0120" in over.text) == (410, True, True)
    assert f'href="{own}/given/1"' not in home.get(own).text
    assert desk.post(page, f"{page}/1", {"until": "2026-02-30"}).status_code == 422
    assert desk.post(page, f"{page}/1", {"until": "2026-12-31"}).status_code == 303
    assert at_home(tomorrow).get(f"{own}/given/1").content == PAPER


def test_no_stranger_and_nobody_without_the_right_gets_it(installation: Installation) -> None:
    reviewer, mine = add_member(installation, "reviewer", ("reviewer", DUTY)), alice(installation)
    number, other = (file_application(installation, mine) for _ in range(2))
    give(installation, reviewer, number)
    home = at_home(installation)
    assert home.get(f"/applications/{other}/given/1").status_code == 404, "of another application"
    home.cookies.delete("kakanai_resident")
    assert home.get(f"/applications/{number}/given/1").status_code == 303
    elsewhere = at_desk(installation, add_member(installation, "other", ("reviewer", "childcare")))
    elsewhere.get(f"/desk/{number}/given/1", 404)
    elsewhere.get(f"/desk/{number}/given", 404)
    at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY))).get(f"/desk/{number}/given", 403)
