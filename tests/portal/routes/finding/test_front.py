"""The front page of who signed in."""

from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.portal.routes.finding.test_guides import TARO, signed_in
from tests.statements import statements_of


def test_who_signed_in_meets_their_open_draft_there(installation: Installation) -> None:
    taro = signed_in(installation, TARO)
    assert "書きかけの申請" not in taro.open("/").text
    taro.open("/apply/juminhyo-utsushi")
    text = taro.open("/").text
    assert "書きかけの申請" in text
    assert 'href="/apply/juminhyo-utsushi/' in text
    assert "書きかけの申請" not in taro.open("/?q=犬").text


def test_the_first_visitor_after_a_start_waits_for_no_counts_and_no_index(installation: Installation) -> None:
    app = make_app(installation, with_worker=False)
    with TestClient(app), installation.database.read() as unit, statements_of(unit) as statements:
        app.state.finder.find("", app.state.finder.ranking(unit))
    assert statements.count == 0
