"""Until when somebody may withdraw, on their pages, and whether with a reason."""

from dataclasses import replace

from httpx2 import Response

from portal.jobs.send_notices import send_notices
from portal.services.shared.installation import Installation
from tests.definitions.shelf import shelf
from tests.portal.contacts import mails, proved
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.bookings.drawing import DUTY, ONE, after, hold
from tests.portal.services.bookings.drawing import offer as promise
from tests.portal.world import DUTY as FILED
from tests.portal.world import add_member, alice, file_application

NAME = "withdraw"


def test_the_pages_say_until_when_and_afterwards_calmly_that_nothing_happened(installation: Installation) -> None:
    offer(installation, shelf()[NAME])
    answers = {"name": {"family": "髙見本", "given": "太郎"}, "used_on": "2026-11-25"}
    number = file_application(installation, alice(installation), of=NAME, answers=answers)
    address = f"/applications/{number}"
    client = at_home(installation)
    assert "使う日の3日前まで、取り下げられます。" in client.get(f"/procedures/{NAME}").text
    assert "11月22日（日）まで" in client.get(address).text
    page = client.get(f"{address}/stop").text
    assert "11月22日（日）まで" in page

    late = at_home(at(installation, "2026-11-23T00:00:00+09:00"))
    own = late.get(address).text
    assert f'href="{address}/stop"' not in own
    assert "11月22日（日）まででした。" in own
    assert late.get(f"{address}/stop").headers["location"] == f"{address}?late"
    token = late.get(f"{address}/messages").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    posted = {"csrf_token": token, "way": "now", "reason": ""}
    refused = late.post(
        f"{address}/stop", data=posted, headers={"Origin": "http://127.0.0.1:8000"}, follow_redirects=True
    )
    assert refused.status_code == 200
    assert "まだ何もしていません" in refused.text
    assert 'class="flash with-icon tone-warn"' in refused.text
    assert "tone-ok" not in refused.text.partition('class="flash')[2].partition("</p>")[0]
    assert "とりやめました" not in refused.text


def test_where_the_city_asks_for_a_reason_nobody_withdraws_without_one_and_a_mail_says_that_it_is_done(
    installation: Installation,
) -> None:
    asking = replace(installation, city=installation.city.model_copy(update={"withdraw_reason": True}))
    session = alice(asking)
    proved(asking, session.person_id)
    address = f"/applications/{file_application(asking, session)}"
    client = at_home(asking)
    page = client.get(f"{address}/stop").text
    assert "任意" not in page.partition('for="reason"')[2].partition("</label>")[0]
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]

    def withdraw(reason: str) -> Response:
        posted = {"csrf_token": token, "way": "now", "reason": reason}
        return client.post(f"{address}/stop", data=posted, headers={"Origin": "http://127.0.0.1:8000"})

    refused = withdraw(" ")
    assert (refused.status_code, "やめる理由を書いてください。" in refused.text) == (422, True)
    assert (withdraw("ほかの方法で用が足りたため").status_code, withdraw("もう一度").status_code) == (303, 303)
    send_notices(asking)
    subjects = [mail.subject.partition("】")[2].partition("（")[0] for mail in mails(asking)]
    assert subjects == ["受付のお知らせ", "手続をやめました"]


def test_what_would_follow_is_not_promised_while_a_request_to_stop_is_open(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    member = add_member(installation, "reviewer", ("reviewer", FILED))
    at_desk(installation, member).post(f"/desk/{number}", f"/desk/{number}/pass", {})
    client, address = at_home(installation), f"/applications/{number}"
    before = client.get(address).text.partition('<ol class="steps">')[2].partition("</section>")[0]
    assert (before.count("<li>") > 0, "（めやす）" in before) == (True, True)
    token = client.get(f"{address}/stop").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    posted = {"csrf_token": token, "way": "ask", "reason": "引っ越すため"}
    client.post(f"{address}/stop", data=posted, headers={"Origin": "http://127.0.0.1:8000"})
    after_it = client.get(address).text.partition('<ol class="steps">')[2].partition("</section>")[0]
    assert "「やめたい」と市に伝えました。" in after_it
    assert ("<li>" in after_it.partition("</ol>")[0], "（めやす）" in after_it) == (False, False)


def test_a_drawing_that_closed_is_awaited_and_the_place_in_it_is_lost_with_the_application(
    installation: Installation,
) -> None:
    promise(installation, ONE)
    applicant = {"name": {"family": "髙見本", "given": "太郎"}}
    number = file_application(installation, alice(installation), of=ONE, answers=applicant)
    address, how = f"/applications/{number}", "抽選のこと、結果の一覧"
    for site, words in (
        (installation, "に締め切ったあとで、抽選をします。"),
        (after(installation), "これから抽選をします。"),
    ):
        page = at_home(site).get(address).text
        assert words in page
        assert how in page, "no list is there yet"
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    drawn = after(installation)
    hold(drawn, member)
    assert "抽選の結果の一覧を見る" in at_home(drawn).get(address).text
    assert "当選や補欠の順番は、なくなります。" in at_home(drawn).get(f"{address}/stop").text


def test_what_is_closed_leads_back_to_the_application(installation: Installation) -> None:
    address = f"/applications/{file_application(installation, alice(installation))}"
    refused = at_home(installation).get(f"{address}/correct")
    assert (refused.status_code, f'href="{address}">申請の画面に戻る' in refused.text) == (409, True)
