"""The section's pages of a list: who may, what is refused, and the lock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.databases import Makers
from tests.definitions.house import running_house
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.lists.world import DUTY, add, definitions, keeper, state
from tests.portal.world import add_member

PAGE = "/desk/lists/schools"
ENTRY = {
    f"entry.{box}": "" for box in ("kana", "easy", "english", "starts", "ends", "note", "column_level", "column_places")
}


@pytest.fixture
def installation(makers: Makers, tmp_path: Path) -> Iterator[Installation]:
    folder = tmp_path / "definitions"
    folder.mkdir()
    definitions(folder)
    with running_house(folder, makers["sqlite"].migrated(), tmp_path / "data") as house:
        yield house.installation


@pytest.fixture
def member(installation: Installation) -> Member:
    return keeper(installation)


@pytest.fixture
def browser(installation: Installation, member: Member) -> StaffBrowser:
    return at_desk(installation, member)


def entry(key: str, label: str, seen: int = 0) -> dict[str, str]:
    return {**ENTRY, "was": "", "seen": str(seen), "entry.key": key, "entry.label": label}


def test_an_entry_is_added_changed_moved_and_ended(
    installation: Installation, browser: StaffBrowser, member: Member
) -> None:
    assert f'href="{PAGE}"' in browser.get("/desk/lists")
    assert "選択リストの列" in browser.get(PAGE), "the procedure that uses it"
    sent = browser.post(f"{PAGE}/entry", f"{PAGE}/entry", entry("mori", "森小学校") | {"entry.column_places": "3"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?did=added")
    assert "森小学校" in browser.get(f"{PAGE}?did=added&q=もり") or "森小学校" in browser.get(f"{PAGE}?q=mori")
    page = browser.get(f"{PAGE}/entry?key=mori")
    assert 'name="was" value="mori"' in page
    changed = browser.post(f"{PAGE}/entry?key=mori", f"{PAGE}/entry", {**entry("", "森の小学校", 1), "was": "mori"})
    assert changed.headers["location"] == f"{PAGE}?did=changed"
    moved = browser.post(PAGE, f"{PAGE}/move", {"key": "mori", "way": "up", "seen": "2"})
    assert moved.status_code == 303
    ended = browser.post(
        f"{PAGE}/entry?key=mori", f"{PAGE}/end", {"key": "mori", "entry.ends": "2026-11-30", "seen": "3"}
    )
    assert ended.headers["location"] == f"{PAGE}?did=ended"
    opened = state(installation, member)
    assert (opened.revision, opened.rows[-2].key, opened.entry("mori").label, opened.entry("mori").ends) == (
        4,
        "mori",
        "森の小学校",
        "2026-11-30",
    )
    history = browser.get(f"{PAGE}/history")
    assert all(
        word in history
        for word in ("学校 花子", "を足した", "名前「森小学校」→「森の小学校」", "順番を変えた", "おわりの日")
    )


def test_what_is_wrong_is_reported_beside_its_box_and_nothing_is_stored(
    installation: Installation, browser: StaffBrowser, member: Member
) -> None:
    sent = browser.post(
        f"{PAGE}/entry",
        f"{PAGE}/entry",
        entry("あ", "") | {"entry.column_places": "たくさん", "entry.note": "そのまま"},
    )
    assert sent.status_code == 422
    for part in (
        "entry-key--error",
        "entry-label--error",
        "entry-column_places--error",
        'value="そのまま"',
        "たくさん",
    ):
        assert part in sent.text, part
    assert browser.post(f"{PAGE}/entry", f"{PAGE}/entry", entry("schools-1", "x")).status_code == 422
    no_day = browser.post(
        f"{PAGE}/entry?key=schools-1", f"{PAGE}/end", {"key": "schools-1", "entry.ends": "", "seen": "0"}
    )
    assert no_day.status_code == 422
    assert state(installation, member).revision == 0


def test_who_comes_second_sees_what_the_first_did_and_loses_nothing(
    installation: Installation, browser: StaffBrowser, member: Member
) -> None:
    first = {**entry("", "先に直した"), "was": "schools-1"}
    assert browser.post(f"{PAGE}/entry?key=schools-1", f"{PAGE}/entry", first).status_code == 303
    second = browser.post(f"{PAGE}/entry?key=schools-1", f"{PAGE}/entry", {**first, "entry.label": "あとから直した"})
    assert second.status_code == 409
    for part in (
        "ほかの人が変えました",
        "「見本市立見本小学校」→「先に直した」",
        'value="あとから直した"',
        'name="seen" value="1"',
    ):
        assert part in second.text, part
    late = browser.post(
        f"{PAGE}/entry?key=schools-1", f"{PAGE}/end", {"key": "schools-1", "entry.ends": "2026-12-01", "seen": "0"}
    )
    assert late.status_code == 409
    assert browser.post(PAGE, f"{PAGE}/move", {"key": "schools-1", "way": "down", "seen": "0"}).status_code == 409
    assert state(installation, member).entry("schools-1").label == "先に直した"


def test_rubbish_in_hidden_boxes_is_refused(browser: StaffBrowser) -> None:
    for path, boxes in (
        ("entry", entry("a", "b") | {"seen": "x"}),
        ("entry", entry("a", "b") | {"seen": "9" * 30}),
        ("move", {"key": "schools-1", "way": "out", "seen": "0"}),
    ):
        assert browser.post(PAGE, f"{PAGE}/{path}", boxes).status_code == 400
    assert browser.post(PAGE, f"{PAGE}/move", {"key": "nothing", "way": "up", "seen": "0"}).status_code == 404
    assert browser.post(PAGE, f"{PAGE}/entry", {**entry("", "x"), "was": "nothing"}).status_code == 404
    browser.get(f"{PAGE}/entry?key=nothing", 404)
    browser.get("/desk/lists/nothing", 404)


def test_who_sees_does_not_change_and_a_stranger_sees_nothing(installation: Installation, member: Member) -> None:
    add(installation, member)
    clerk = at_desk(installation, add_member(installation, "clerk-of-schools", ("clerk", DUTY)))
    page = clerk.get(PAGE)
    assert "見本市立森小学校" in page
    assert "1件足す" not in page
    assert "直す<span" not in page
    assert clerk.post(PAGE, f"{PAGE}/entry", entry("a", "b", 1)).status_code == 403
    stranger = at_desk(installation, add_member(installation, "charlie", ("reviewer", "roads")))
    assert PAGE not in stranger.get("/desk/lists")
    for path in ("", "/history", "/entry", "/file", "/entries.csv"):
        stranger.get(f"{PAGE}{path}", 404)
    for path, boxes in (
        ("entry", entry("a", "b", 1)),
        ("end", {"key": "schools-1", "seen": "1"}),
        ("move", {"key": "schools-1", "way": "up", "seen": "1"}),
    ):
        assert stranger.post("/desk/lists", f"{PAGE}/{path}", boxes).status_code == 404
    assert state(installation, member).revision == 1
