"""Reopening at the desk, without scripts: ground and reason, once more to confirm, then the case is open again."""

from portal.services.shared.installation import Installation
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.at_work import case_of

TYPED = {"ground": "ruling", "words": "裁決にしたがい、認定をやり直します。"}


def test_it_is_confirmed_and_then_the_case_can_be_decided_again(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    browser, page = at_desk(installation, member), f"/desk/{number}"
    here = f"{page}/reopen"
    assert f'href="{here}"' in browser.get(page)
    wrong = browser.post(here, here, {"ground": "", "words": ""})
    assert (wrong.status_code, wrong.text.count("field-trouble")) == (422, 2)
    confirm = browser.post(here, here, TYPED)
    assert (confirm.status_code, "裁決や判決にしたがう" in confirm.text) == (200, True)
    assert case_of(installation, member, number).row.state == "approved"
    done = browser.post(here, here, TYPED | {"confirmed": "yes"})
    assert (done.status_code, case_of(installation, member, number).row.state) == (303, "examining")
    assert "審査にもどしました。" in browser.get(done.headers["location"])
    browser.get(here, 404)


def test_the_applicant_reads_that_what_was_decided_is_looked_at_again(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    here = f"/desk/{number}/reopen"
    assert at_desk(installation, member).post(here, here, TYPED | {"confirmed": "yes"}).status_code == 303
    page = at_home(installation).get(f"/applications/{number}").text
    assert "<b>決まったことを、もう一度確かめることにしました。</b>新しい結果が出るまで、前の結果は変わりません" in page
    assert "決まったこと</h2>" in page
    for words in ("まだ決まっていません", "これからすること"):
        assert words not in page
