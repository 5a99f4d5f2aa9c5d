"""The tour of the demo's city, and its way back: only where the command `demo` gave them."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.staff.demo_people import DEMO_STAFF
from portal.web.finding.tour import _ROLES
from portal.web.shared.state import StartOver
from tests.portal.routes.guest_browser import BASE
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member


def visit(installation: Installation, start_over: StartOver | None) -> TestClient:
    return TestClient(make_app(installation, with_worker=False, start_over=start_over), base_url=BASE)


def form_in(page: str) -> dict[str, str]:
    form = page.partition('<form method="post" action="/mock/reset"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="(\w+)"', form))


def token_in(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_a_demo_begins_again_by_one_press_on_its_first_page(installation: Installation) -> None:
    begun: list[bool] = []
    client = visit(installation, StartOver(begun.append, has_former=False))
    assert client.post("/mock/reset", data={"csrf_token": "0" * 64}).status_code == 403
    assert "元に戻す" not in client.get("/mock/reset").text
    assert begun == []
    answer = client.post("/mock/reset", data=form_in(client.get("/").text), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"], begun) == (303, "/mock/reset?done=1", [False])


@pytest.mark.parametrize("former", [True, False])
def test_what_was_there_before_comes_back_where_it_was_kept(installation: Installation, former: bool) -> None:
    begun: list[bool] = []
    client = visit(installation, StartOver(begun.append, has_former=former))
    page = client.get("/mock/reset?done=1").text
    assert ("はじめの状態にもどしました" in page) is former
    answer = client.post("/mock/reset", data={**form_in(page), "back": "1"}, follow_redirects=False)
    assert (answer.headers["location"], begun) == ("/", [True] * former)


@pytest.mark.parametrize("back", [{}, {"back": "1"}])
def test_a_second_click_of_the_page_of_another_city_changes_nothing(
    installation: Installation, back: dict[str, str]
) -> None:
    boxes = form_in(visit(installation, StartOver(never, has_former=False)).get("/mock/reset").text)
    next_one = visit(installation, StartOver(never, has_former=True))
    token = {"csrf_token": token_in(next_one.get("/mock/reset").text)}
    answer = next_one.post("/mock/reset", data={**boxes, **back, **token}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/mock/reset")


def never(_back: bool) -> None:
    raise AssertionError("begun anew")


@pytest.mark.parametrize(
    ("env", "start_over"), [("test", None), ("demo", None), ("production", StartOver(never, has_former=True))]
)
def test_everywhere_else_there_is_neither_tour_nor_way_back(
    installation: Installation, env: str, start_over: StartOver | None
) -> None:
    """Production has no such page even where somebody passes the act."""
    settings = installation.settings.model_copy(update={"env": env, "public_url": BASE})
    client = visit(replace(installation, settings=settings), start_over)
    front = client.get("/")
    assert front.status_code == 200
    assert "/mock/reset" not in front.text
    assert client.get("/mock/reset").status_code == 404
    token = token_in(client.get("/sign-in").text) or "0" * 64
    assert client.post("/mock/reset", data={"csrf_token": token}).status_code in (403, 404)


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_each_stop_of_the_tour_is_there(installation: Installation, language: str) -> None:
    client = visit(installation, StartOver(never, has_former=False))
    front = client.get(f"/language/{language}?next=/").text
    stops = re.findall(r'<li><a href="([^"]+)">', front.partition("<details")[2].partition("/mock/reset")[0])
    assert len(stops) > 20
    assert front.partition("/mock/reset")[0].count("<ol>") == 6, "one for each role"
    for stop in stops:
        answer = client.get(stop.replace("&amp;", "&"), follow_redirects=False)
        assert answer.status_code in (200, 303), stop


@pytest.mark.parametrize("role", [role for role, (login, _) in _ROLES.items() if login])
def test_each_stop_is_open_to_the_account_that_is_named_for_it(installation: Installation, role: str) -> None:
    login, stops = _ROLES[role]
    (account,) = (account for account in DEMO_STAFF if account.login == login)
    desk = at_desk(installation, add_member(installation, f"{login}-2", *account.rights))
    for _, address in stops:
        if not address.startswith("/mock/"):  # of the demo alone
            desk.get(address)
