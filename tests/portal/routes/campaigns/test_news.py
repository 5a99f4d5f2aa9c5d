"""News on the pages of a section, from the choice to the start by somebody else."""

import re
from dataclasses import replace

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.campaigns.writing import agree
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application

NEW = f"/desk/campaigns/news?filed={PROCEDURE}"
BOXES = {
    "filed": PROCEDURE, "about": PROCEDURE, "subject": "説明会の案内", "text": "説明会をひらきます。",
    "condition1": "reason=lost",
}  # fmt: skip


def test_people_are_chosen_counted_and_written_to_by_a_second_member(installation: Installation) -> None:
    session = alice(installation)
    file_application(installation, session)
    agree(installation, session.person_id)
    browser = at_desk(installation, add_member(installation, "annai", ("inviter", DUTY)))
    second = at_desk(installation, add_member(installation, "shinsa", ("reviewer", DUTY)))
    assert 'href="/desk/campaigns/news"' in browser.get("/desk/campaigns")
    assert "条件1" not in browser.get("/desk/campaigns/news")
    page = browser.get(NEW)
    assert 'value="reason=lost"' in page
    refused = browser.post(NEW, "/desk/campaigns/news", {**BOXES, "subject": "", "text": "あ" * 301, "about": "x"})
    assert refused.status_code == 422
    assert all(words in refused.text for words in ("件名を40字まで", "300字まで", "案内する手続を選んで"))
    assert re.search('value="reason=lost" selected', refused.text)
    for gone in ("reason=gone", "nothing=yes", "reason"):
        refused = browser.post(NEW, "/desk/campaigns/news", {**BOXES, "condition2": gone})
        assert (refused.status_code, "もう選べません" in refused.text) == (422, True), "it would go to more people"
    address = browser.post(NEW, "/desk/campaigns/news", BOXES).headers["location"]
    with installation.database.write():  # on SQLite the only one who writes
        text = browser.get(address)
    assert "1人（メール 1件）" in text
    assert f"{address}/start" not in text
    assert browser.post(address, f"{address}/start", {}).status_code == 403
    other_number = second.post(address, f"{address}/start", {"people": "2"})
    assert (other_number.status_code, "まだ送っていません" in second.get(address)) == (409, True)
    leads = second.post(address, f"{address}/start", {}).headers["location"]
    assert "1人" in re.sub(r"\s", "", second.get(leads).partition("送った人")[2])
    assert all(words in second.get("/desk/campaigns") for words in ("送りました", "送った 1人"))


def test_news_that_are_planned_can_be_thrown_away(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "annai", ("inviter", DUTY)))
    address = browser.post(NEW, "/desk/campaigns/news", BOXES).headers["location"]
    assert "0人" in browser.get(address)
    assert browser.post(address, f"{address}/discard", {}).headers["location"] == "/desk/campaigns"
    browser.get(address, 404)


def test_a_section_chooses_its_own_procedures_and_two_zones_have_no_news(installation: Installation) -> None:
    other = at_desk(installation, add_member(installation, "shimin", ("inviter", "resident-certificates")))
    assert "条件1" not in other.get(NEW)
    assert other.post("/desk/campaigns/new", "/desk/campaigns/news", BOXES).status_code == 404
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    at_desk(inner, add_member(installation, "annai", ("inviter", DUTY))).get(NEW, 404)
