"""A campaign on the pages of its section."""

import re

from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.portal.invited import LIST, code_of, start
from tests.portal.routes.guest_browser import guest
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member

NEW = "/desk/campaigns/new"
PLAN = {
    "procedure": PROCEDURE,
    "name": "再交付の案内",
    "purpose": "証を新しくします。",
    "expires": "2026-12-25",
    "keep_days": "30",
}


def upload(browser: StaffBrowser, table: str) -> tuple[int, str]:
    """Status, and the campaign's address or the page's text."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(NEW))
    assert token
    files = {"people": ("list.csv", table.encode())}
    response = browser.client.post("/desk/campaigns", data={"csrf_token": token[1], **PLAN}, files=files)
    return response.status_code, response.headers.get("location", response.text)


def test_a_list_is_looked_at_before_it_starts_and_one_fault_keeps_all_of_it_out(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "annai", ("inviter", DUTY)))
    second = at_desk(installation, add_member(installation, "shinsa", ("reviewer", DUTY)))
    status, page = upload(browser, LIST.replace("1949-04-03", "1949-14-03"))
    assert (status, "直すところが1件あります" in page) == (422, True)
    for act in ("discard", "start"):
        status, address = upload(browser, LIST.replace("K-", f"{act}-"))
        assert status == 303
        assert "まだ始めていません" in browser.get(address)
        leads = {"discard": "/desk/campaigns", "start": f"{address}?did=start"}[act]
        assert f"{address}/start" not in browser.get(address)
        by = {"discard": browser, "start": second}[act]
        assert by.post(address, f"{address}/{act}", {}).headers["location"] == leads
    assert "案内を始めました" in browser.get(f"{address}?did=start")


def test_a_list_that_took_the_number_of_one_that_was_read_is_neither_started_nor_thrown_away(
    installation: Installation,
) -> None:
    browser = at_desk(installation, add_member(installation, "annai", ("inviter", DUTY)))
    second = at_desk(installation, add_member(installation, "shinsa", ("reviewer", DUTY)))
    _, address = upload(browser, LIST)
    read = re.search(r'name="uid" value="([^"]+)"', second.get(address))
    assert read
    browser.post(address, f"{address}/discard", {})
    _, other = upload(browser, LIST.replace("K-", "L-"))
    for act in ("start", "discard"):
        assert second.post(other, f"{other}/{act}", {"uid": read[1]}).status_code == 409
    assert "まだ始めていません" in browser.get(other)


def test_a_person_is_written_to_no_more_or_loses_the_code(installation: Installation) -> None:
    campaign, member = start(installation)
    browser, address = at_desk(installation, member), f"/desk/campaigns/{campaign.id}"
    for person, act, words in ((1, "stop", "これからも送りません"), (2, "revoke", "使えなくしました")):
        leads = browser.post(address, f"{address}/people/{person}/{act}", {}).headers["location"]
        assert words in browser.get(leads)


def test_who_was_stopped_is_written_to_again(installation: Installation) -> None:
    campaign, member = start(installation)
    browser, address = at_desk(installation, member), f"/desk/campaigns/{campaign.id}"
    browser.post(address, f"{address}/people/1/stop", {})
    remove = re.search(r'action="(/desk/campaigns/stops/\d+/remove)"', browser.get("/desk/campaigns/stops"))
    assert remove
    browser.post("/desk/campaigns/stops", remove[1], {})
    assert "髙見本" not in browser.get("/desk/campaigns/stops")


def test_who_took_the_number_of_a_person_that_was_read_is_not_written_to_again(installation: Installation) -> None:
    campaign, member = start(installation)
    browser, address = at_desk(installation, member), f"/desk/campaigns/{campaign.id}"
    browser.post(address, f"{address}/people/1/stop", {})
    form = re.search(
        r'action="(/desk/campaigns/stops/\d+/remove)".*?name="row" value="([^"]+)"',
        browser.get("/desk/campaigns/stops"),
    )
    assert form
    browser.post("/desk/campaigns/stops", form[1], {})
    browser.post(address, f"{address}/people/2/stop", {})
    assert form[1] in browser.get("/desk/campaigns/stops")
    assert browser.post("/desk/campaigns/stops", form[1], {"row": form[2]}).status_code == 409
    assert form[1] in browser.get("/desk/campaigns/stops")


def test_letters_are_printed_together_or_one_by_one_and_who_is_silent_is_reminded(installation: Installation) -> None:
    campaign, member = start(installation)
    browser, address = at_desk(installation, member), f"/desk/campaigns/{campaign.id}"
    for letters, boxes in (("letters", {"part": "1"}), ("people/1/letter", {})):
        assert browser.post(address, f"{address}/{letters}", boxes).content.startswith(b"%PDF")
    assert "メールかLINEで送れる人は、いませんでした。" in remind(browser, address)


def remind(browser: StaffBrowser, address: str) -> str:
    return browser.get(browser.post(address, f"{address}/remind", {}).headers["location"])


def test_how_many_were_reminded_is_on_the_page(installation: Installation) -> None:
    mails = LIST.replace("個別対応,", "個別対応,メール,", 1).replace("04-03,,", "04-03,,taro@mail.example,")
    mails = mails.replace("4月2日,,", "4月2日,,,").replace("01-01,1,", "01-01,1,,")
    campaign, member = start(installation, mails)
    browser, address = at_desk(installation, member), f"/desk/campaigns/{campaign.id}"
    assert "1人に、お知らせを送りました。" in remind(browser, address)


def test_a_campaign_is_ended_before_its_last_day(installation: Installation) -> None:
    campaign, member = start(installation)
    code, stranger = code_of(installation, campaign), add_member(installation, "stranger", ("reviewer", "roads"))
    opened = guest(installation).open(f"/invited/{code}")
    browser, address = at_desk(installation, member), f"/desk/campaigns/{campaign.id}"
    assert "返事がまだの2人の手紙の番号は、すぐに使えなくなります" in browser.get(address)
    assert at_desk(installation, stranger).post("/desk", f"{address}/end", {}).status_code == 404
    page = browser.get(browser.post(address, f"{address}/end", {}).headers["location"])
    assert "案内を終えました。" in page
    assert "でしたが、その前に職員が終えました" in page
    assert f"{address}/letters" not in page
    assert f"{address}/end" not in page
    assert "職員が終えました" in browser.get("/desk/campaigns")
    assert browser.post(address, f"{address}/end", {}).status_code == 409
    over = opened.press("内容を見る", {"birth.year": "19490403"})
    assert "この手紙の番号は、もう使えません" in over.text
    assert "市は、この手紙での受付を終わりました。" in over.text
    assert "まで使えました" not in over.text, "its last day is still to come"


def test_the_same_file_begins_once_more_only_after_the_campaign_is_over(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "annai", ("inviter", DUTY)))
    second = at_desk(installation, add_member(installation, "shinsa", ("reviewer", DUTY)))
    _, address = upload(browser, LIST)
    assert upload(browser, LIST) == (303, f"{address}?did=same")
    page = browser.get(f"{address}?did=same")
    assert "新しい案内は作っていません" in page
    assert "先に「やめて名簿を消す」を押します" in page
    second.post(address, f"{address}/start", {})
    assert "先にこの案内を終えます" in browser.get(upload(browser, LIST)[1])
    second.post(address, f"{address}/end", {})
    _, again = upload(browser, LIST)
    assert (again.endswith("?did=once_more"), again.startswith(f"{address}?")) == (True, False)
    page = browser.get(again)
    assert "前の案内に返事をした人にも、また送られます" in page
    assert "まだ始めていません" in page
    assert upload(browser, LIST)[1] == again.replace("once_more", "same"), "not a third one"
    assert "職員が終えました" in browser.get(address)


def test_who_looks_at_a_list_sees_what_each_person_finds_filled_in(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "annai", ("inviter", DUTY)))
    second = at_desk(installation, add_member(installation, "shinsa", ("reviewer", DUTY)))
    _, address = upload(browser, LIST)
    assert f'<a href="{address}/people/1">K-1<' in second.get(address)
    assert f"{address}/people/3" not in second.get(address), "their office answers for them"
    page = second.get(f"{address}/people/1")
    assert re.search("被保険者番号</dt><dd[^>]*>0000000101<", page)
    assert "髙見本　太郎　〒000-0001 見本県見本市見本町一丁目2番3号" in page
    second.get(f"{address}/people/3", 404)
    second.get(f"{address}/people/9", 404)
    stranger = at_desk(installation, add_member(installation, "stranger", ("reviewer", "roads")))
    stranger.get(f"{address}/people/1", 404)
    with installation.database.change() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [("髙見本　太郎", "1949-04-03")], STAFF)
    second.get(f"{address}/people/1", 404)
    with installation.database.read() as unit:
        seen = [record.detail for record in audit_records.after(unit, 0) if record.action == "see prefilled"]
    assert seen == [f"{address.rpartition('/')[2]} 1"]
