"""The front page of who signed in."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from integrations.identity.fake import FakeProvider
from portal.app import make_app
from portal.services.my_cases.request_item import Asked
from portal.services.shared.installation import Installation
from portal.web.my_cases import own_work
from tests.forms.loading.small import small
from tests.portal.routes.finding.test_guides import TARO, signed_in
from tests.statements import statements_of, statements_sent


def test_who_signed_in_meets_their_open_draft_there(installation: Installation) -> None:
    taro = signed_in(installation, TARO)
    assert "書きかけの申請" not in taro.open("/").text
    taro.open("/apply/juminhyo-utsushi")
    text = taro.open("/").text
    assert "書きかけの申請" in text
    assert 'href="/apply/juminhyo-utsushi/' in text
    assert "書きかけの申請" not in taro.open("/?q=犬").text


def test_what_waits_there_is_read_in_one_statement(installation: Installation) -> None:
    taro = signed_in(installation, TARO)
    taro.open("/apply/juminhyo-utsushi")
    taro.open("/")
    with statements_sent(installation.database) as sent:
        taro.open("/")
    assert sent.count == 4, sent.texts


def test_three_things_that_are_asked_come_there_and_the_rest_is_counted(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"2026-12-0{number}" for number in range(1, 6)]
    asked = [Asked("message", f"/applications/{day}", small(), day, arguments={"count": "1"}) for day in days]
    monkeypatch.setattr(own_work, "asked_now", lambda *_given: asked)
    text = signed_in(installation, TARO).open("/").text
    assert [day in text for day in days] == [True] * 3 + [False] * 2
    assert "ほか2件を、マイページで見る" in text


def test_the_first_visitor_after_a_start_waits_for_no_counts_and_no_index(installation: Installation) -> None:
    app = make_app(installation, with_worker=False)
    with TestClient(app), installation.database.read() as unit, statements_of(unit) as statements:
        app.state.finder.find("", app.state.finder.ranking(unit))
    assert statements.count == 0


def test_an_address_of_liff_opens_its_page_and_nothing_elsewhere(installation: Installation) -> None:
    page = TestClient(make_app(installation, with_worker=False), base_url="http://127.0.0.1:8000")
    for state, leads in {
        "%2Fguides": "/guides", "%2Fprocedures%2Fx%3Fa%3D1": "/procedures/x?a=1", "%2F%2Felsewhere.example": "/",
        "https%3A%2F%2Felsewhere.example": "/",
    }.items():  # fmt: skip
        answer = page.get(f"/?liff.state={state}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
    assert page.get("/?liff.state=", follow_redirects=False).status_code == 200


def test_the_card_is_spoken_of_where_it_signs_in(installation: Installation) -> None:
    without, gateway = installation, replace(installation, provider=FakeProvider({}))
    for site, spoken in ((without, False), (gateway, True)):
        page = TestClient(make_app(site, with_worker=False), base_url="http://127.0.0.1:8000").get("/").text
        assert ("マイナンバーカードがあれば" in page) is spoken
