"""A 個人番号 on screens."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys import looks, numbers
from tests.journeys.filing import sign_in
from tests.journeys.phone import follow
from tests.journeys.service import Service
from tests.portal.numbers import digits_in, number

Shoot = Callable[[Page, str], None]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.long("tests/portal/routes/files/test_my_numbers.py")
def test_a_number_is_typed_once_and_seen_by_anyone_who_may(
    open_page: OpenPage, base_url: str, sqlite_service: Service, shoot: Shoot, javascript: bool
) -> None:
    plain = "" if javascript else "-plain"
    problems = []
    with sqlite_service.visitor() as alice:
        sign_in(alice, "takamihon-hanako")
        address = numbers.at_number(alice)
        phone = open_page(PHONE, javascript=javascript, base_url=base_url)
        phone.context.add_cookies(
            [{"name": name, "value": value, "url": base_url} for name, value in alice.client.cookies.items()]
        )
        phone.goto(address)
        box = phone.get_by_label("個人番号（マイナンバー）")
        box.fill(number(1))
        follow(phone.get_by_role("button", name="次へ進む"))
        phone.goto(address)
        assert box.input_value() == "･" * 12
        for size in (PHONE, DESKTOP):
            phone.set_viewport_size(size)
            shoot(phone, f"number-kept{plain}")
            problems += axe(phone) + looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT)
        phone.context.close()
        receipt = numbers.file_with_number(alice)
    desk = open_page(DESKTOP, javascript=javascript, base_url=base_url)
    desk.context.add_cookies(
        [{"name": name, "value": value, "url": base_url} for name, value in sqlite_service.cookies("tanto").items()]
    )
    desk.goto(f"/desk/{receipt}")
    shoot(desk, f"number-case{plain}")
    assert not digits_in(desk.content().encode(), number(1))
    follow(desk.get_by_role("link", name="番号を入れる"))
    for size in (DESKTOP, PHONE):
        desk.set_viewport_size(size)
        shoot(desk, f"number-fill{plain}")
        problems += axe(desk) + looks.of_layout(desk) + looks.of_targets(desk, looks.STAFF)
    desk.set_viewport_size(DESKTOP)
    desk.goto(f"/desk/{receipt}")
    follow(desk.get_by_role("link", name="番号を見る"))
    desk.get_by_label("業務システムに入れる").check()
    desk.get_by_label("くわしい理由").fill("給付の業務システムに入れるため")
    follow(desk.get_by_role("button", name="番号を見る"))
    expect(desk.get_by_text(f"{number(1)[:4]} {number(1)[4:8]} {number(1)[8:]}")).to_be_visible()
    for size in (DESKTOP, PHONE):
        desk.set_viewport_size(size)
        problems += axe(desk) + looks.of_layout(desk) + looks.of_targets(desk, looks.STAFF)
        shoot(desk, f"number-shown{plain}")
    assert problems == []
    follow(desk.get_by_role("link", name="番号をかくして"))
    assert not digits_in(desk.content().encode(), number(1))
    shoot(desk, f"number-looked{plain}")
