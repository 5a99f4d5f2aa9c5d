"""The front page of who signed in."""

from portal.services.shared.installation import Installation
from tests.portal.routes.finding.test_guides import TARO, signed_in


def test_who_signed_in_meets_their_open_draft_there(installation: Installation) -> None:
    taro = signed_in(installation, TARO)
    assert "書きかけの申請" not in taro.open("/").text
    taro.open("/apply/juminhyo-utsushi")
    text = taro.open("/").text
    assert "書きかけの申請" in text
    assert 'href="/apply/juminhyo-utsushi/' in text
    assert "書きかけの申請" not in taro.open("/?q=犬").text
