"""Presets of a window, and procedures that this browser begins most."""

import re

import pytest

from portal.services.counter.interview import open_interview
from portal.services.counter.visits import visit_of_counter
from portal.services.filing.visit_facts import facts_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member

FAMILY = "転入（子どものいる家族）"


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "clerk", *(("clerk", duty) for duty in installation.city.duties))


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


def own_window(browser: StaffBrowser) -> str:
    page = browser.get("/counter")
    return page[page.index('class="own-window"') :].partition("</section>")[0]


def form_of(part: str, words: str) -> dict[str, list[str]]:
    (form,) = [form for form in re.findall(r"<form.*?</form>", part, re.DOTALL) if words in form]
    boxes: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([a-z_]+)" value="([^"]*)"', form):
        boxes.setdefault(name, []).append(value)
    return boxes


def procedures_in(installation: Installation, clerk: Member, address: str) -> list[str]:
    with installation.database.read() as unit:
        visit = visit_of_counter(installation, unit, clerk, address.rpartition("/")[2])
        return [installation.catalogue.version(unit, item.meaning).id for item in visit.open]


def test_a_preset_begins_a_visit_with_all_its_procedures_and_twice_pressed_once(
    installation: Installation, clerk: Member, browser: StaffBrowser
) -> None:
    boxes = form_of(own_window(browser), FAMILY)
    assert len(boxes["procedure"]) > 1
    first, second = (browser.client.post("/counter/visits", data=boxes) for _ in range(2))
    assert first.status_code == second.status_code == 303, first.text
    assert first.headers["location"] == second.headers["location"]
    assert sorted(procedures_in(installation, clerk, first.headers["location"])) == sorted(boxes["procedure"])


def occasions(installation: Installation, clerk: Member, address: str) -> dict[str, object]:
    """By procedure, what its question for the reason has."""
    with installation.database.read() as unit:
        visit = visit_of_counter(installation, unit, clerk, address.rpartition("/")[2])
        facts = facts_of(installation, visit.row)
        parts = open_interview(installation, unit, clerk, visit, facts, "").parts
    return {
        part.draft.procedure.id: part.entry.path.answers.get(field.id)
        for part in parts
        for field in part.entry.path.fields
        if field.id == "reason" or field.concept == "event.reason"
    }


def test_what_a_preset_is_about_is_not_asked_again_by_its_procedures(
    installation: Installation, clerk: Member, browser: StaffBrowser
) -> None:
    boxes = form_of(own_window(browser), FAMILY)
    visit = browser.client.post("/counter/visits", data=boxes).headers["location"]
    known = occasions(installation, clerk, visit)
    assert len(known) > 3
    assert set(known.values()) == {"moved_in"}
    people = browser.get(f"{visit}/people")
    # Who moves in is in no register: the paper comes first, and has the focus.
    assert people.index("書類から入れる</h2>") < people.index("わかっている人</h2>")
    assert re.search(r"<a[^>]* autofocus>転出証明書", people)
    other = browser.client.post("/counter/visits", data=boxes | {"occasion": ["died"], "once": ["x" * 22]})
    assert set(occasions(installation, clerk, other.headers["location"]).values()) == {None}, "of no preset"


def listed(browser: StaffBrowser) -> dict[str, list[str]]:
    """Family → procedures that begin alone. Many families are folded."""
    page = browser.get("/counter").partition('id="procedures"')[2]
    parts = re.findall(
        r'<details class="more"( open)?><summary>([^<]+)（(\d+)）</summary>(.*?)</details>', page, re.DOTALL
    )
    families = {family: re.findall(r'action="/counter/([a-z-]+)/start"', part) for _, family, _, part in parts}
    assert [int(count) for _, _, count, _ in parts] == [len(members) for members in families.values()]
    assert {bool(opened) for opened, *_ in parts} == {len(families) < 4}
    return families


def test_what_begins_alone_is_listed_once_in_the_families_of_the_city(
    installation: Installation, browser: StaffBrowser
) -> None:
    families = listed(browser)
    titles = [family.title.in_("ja")[0] for family in installation.city.entrance.families]
    assert list(families) == [title for title in titles if title in families]
    assert PROCEDURE in families["介護保険"]
    every = [procedure for members in families.values() for procedure in members]
    assert len(every) == len(set(every)) > 60
    narrow = at_desk(installation, add_member(installation, "narrow", ("clerk", DUTY)))
    assert list(listed(narrow)) == ["介護保険"]


def test_a_preset_is_found_by_the_reading_of_its_procedure_and_by_its_own_name(browser: StaffBrowser) -> None:
    for typed in ("てんにゅう", "子どものいる"):
        page = browser.post("/counter", "/counter", {"asked": typed}).text
        assert FAMILY in page[page.index("<main") :], typed


def test_a_preset_offers_what_the_clerk_may_enter_alone(installation: Installation) -> None:
    part = own_window(at_desk(installation, add_member(installation, "other", ("clerk", "child-allowance"))))
    named = set(re.findall(r'name="procedure" value="([^"]+)"', part))
    assert "jido-teate-nintei" in named
    assert {installation.catalogue.current(name).duty for name in named} == {"child-allowance"}
    none = own_window(at_desk(installation, add_member(installation, "third", ("clerk", DUTY))))
    assert "/counter/visits" not in none


def test_chosen_procedures_are_at_the_start_of_this_browser(
    installation: Installation, clerk: Member, browser: StaffBrowser
) -> None:
    assert "よく使う手続を選ぶ" in own_window(browser)
    page = "/counter/favourites"
    chosen = {"procedure": ["suido-kaishi", PROCEDURE, "no-such"]}
    assert browser.post(page, page, chosen).headers["location"] == "/counter"
    assert sorted(re.findall(r'value="([^"]+)" checked', browser.get(page))) == sorted([PROCEDURE, "suido-kaishi"])
    boxes = form_of(own_window(browser), f'value="{PROCEDURE}"')
    assert browser.client.post("/counter/visits", data=boxes).headers["location"].startswith("/counter/drafts/")


def test_a_colleague_at_the_same_window_changes_their_own_favourites_alone(
    installation: Installation, browser: StaffBrowser
) -> None:
    page = "/counter/favourites"
    browser.post(page, page, {"procedure": ["suido-kaishi", PROCEDURE]})
    colleague = at_desk(installation, add_member(installation, "other", ("clerk", DUTY)))
    colleague.client.cookies.set(
        "kakanai_favourites", str(browser.client.cookies["kakanai_favourites"]), domain="127.0.0.1"
    )
    colleague.post(page, page, {"procedure": []})
    assert "suido-kaishi" in str(colleague.client.cookies.get("kakanai_favourites"))
    assert PROCEDURE not in str(colleague.client.cookies.get("kakanai_favourites"))


def test_a_visit_is_not_begun_with_a_procedure_of_another_duty(installation: Installation) -> None:
    other = at_desk(installation, add_member(installation, "other", ("clerk", "child-allowance")))
    answer = other.post(
        "/counter", "/counter/visits", {"once": "x" * 22, "procedure": ["jido-teate-nintei", PROCEDURE]}
    )
    assert answer.status_code == 403


def test_the_window_is_stated_once_and_is_the_place_of_receipt_and_of_its_presets(browser: StaffBrowser) -> None:
    assert "この窓口にする" in own_window(browser)
    assert browser.post("/counter", "/counter/window", {"place": "nowhere"}).status_code == 303
    assert "この窓口にする" in own_window(browser)
    browser.post("/counter", "/counter/window", {"place": "general"})
    assert '<option value="general" selected>' in own_window(browser)
    draft = browser.post("/counter", f"/counter/{PROCEDURE}/start", {}).headers["location"]
    assert re.search(
        r'name="reception-place"[^>]*value="general"[^>]*checked|value="general" selected', browser.get(draft)
    )
