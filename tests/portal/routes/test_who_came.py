"""As what somebody came: 本人 stands there from the start as what is usual, counts as usual until a clerk presses, and gives way to
whatever says otherwise."""

import re

import pytest

from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.origins import origins_of
from portal.services.rights import Member
from portal.services.visits import Words, visit_of_counter
from tests.forms.loading.small import small
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.guest_browser import guest, offer
from tests.portal.routes.interviewing import Boxes, Clerk, serve
from tests.portal.routes.staff_browser import at_desk
from tests.portal.routes.test_counter_sources import BOOKED, BOOKING, came_to_a_time, told
from tests.portal.routes.test_counter_visits import Desk, begin
from tests.portal.routes.test_elsewhere import BIRTH, shared
from tests.portal.routes.test_unwritten import LOST
from tests.portal.world import add_member

CARE, AGAIN = "yokaigo-nintei", "kaigo-hihokenshasho-saikofu"
CARD_OF_ICHIRO = ("髙見本　一郎", "19780120", "1", "見本県見本市見本町一丁目2番3号")
SEEN: Boxes = {"visit-papers": ["driving_licence"]}
FILER = """\
  - step: 手続をする人
    id: filer_step
    ask:
      - {id: filer_kind, type: choice, label: だれの手続, options: {self: 自分, agent: 頼まれた人, business: 事業者}}
"""


@pytest.fixture
def member(here: Installation) -> Member:
    return add_member(
        here, "clerk", ("clerk", "care-qualification"), ("clerk", "care-assessment"), ("clerk", "health-insurance")
    )


@pytest.fixture
def one(here: Installation, member: Member) -> Clerk:
    return serve(here, member, "A-1", SEEN)


def words_of(clerk: Clerk) -> Words:
    with clerk.installation.database.read() as unit:
        return visit_of_counter(clerk.installation, unit, clerk.member, clerk.visit).words


def came(clerk: Clerk) -> tuple[str, str]:
    words = words_of(clerk)
    return words.came, words.came_by


def chosen(page: str) -> tuple[list[str], list[str]]:
    """What stands chosen, and what the page says was pressed by nobody."""
    sent = boxes(page)
    return sent.get("visit-came", []), sent["visit-came-known"]


def counted(clerk: Clerk) -> tuple[int, int, int]:
    found = clerk.counted()
    return found.boxes, found.unkeyed, found.usual


def test_who_comes_comes_for_themselves_until_a_clerk_says_otherwise(one: Clerk) -> None:
    assert chosen(one.desk.page) == (["self"], ["self"])
    one.find("S29.6.15", "うめこ")
    one.add(AGAIN)
    assert told(one, AGAIN)["filer_kind"] == ("self", "usual")
    assert "ふつうの答え" in one.page("interview").page
    one.interview(LOST)
    assert (one.figures().usual, one.figures().boxes - one.figures().unkeyed) == (4, 3)


@pytest.mark.parametrize("way", [["agent", "self"], ["guardian", "agent", "self"]])
def test_what_was_pressed_and_taken_back_was_pressed(one: Clerk, way: list[str]) -> None:
    for press in way:
        one.desk.press("refresh", {"visit-came": [press]})
    assert came(one) == ("self", "")
    assert chosen(one.desk.page) == (["self"], [""])
    one.find("S29.6.15", "うめこ")
    one.add(AGAIN)
    before = counted(one)
    assert told(one, AGAIN)["filer_kind"] == ("self", "visit")
    assert before[0] - before[1] == 1, "keyed once"


def test_no_page_makes_of_a_press_what_is_usual(one: Clerk) -> None:
    one.desk.press("refresh", {"visit-came": ["agent"]})
    for forged in (
        {"visit-came": ["agent"], "visit-came-known": ["agent"]},
        {"visit-came": [], "visit-came-known": ["self"]},
    ):
        one.desk.press("refresh", forged)
        assert came(one) == ("agent", "")
    one.desk.press("refresh", {"visit-came": ["emperor"], "visit-came-known": ["emperor "]})
    assert came(one) == ("", "")


def test_of_somebody_of_whom_nothing_is_known_the_usual_counts_as_the_clerks_word(one: Clerk) -> None:
    one.add(AGAIN)
    assert {name: found for name, found in told(one, AGAIN).items() if name != "reception-came"} == {
        "filer_kind": ("self", "visit")
    }
    assert counted(one)[2] == 0


