"""やさしい日本語 with readings over the words, or without."""

from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation


def test_readings_are_ruby_until_somebody_hides_them(installation: Installation) -> None:
    client = TestClient(make_app(installation, with_worker=False), base_url="http://127.0.0.1:8000")
    assert "<ruby>" not in client.get("/help").text
    page = client.get("/language/easy?next=/help").text
    assert '<rt aria-hidden="true">' in page
    assert "/furigana/off?next=/help" in page
    page = client.get("/furigana/off?next=/help").text
    assert "<ruby>" not in page.partition("<main")[2].partition("/furigana/on")[2]
    assert '<rt aria-hidden="true">' in client.get("/furigana/on?next=/help").text
    assert client.get("/furigana/both").status_code == 404
    assert client.get("/furigana/off?next=//elsewhere.example", follow_redirects=False).headers["location"] == "/"
