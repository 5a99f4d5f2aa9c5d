"""取消し and 撤回 at the desk, without scripts: a form, once more to confirm, then notice, former result and the resident's pages."""

import html

from portal.services.shared.installation import Installation
from tests.portal.later import at
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import add_member

TYPED = {
    "outcome": "revoked", "on": "2026-12-01", "hearing": "explanation", "heard_on": "2026-11-20", "basis": "",
    "words": "転出されたためです。", "provision": "介護保険法第31条第1項",
}  # fmt: skip


def test_it_is_confirmed_and_then_page_and_notice_say_so(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    browser, page = at_desk(installation, member), f"/desk/{number}"
    here = f"{page}/end"
    assert f'href="{here}"' in browser.get(page)
    wrong = browser.post(here, here, {"outcome": "revoked"})
    assert (wrong.status_code, wrong.text.count('class="field-trouble')) == (422, 4)
    confirm = browser.post(here, here, TYPED)
    assert confirm.status_code == 200
    for words in ("令和8年（2026年）12月1日から、効力がなくなります", "決定撤回通知書", "審査請求をすることができます"):
        assert words in confirm.text
    again = browser.post(here, here, TYPED | {"again": "yes"})
    assert 'value="2026-12-01"' in again.text
    assert case_of(installation, member, number).row.state == "approved"
    revision = str(case_of(installation, member, number).row.revision)
    done = browser.post(here, here, TYPED | {"confirmed": "yes"})
    assert (done.status_code, case_of(installation, member, number).row.state) == (303, "revoked")
    shown = html.unescape(browser.get(page))
    for words in ("決定の撤回", "効力がなくなります", "前の結果（1件）", "認定する", "決定撤回通知書"):
        assert words in shown
    replayed = browser.post(page, here, TYPED | {"confirmed": "yes", "revision": revision})
    assert replayed.status_code == 409
    browser.get(here, 404)


def test_another_section_and_an_open_case_get_no_page(installation: Installation) -> None:
    member = core_examiner(installation)
    decided, open_ = core_case(installation, member), core_case(installation, member, "", seed=2)
    browser = at_desk(installation, member)
    browser.get(f"/desk/{open_}/end", 404)
    assert browser.post(f"/desk/{open_}", f"/desk/{open_}/end", TYPED | {"confirmed": "yes"}).status_code == 409
    stranger = at_desk(installation, add_member(installation, "charlie", ("reviewer", "childcare")))
    stranger.get(f"/desk/{decided}/end", 404)
    posted = stranger.post("/desk", f"/desk/{decided}/end", TYPED | {"confirmed": "yes", "revision": "1"})
    assert posted.status_code in (403, 404)
    assert case_of(installation, member, decided).row.state == "approved"


def test_after_the_day_the_desk_still_shows_it(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    browser = at_desk(installation, member)
    browser.post(f"/desk/{number}/end", f"/desk/{number}/end", TYPED | {"confirmed": "yes"})
    assert "決定の撤回" in at_desk(at(installation, "2026-12-02T09:00:00+09:00"), member).get(f"/desk/{number}")
