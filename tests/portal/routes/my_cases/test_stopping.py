"""Until when somebody may withdraw, on their pages."""

from portal.services.shared.installation import Installation
from tests.definitions.shelf import shelf
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.world import alice, file_application

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