@pytest.mark.parametrize("wrong", [{}, {"visit-note": ["免許 123456789012"]}])
def test_whoever_came_for_somebody_else_is_not_presumed_to_come_for_themselves(one: Clerk, wrong: Boxes) -> None:
    answer = one.desk.press("refresh", {"visit-about": ["母のこと"], **wrong})
    assert answer.status_code == (422 if wrong else 303)
    assert came(one) == ("", "")
    page = answer.text if wrong else one.desk.page
    assert chosen(page) == ([], [""])
    one.desk.press("refresh", {"visit-note": ["見た"]}, page=page)
    assert came(one) == ("", ""), "nobody pressed 本人 by sending the page again"
    one.desk.press("refresh", {"visit-came": ["self"]})
    assert came(one) == ("self", ""), "whoever presses it, means it"


def test_a_page_from_before_it_gave_way_presses_nothing(one: Clerk) -> None:
    before = one.desk.page
    one.desk.press("refresh", {"visit-about": ["母のこと"]})
    sent = {**boxes(before), "screen-revision": boxes(one.desk.page)["screen-revision"], "screen-act": ["refresh"]}
    one.browser.client.post(one.desk.address, data=sent)
    assert came(one) == ("", "")


def test_about_somebody_else_of_the_visit_it_is_asked(one: Clerk) -> None:
    one.find("S24.4.3", "たろう")
    one.page("people").press("refresh", {"came": ["1"], "about": ["1"]})
    assert came(one) == ("self", "usual"), "they are the one it is about"
    one.page("people").press("refresh", {"came": ["2"], "about": ["1"]})
    assert came(one) == ("", "")
    one.add(AGAIN)
    assert "filer_kind" not in told(one, AGAIN)


def test_said_otherwise_in_one_procedure_it_is_presumed_in_none(one: Clerk) -> None:
    one.read_card(*CARD_OF_ICHIRO)
    one.add(CARE, AGAIN)
    one.page("interview").press("refresh")
    assert told(one, AGAIN)["name"][1] == "card"
    one.page("interview").press("refresh", {"p0.filer.kind": ["family"], "p0.filer.relation": ["child"]})
    care, again = (part.entry.kept for part in one.stands().parts)
    assert (care["filer.kind"], care["filer.name"]["given"]) == ("family", "一郎")
    assert [name for name in ("insured.name", "insured.birth", "insured.sex") if name in care] == []
    assert [name for name in ("filer_kind", "name", "birth", "reception-came") if name in again] == []
    assert "name" in one.stands().parts[1].path.asked, "it is asked, and of whom it is about"


def test_what_was_typed_of_somebody_stays_when_it_is_said_who_files(one: Clerk) -> None:
    one.read_card(*CARD_OF_ICHIRO)
    one.add(CARE)
    one.page("interview").press("refresh", {"p0.insured.name.given": ["太郎"], "p0.insured.phone": ["000-0000-0001"]})
    one.page("interview").press("refresh", {"p0.filer.kind": ["family"]})
    (care,) = (part.entry.kept for part in one.stands().parts)
    assert (care["insured.name"]["given"], care["insured.phone"]) == ("太郎", "000-0000-0001")
    assert "insured.birth" not in care


def test_said_otherwise_on_the_page_of_the_visit_its_drafts_follow(one: Clerk) -> None:
    one.read_card(*CARD_OF_ICHIRO)
    one.add(CARE, AGAIN)
    one.page("interview").press("refresh")
    one.desk.press("refresh", {"visit-came": ["same_household"]})
    found = {part.draft.procedure.id: part for part in one.stands().parts}
    assert {name: found[name].entry.kept["reception-came"] for name in (CARE, AGAIN)} == {
        CARE: "same_household", AGAIN: "same_household",
    }  # fmt: skip
    assert told(one, AGAIN)["filer_kind"] == ("household", "visit")
    assert "name" not in found[AGAIN].entry.kept, "the card's holder is not whom it is about"
    one.page("interview").press("refresh")
    one.desk.press("refresh", {"visit-came": ["agent"]})
    assert "filer_kind" not in told(one, AGAIN), "each procedure tells its agents apart itself"


