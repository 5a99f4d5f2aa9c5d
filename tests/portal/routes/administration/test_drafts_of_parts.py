"""What a draft of a part of the city's files names by itself, and when it is none."""

import re

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.administration.test_parts import HERE, begun, read, send
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member


@pytest.fixture
def kanri(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*"), name="見本 管理"))


def test_a_row_without_a_name_is_named_and_a_needed_choice_says_that_it_is_chosen(
    installation: Installation, kanri: StaffBrowser
) -> None:
    asked = kanri.client.get(f"{HERE}/announcements/keys", follow_redirects=False)
    assert asked.headers["location"] == f"{HERE}/announcements", "where it is begun"
    begun(kanri, "announcements")
    at, page = f"{HERE}/announcements", "/keys?at=announcements&new=1"
    assert '<option value="">選んでください</option>' in kanri.get(f"{at}{page}")
    new = {"at": "announcements", "new": "1", "act": "save", "from": "2026-11-20", "title.ja": "大雨のお知らせ"}
    refused = kanri.post(f"{at}{page}", f"{at}/keys", {"read": read(kanri, f"{at}{page}"), **new})
    assert (refused.status_code, "種類：選んでください。" in refused.text) == (422, True)
    assert "ファイルでの名前：" not in refused.text
    send(kanri, "announcements", "keys", {**new, "kind": "news"}, page)
    send(kanri, "announcements", "keys", {**new, "kind": "news"}, page)
    text = kanri.get(f"{at}/text")
    names = ("announcements,", "announcements2,", "announcements3,")
    assert [f"id: {name}" in text for name in names] == [True, True, False]
    assert "直すところ" not in kanri.get(at), "the names that it gives are no fault"


def test_what_is_the_same_as_now_cannot_come_into_force(installation: Installation, kanri: StaffBrowser) -> None:
    begun(kanri, "closed")
    page = kanri.get(f"{HERE}/closed")
    assert ("いまと同じです。" in page, "この日から使う" in page) == (True, False)
    boxes = {"read": "1", "reason": "番号が変わった", "from_day": installation.clock.today().isoformat()}
    refused = kanri.post(f"{HERE}/closed", f"{HERE}/closed/ask", boxes)
    assert (refused.status_code, "いまと同じ内容です。" in refused.text) == (422, True)


def test_a_code_whose_last_digit_is_wrong_is_named_at_its_box(kanri: StaffBrowser) -> None:
    begun(kanri, "city")
    page = kanri.get(f"{HERE}/city/keys")
    assert 'value="id" checked><span>インドネシア語</span>' in page, "languages by their names"
    boxes = dict(re.findall(r'<input class="box[^"]*" id="([^"]+)"[^>]*? value="([^"]*)"', page))
    assert 'id="code--error"' not in page
    send(kanri, "city", "keys", {"at": "", "act": "save", **boxes, "code": boxes["code"][:-1] + "9"}, "/keys")
    page = kanri.get(f"{HERE}/city/keys?did=saved")
    assert re.search(r'<p class="field-trouble tone-error" id="code--error">番号の終わりの1けた（検査数字）が', page)
    assert page.count("検査数字）が") == 2  # at its box and in the summary that leads there
    assert "全国地方公共団体コード：番号の終わりの1けた（検査数字）が" in kanri.get(f"{HERE}/city"), (
        "the page of the lines"
    )


def test_what_another_part_names_is_offered_and_the_day_of_a_demo_is_not(
    kanri: StaffBrowser, installation: Installation
) -> None:
    begun(kanri, "slots")
    begun(kanri, "facilities")
    page = kanri.get(f"{HERE}/slots/keys?at=resources&new=1")
    (listed,) = re.findall(r'<datalist id="duty--list">(.*?)</datalist>', page)
    office = installation.city.office("sports", installation.clock.today()).office
    assert f'<option value="sports">{office}</option>' in listed
    assert re.search(r'<input class="box" id="duty"[^>]* list="duty--list"', page)
    assert '<option value="gym_main">' in kanri.get(f"{HERE}/slots/keys?at=regular_uses&new=1")
    assert '<option value="minato">' in kanri.get(f"{HERE}/facilities/keys?at=facilities&new=1")
    assert "見本の日" not in kanri.get(f"{HERE}/slots/keys")
