"""The tour of the demo's city, and its way back: only where the command `demo` gave them."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import BASE

Begin = Callable[[], None] | None


def visit(installation: Installation, begin_anew: Begin) -> TestClient:
    return TestClient(make_app(installation, with_worker=False, begin_anew=begin_anew), base_url=BASE)


def token_in(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_a_demo_asks_first_and_then_begins_anew(installation: Installation) -> None:
    begun: list[int] = []
    client = visit(installation, lambda: begun.append(1))
    asked = client.get("/mock/reset")
    assert "はじめの状態にもどしますか" in asked.text
    assert begun == []
    assert client.post("/mock/reset", data={"csrf_token": "0" * 64}).status_code == 403
    assert begun == []
    answer = client.post("/mock/reset", data={"csrf_token": token_in(asked.text)}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"], begun) == (303, "/", [1])


def never() -> None:
    raise AssertionError("begun anew")


@pytest.mark.parametrize(("env", "begin_anew"), [("test", None), ("demo", None), ("production", never)])
def test_everywhere_else_there_is_neither_tour_nor_way_back(
    installation: Installation, env: str, begin_anew: Begin
) -> None:
    """Production has no such page even where somebody passes the act."""
    settings = installation.settings.model_copy(update={"env": env, "public_url": BASE})
    client = visit(replace(installation, settings=settings), begin_anew)
    front = client.get("/")
    assert front.status_code == 200
    assert "/mock/reset" not in front.text
    assert client.get("/mock/reset").status_code == 404
    token = token_in(client.get("/sign-in").text) or "0" * 64
    assert client.post("/mock/reset", data={"csrf_token": token}).status_code in (403, 404)


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_each_stop_of_the_tour_is_there(installation: Installation, language: str) -> None:
    client = visit(installation, never)
    front = client.get(f"/language/{language}?next=/").text
    stops = re.findall(r'<li><a href="([^"]+)">', front.partition("<details")[2].partition("/mock/reset")[0])
    assert len(stops) > 20
    assert front.partition("/mock/reset")[0].count("<ol>") == 5, "one for each role"
    for stop in stops:
        answer = client.get(stop.replace("&amp;", "&"), follow_redirects=False)
        assert answer.status_code in (200, 303), stop