def test_as_whom_they_came_goes_with_the_application(here: Installation, member: Member, one: Clerk) -> None:
    one.find("S29.6.15", "うめこ")
    one.add(AGAIN)
    one.interview(LOST)
    number = re.findall(r"[0-9]{2}-[0-9]{3}-[0-9]{3}-[0-9]{3}", one.desk.page)[0]
    with here.database.read() as unit:
        evidence = case_of_member(here, unit, member, number).evidence
    assert (evidence["came"], evidence["sources"]["filer_kind"]) == ("self", "usual")
    assert "ふつうの答えから" in one.browser.get(f"/desk/{number}")


@pytest.mark.parametrize(
    ("kind", "heard"), [("self", ("self", "reservation")), ("agent", ("agent", "reservation")), ("business", ("", ""))]
)
def test_who_booked_has_said_as_what_they_come(
    here: Installation, member: Member, kind: str, heard: tuple[str, str]
) -> None:
    clerk = came_to_a_time(here, member, {**BOOKED, "filer_kind": kind}, BOOKING + FILER)
    assert came(clerk) == heard
    assert chosen(clerk.desk.page)[1] == [heard[0]]
    clerk.desk.press("refresh", {"visit-note": ["見た"]})
    assert came(clerk) == heard, "left alone, it is still theirs"
    clerk.add(AGAIN)
    expected = {"self": ("self", "reservation")}.get(kind)
    assert told(clerk, AGAIN).get("filer_kind") == expected
    (origin,) = [origins_of(part.draft.answers).get("filer_kind") for part in clerk.stands().parts]
    assert origin is None or not origin.keyed


def test_a_draft_from_home_says_as_what_they_come_and_no_press_is_overruled(here: Installation, member: Member) -> None:
    offer(here, small(FILER, version="1", duty="care-qualification", who="{online: [anyone], counter: [anyone]}"))
    code = shared(
        guest(here)
        .open("/apply/small")
        .press("次へ進む", {"reason": "lost"})
        .press("次へ進む", {"filer_kind": "agent"})
    )
    browser = at_desk(here, member)
    for press, heard in (({}, ("agent", "home")), ({"visit-came": ["guardian"]}, ("guardian", ""))):
        visit = Clerk(here, member, begin(browser))
        visit.desk.press("refresh", press)
        browser.post("/counter/resume", f"/counter/resume?visit={visit.visit}", {"code": code, **BIRTH})
        assert came(visit) == heard


def test_charlie_says_of_nobody_as_what_they_came(here: Installation, one: Clerk) -> None:
    charlie = at_desk(here, add_member(here, "charlie", ("clerk", "child-allowance")))
    sent = {**boxes(one.desk.page), "visit-came": ["agent"], "screen-act": ["refresh"]}
    sent["csrf_token"] = boxes(Desk(charlie, "/counter").page).get("csrf_token", sent["csrf_token"])
    assert charlie.client.post(one.desk.address, data=sent).status_code in (403, 404)
    assert came(one) == ("self", "usual")


FAMILY = """\
  - step: 本人
    id: person_step
    as: person
    role: principal
    ask:
      - together: 本人のこと
        id: person_page
        ask:
          - {id: name, type: person_name, label: 氏名, concept: person.name}
          - {id: birth, type: date, label: 生年月日, concept: person.birth}
  - step: いっしょの人
    id: others_step
    repeat: others
    role: member
    label: いっしょの人
    each: "{name}"
    max: 5
    ask:
      - together: この人のこと
        id: other_page
        ask:
          - {id: name, type: person_name, label: 氏名, concept: person.name}
          - {id: birth, type: date, label: 生年月日, concept: person.birth}
"""


def test_a_procedure_that_does_not_ask_who_files_follows_too_and_keeps_who_was_put_into_rows(
    here: Installation, one: Clerk
) -> None:
    offer(
        here,
        small(
            FAMILY,
            version="1",
            duty="care-qualification",
            who="{counter: [self, same_household, agent]}\nprincipal: {name: person.name, birth: person.birth}",
        ),
    )
    one.read_card(*CARD_OF_ICHIRO)
    one.add("small")
    one.page("interview").press("person.0.others.1")
    (part,) = one.stands().parts
    assert (part.entry.kept["person.name"]["given"], part.entry.kept["others.1.name"]["given"]) == ("一郎", "一郎")
    one.desk.press("refresh", {"visit-came": ["agent"]})
    (part,) = one.stands().parts
    assert (part.entry.kept["reception-came"], "person.name" in part.entry.kept) == ("agent", False)
    assert part.entry.kept["others.1.name"]["given"] == "一郎", "a clerk put them there"
