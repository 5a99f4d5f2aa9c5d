"""The page that takes the collecting agency's file."""

import re
from dataclasses import replace

import pytest
from httpx2 import Response

from integrations.payments.fake import FakePayments
from integrations.payments.shop_file import ShopFile
from portal.services.shared.installation import Installation
from tests.integrations.payments.shop_files import written
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.fees.paying import DUTY, file_with_fee, with_provider
from tests.portal.services.fees.test_take_shop_file import ISSUER, LAYOUT, OUT, shop_line
from tests.portal.world import add_member, alice

PAGE = "/counter/till/shops"


@pytest.fixture
def site(installation: Installation) -> Installation:
    settings = installation.settings.model_copy(update={"shop_payment_issuer": ISSUER})
    return replace(with_provider(installation, FakePayments()), settings=settings, shop_files=ShopFile(LAYOUT))


def send(desk: StaffBrowser, content: bytes, name: str = "syuno.csv") -> Response:
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(PAGE))
    assert token
    return desk.client.post(PAGE, data={"csrf_token": token[1]}, files={"shops": (name, content)})


def test_a_clerk_takes_a_file_and_sees_what_came_of_it_and_what_is_wrong(site: Installation) -> None:
    number = file_with_fee(site, alice(site))
    desk = at_desk(site, add_member(site, "clerk", ("clerk", DUTY)))
    assert PAGE in desk.get("/counter/till")
    first = send(desk, written(LAYOUT, [shop_line("01", number)]))
    assert (first.status_code, "すべて入りました" in first.text) == (200, True)
    assert "コンビニで払われました（速報）" in desk.get(f"/counter/fees/{number}")
    lines = [shop_line("02", number, paid_out=OUT), shop_line("02", "26-123-456-789", paid_out=OUT)]
    second = send(desk, written(LAYOUT, lines)).text
    for words in (
        "1件、確かめるところがあります",
        "こちらに記録がないか、担当ではない番号です",
        "12月4日",
        "1,420円",
    ):
        assert words in second
    reviewer = at_desk(site, add_member(site, "tanto", ("reviewer", DUTY)))
    assert "納付済み（コンビニで受領）" in reviewer.get(f"/desk/{number}")
    for content, words in (
        (b"a,b\n1,2", "項目の名前ではありません"), (written(LAYOUT, ()), "払われた行がありません"), (b"", "ファイルを選んでください"),
    ):  # fmt: skip
        wrong = send(desk, content, "syuno.csv" if content else "")
        assert (wrong.status_code, words in wrong.text) == (422, True)


def test_a_member_who_takes_no_fees_and_a_city_without_a_layout_see_nothing_of_it(site: Installation) -> None:
    at_desk(site, add_member(site, "miru", ("exporter", DUTY))).get(PAGE, status=403)
    desk = at_desk(replace(site, shop_files=None), add_member(site, "clerk", ("clerk", DUTY)))
    assert PAGE not in desk.get("/counter/till")
    desk.get(PAGE, status=404)
