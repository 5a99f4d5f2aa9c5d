"""A name whose 異体字 differs between card and register."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys import looks
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import TARO
from tests.journeys.phone import follow
from tests.journeys.service import Service
from tests.servers import running

Shoot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running("demo", folder=tmp_path_factory.mktemp("matching"), KAKANAI_RESIDENT_REGISTER="people") as server:
        yield Service(server)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.long("tests/portal/routes/desk/case/test_matches.py")
def test_staff_compare_a_card_with_the_register_and_decide(
    open_page: OpenPage, service: Service, shoot: Shoot, javascript: bool
) -> None:
    plain = "" if javascript else "-plain"
    with service.visitor() as kiyoshi:
        sign_in(kiyoshi, "watami-kiyoshi")
        number = file_application(kiyoshi, TARO)
    page = open_page(DESKTOP, javascript=javascript, base_url=service.url)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": service.url} for name, value in service.cookies("tanto").items()]
    )
    page.goto("/desk")
    expect(page.get_by_text("住民票と見くらべる")).to_be_visible()
    page.goto(f"/desk/{number}")
    follow(page.get_by_role("link", name="カードと住民票を見くらべる"))
    problems = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        shoot(page, f"match{plain}")
        problems += axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.STAFF)
    expect(page.locator("mark")).to_have_text(["辺", "邉"])
    follow(page.get_by_role("button", name="決める"))
    expect(page.get_by_role("link", name="理由を、200字までで書いてください。")).to_be_visible()
    problems += axe(page)
    page.get_by_label("だれでもない").check()
    page.get_by_label("理由").fill("電話で確かめた")
    follow(page.get_by_role("button", name="決める"))
    expect(page.get_by_text("住民票との照合を記録しました。")).to_be_visible()
    expect(page.get_by_text("住民票の人ではありません：電話で確かめた")).to_be_visible()
    page.set_viewport_size(DESKTOP)
    shoot(page, f"match-settled{plain}")
    assert problems == []
