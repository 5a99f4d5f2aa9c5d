"""What staff wrote, as a reader of another language meets it."""

from datetime import date

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.my_cases.send_message import answer_applicant, ask_office
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.web.shared.templates import templates
from tests.portal.routes.guest_browser import GuestBrowser
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.services.desk.at_work import ONCE
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application

NOTE = "Đây là câu thành phố viết bằng tiếng Nhật. Nếu không hiểu, xin hãy hỏi."
NEXT = "Tiếp tục"
OFFICE = "Phòng Bảo hiểm chăm sóc, tư cách và phí bảo hiểm (福祉部 介護保険課 資格保険料係)"


def test_a_message_and_a_return_say_that_the_city_wrote_them_in_japanese(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        ask_office(installation, unit, case, Actor("resident", session.person_id or ""), "いつ届きますか。", ONCE)
        case = case_of_member(installation, unit, reviewer, number)
        answer_applicant(installation, unit, reviewer, case, "来週の月曜に送ります。", "x" * len(ONCE))
        answer_applicant(installation, unit, reviewer, case, "We will send it.", "z" * len(ONCE))
        unit.commit()
    ask_again(installation, reviewer, number, "phone")
    client = at_home(installation)
    client.cookies.set("kakanai_language", "vi")
    thread = client.get(f"/applications/{number}/messages").text
    assert thread.count(NOTE) == 1, "neither at one's own words nor at what a clerk wrote in another language"
    after = thread.partition('<span lang="ja">来週の月曜に送ります。</span>')[2]
    assert after.removeprefix("</p>").startswith(f'<p class="soft">{NOTE}</p>')
    assert OFFICE in thread
    page = client.get(f"/applications/{number}/correct", follow_redirects=True).text
    assert 'phone<span lang="ja">を直してください</span>' in page
    assert page.count(NOTE) == 1
    client.follow_redirects = True
    check = GuestBrowser(client).open(f"/applications/{number}/correct").press(NEXT)
    reason = check.text.partition("<b>phone")[2].partition("</dd>")[0]
    assert reason.partition("</b>")[2].startswith(f'<p class="soft">{NOTE}</p>'), "right behind the city's words"
    own = client.get(f"/applications/{number}").text
    assert own.count(NOTE) == 1, "in the history"
    client.cookies.set("kakanai_language", "ja")
    japanese = client.get(f"/applications/{number}/messages").text
    assert "市が日本語で書いた文です" not in japanese
    assert "<b>福祉部 介護保険課 資格保険料係</b>" in japanese


def test_an_announcement_says_so_until_it_is_translated() -> None:
    show = templates("vi").get_template("parts/announcement.html").module.announcement  # type: ignore[attr-defined]
    shown = {"id": "x", "kind": "emergency", "since": date(2026, 11, 20), "to": None, "link": ""}
    japanese = {"title": ("水道が止まります", "ja"), "text": (("午後に止まります。", "ja"),)}
    assert NOTE in show(shown | japanese, "h2")
    translated = {"title": ("Cắt nước", "vi"), "text": (("Buổi chiều.", "vi"),)}
    assert NOTE not in show(shown | translated, "h2")
