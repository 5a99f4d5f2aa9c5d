"""Scenarios run, kept and removed over HTTP."""

import re

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.workshop.writing import NAME, TEXT, author, begin, publisher


def test_a_walk_is_kept_run_looked_at_and_removed(installation: Installation) -> None:
    member = author(installation)
    base = f"/desk/workshop/drafts/{begin(installation, member)}"
    browser = at_desk(installation, member)
    assert "例は2件です。すべて思ったとおりになりました。" in browser.get(f"{base}/scenarios?did=ran")
    seen = re.findall('name="page" value="([^"]+)"', browser.client.get(f"{base}/phone").text)[0]
    page = browser.post(f"{base}/phone", f"{base}/phone", {"page": seen, "spot": "見本橋"})
    revision = re.findall('name="act" value="(\\d+)"', page.text)[0]
    walked = {"seen": [seen], "spot": "見本橋", "example-name": "橋<b>", "act": revision}
    kept = browser.post(f"{base}/phone", f"{base}/scenarios/keep", walked)
    assert kept.status_code == 303
    shown = browser.get(kept.headers["location"])
    assert "例は3件です。すべて思ったとおりになりました。" in shown
    assert "最後まで書けます" in shown
    assert "いつも聞く" in shown
    assert "{name: " in browser.client.get(f"{base}/file.yaml").text.rpartition("scenarios:")[2]
    late = browser.post(f"{base}/phone", f"{base}/scenarios/keep", walked)
    assert (late.status_code, "ほかの人が先に保存した" in late.text) == (409, True)
    removed = browser.post(
        f"{base}/scenarios", f"{base}/scenarios", {"act": "2", "read": _read(browser.get(f"{base}/scenarios"))}
    )
    assert removed.status_code == 303
    assert "例は2件です" in browser.get(removed.headers["location"])


def _read(page: str) -> str:
    return str(re.findall('name="read" value="(\\d+)"', page)[0])


def test_what_does_not_end_as_expected_is_stated_beside_it(installation: Installation) -> None:
    member = author(installation)
    base = f"/desk/workshop/drafts/{begin(installation, member, TEXT.replace('complete: false', 'complete: true'))}"
    browser = at_desk(installation, member)
    page = browser.get(f"{base}/scenarios?at=1")
    assert "1件が、思ったとおりになりません" in page
    assert "答えが必要です" in page
    assert "まだ出せません" in page


def test_strangers_and_hostile_acts_change_nothing(installation: Installation) -> None:
    member = author(installation)
    draft = begin(installation, member)
    base = f"/desk/workshop/drafts/{draft}"
    browser, second = at_desk(installation, member), at_desk(installation, publisher(installation))
    second.get(f"{base}/scenarios")
    at_desk(installation, author(installation, "charlie", "housing")).get(f"{base}/scenarios", 404)
    before = browser.client.get(f"{base}/file.yaml").text
    assert second.post(f"{base}/scenarios", f"{base}/scenarios", {"act": "0", "read": "1"}).status_code == 403
    refused: tuple[tuple[str, dict[str, str | list[str]], int], ...] = (
        ("", {"act": "x", "read": "9"}, 400), ("", {"act": "99", "read": "9"}, 409), ("", {"act": "0", "read": "x"}, 400),
        ("/keep", {"act": "9", "seen": ["x"] * 401}, 400), ("/keep", {"act": "x"}, 400), ("/keep", {"act": "1", "rows:x": "-1"}, 400),
    )  # fmt: skip
    for address, boxes, status in refused:
        assert browser.post(f"{base}/scenarios", f"{base}/scenarios{address}", boxes).status_code == status, (
            address,
            boxes,
        )
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "read": "9", "text": "steps: ["})
    assert browser.post(f"{base}/scenarios", f"{base}/scenarios/keep", {"act": "9"}).status_code == 409
    assert "例を動かせません" in browser.get(f"{base}/scenarios?at=0")
    assert NAME in before
