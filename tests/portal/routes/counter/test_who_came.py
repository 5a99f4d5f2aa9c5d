"""本人 is preselected as the usual answer."""

import re

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.counter.visits import Words, visit_of_counter
from portal.services.filing.origins import origins_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.forms.loading.small import small
from tests.portal.routes.counter.test_sources import BOOKED, BOOKING, came_to_a_time, filled
from tests.portal.routes.counter.test_visits import Desk, begin
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.filing.test_elsewhere import BIRTH, shared
from tests.portal.routes.guest_browser import guest, offer
from tests.portal.routes.interviewing import Boxes, Clerk, serve
from tests.portal.routes.residents.test_unwritten import LOST
from tests.portal.routes.staff_browser import at_desk
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
def member(equipped: Installation) -> Member:
    return add_member(
        equipped, "clerk", ("clerk", "care-qualification"), ("clerk", "care-assessment"), ("clerk", "health-insurance")
    )


@pytest.fixture
def clerk(equipped: Installation, member: Member) -> Clerk:
    return serve(equipped, member, "A-1", SEEN)


def words_of(clerk: Clerk) -> Words:
    with clerk.installation.database.read() as unit:
        return visit_of_counter(clerk.installation, unit, clerk.member, clerk.visit).words


def filer_of(clerk: Clerk) -> tuple[str, str]:
    words = words_of(clerk)
    return words.came, words.came_by


def chosen(page: str) -> tuple[list[str], list[str]]:
    sent = boxes(page)
    return sent.get("visit-came", []), sent["visit-came-known"]


def counted(clerk: Clerk) -> tuple[int, int, int]:
    figures = clerk.counted()
    return figures.boxes, figures.unkeyed, figures.usual


def test_who_comes_comes_for_themselves_until_a_clerk_says_otherwise(clerk: Clerk) -> None:
    assert chosen(clerk.desk.page) == (["self"], ["self"])
    clerk.find("S29.6.15", "うめこ")
    clerk.add(AGAIN)
    assert filled(clerk, AGAIN)["filer_kind"] == ("self", "usual")
    assert "ふつうの答え" in clerk.page("interview").page
    clerk.interview(LOST)
    assert (clerk.figures().usual, clerk.figures().boxes - clerk.figures().unkeyed) == (4, 3)


@pytest.mark.parametrize("way", [["agent", "self"], ["guardian", "agent", "self"]])
def test_what_was_pressed_and_taken_back_was_pressed(clerk: Clerk, way: list[str]) -> None:
    for press in way:
        clerk.desk.press("refresh", {"visit-came": [press]})
    assert filer_of(clerk) == ("self", "")
    assert chosen(clerk.desk.page) == (["self"], [""])
    clerk.find("S29.6.15", "うめこ")
    clerk.add(AGAIN)
    before = counted(clerk)
    assert filled(clerk, AGAIN)["filer_kind"] == ("self", "visit")
    assert before[0] - before[1] == 1, "keyed once"


def test_no_page_makes_of_a_press_what_is_usual(clerk: Clerk) -> None:
    clerk.desk.press("refresh", {"visit-came": ["agent"]})
    for forged in (
        {"visit-came": ["agent"], "visit-came-known": ["agent"]},
        {"visit-came": [], "visit-came-known": ["self"]},
    ):
        clerk.desk.press("refresh", forged)
        assert filer_of(clerk) == ("agent", "")
    clerk.desk.press("refresh", {"visit-came": ["emperor"], "visit-came-known": ["emperor "]})
    assert filer_of(clerk) == ("", "")


def test_of_somebody_of_whom_nothing_is_known_the_usual_counts_as_the_clerks_word(clerk: Clerk) -> None:
    clerk.add(AGAIN)
    assert {name: value for name, value in filled(clerk, AGAIN).items() if name != "reception-came"} == {
        "filer_kind": ("self", "visit")
    }
    assert counted(clerk)[2] == 0


@pytest.mark.parametrize("wrong", [{}, {"visit-note": ["免許 123456789012"]}])
def test_anyone_who_came_for_somebody_else_is_not_presumed_to_come_for_themselves(clerk: Clerk, wrong: Boxes) -> None:
    response = clerk.desk.press("refresh", {"visit-about": ["母のこと"], **wrong})
    assert response.status_code == (422 if wrong else 303)
    assert filer_of(clerk) == ("", "")
    page = response.text if wrong else clerk.desk.page
    assert chosen(page) == ([], [""])
    clerk.desk.press("refresh", {"visit-note": ["見た"]}, page=page)
    assert filer_of(clerk) == ("", ""), "resubmitting the page does not press 本人"
    clerk.desk.press("refresh", {"visit-came": ["self"]})
    assert filer_of(clerk) == ("self", ""), "an explicit press counts"


def test_a_page_from_before_it_gave_way_presses_nothing(clerk: Clerk) -> None:
    before = clerk.desk.page
    clerk.desk.press("refresh", {"visit-about": ["母のこと"]})
    sent = {**boxes(before), "screen-revision": boxes(clerk.desk.page)["screen-revision"], "screen-act": ["refresh"]}
    clerk.browser.client.post(clerk.desk.address, data=sent)
    assert filer_of(clerk) == ("", "")


def test_about_somebody_else_of_the_visit_it_is_asked(clerk: Clerk) -> None:
    clerk.find("S24.4.3", "たろう")
    clerk.page("people").press("refresh", {"came": ["1"], "about": ["1"]})
    assert filer_of(clerk) == ("self", "usual"), "the visitor is the person concerned"
    clerk.page("people").press("refresh", {"came": ["2"], "about": ["1"]})
    assert filer_of(clerk) == ("", "")
    clerk.add(AGAIN)
    assert "filer_kind" not in filled(clerk, AGAIN)


def test_stated_otherwise_in_one_procedure_it_is_presumed_in_none(clerk: Clerk) -> None:
    clerk.read_card(*CARD_OF_ICHIRO)
    clerk.add(CARE, AGAIN)
    clerk.page("interview").press("refresh")
    assert filled(clerk, AGAIN)["name"][1] == "card_face"
    clerk.page("interview").press("refresh", {"p0.filer.kind": ["family"], "p0.filer.relation": ["child"]})
    care, again = (part.entry.kept for part in clerk.current().parts)
    assert (care["filer.kind"], care["filer.name"]["given"]) == ("family", "一郎")
    assert [name for name in ("insured.name", "insured.birth", "insured.sex") if name in care] == []
    assert [name for name in ("filer_kind", "name", "birth", "reception-came") if name in again] == []
    assert "name" in clerk.current().parts[1].path.asked, "the name is asked"


def test_what_was_typed_of_somebody_stays_when_it_is_stated_who_files(clerk: Clerk) -> None:
    clerk.read_card(*CARD_OF_ICHIRO)
    clerk.add(CARE)
    clerk.page("interview").press("refresh", {"p0.insured.name.given": ["太郎"], "p0.insured.phone": ["000-0000-0001"]})
    clerk.page("interview").press("refresh", {"p0.filer.kind": ["family"]})
    (care,) = (part.entry.kept for part in clerk.current().parts)
    assert (care["insured.name"]["given"], care["insured.phone"]) == ("太郎", "000-0000-0001")
    assert "insured.birth" not in care


def test_stated_otherwise_on_the_page_of_the_visit_its_drafts_follow(clerk: Clerk) -> None:
    clerk.read_card(*CARD_OF_ICHIRO)
    clerk.add(CARE, AGAIN)
    clerk.page("interview").press("refresh")
    clerk.desk.press("refresh", {"visit-came": ["same_household"]})
    parts = {part.draft.procedure.id: part for part in clerk.current().parts}
    assert {name: parts[name].entry.kept["reception-came"] for name in (CARE, AGAIN)} == {
        CARE: "same_household", AGAIN: "same_household",
    }  # fmt: skip
    assert filled(clerk, AGAIN)["filer_kind"] == ("household", "visit")
    assert "name" not in parts[AGAIN].entry.kept, "the card's holder is not the person concerned"
    clerk.page("interview").press("refresh")
    clerk.desk.press("refresh", {"visit-came": ["agent"]})
    assert "filer_kind" not in filled(clerk, AGAIN), "each procedure asks for its kinds of agents"


def test_as_whom_they_came_goes_with_the_application(equipped: Installation, member: Member, clerk: Clerk) -> None:
    clerk.find("S29.6.15", "うめこ")
    clerk.add(AGAIN)
    clerk.interview(LOST)
    number = re.findall(r"[0-9]{2}-[0-9]{3}-[0-9]{3}-[0-9]{3}", clerk.desk.page)[0]
    with equipped.database.read() as unit:
        evidence = case_of_member(equipped, unit, member, number).evidence
    assert (evidence["came"], evidence["sources"]["filer_kind"]) == ("self", "usual")
    assert "ふつうの答えから" in clerk.browser.get(f"/desk/{number}")


@pytest.mark.parametrize(
    ("kind", "heard"), [("self", ("self", "reservation")), ("agent", ("agent", "reservation")), ("business", ("", ""))]
)
def test_who_booked_has_stated_as_what_they_come(
    equipped: Installation, member: Member, kind: str, heard: tuple[str, str]
) -> None:
    clerk = came_to_a_time(equipped, member, {**BOOKED, "filer_kind": kind}, BOOKING + FILER)
    assert filer_of(clerk) == heard
    assert chosen(clerk.desk.page)[1] == [heard[0]]
    clerk.desk.press("refresh", {"visit-note": ["見た"]})
    assert filer_of(clerk) == heard, "without a press the answer keeps its source"
    clerk.add(AGAIN)
    expected = {"self": ("self", "reservation")}.get(kind)
    assert filled(clerk, AGAIN).get("filer_kind") == expected
    (origin,) = [origins_of(part.draft.answers).get("filer_kind") for part in clerk.current().parts]
    assert origin is None or not origin.keyed


def test_a_draft_from_home_says_as_what_they_come_and_no_press_is_overruled(
    equipped: Installation, member: Member
) -> None:
    offer(equipped, small(FILER, version="1", duty="care-qualification", who="{online: [anyone], counter: [anyone]}"))
    code = shared(
        guest(equipped)
        .open("/apply/small")
        .press("次へ進む", {"reason": "lost"})
        .press("次へ進む", {"filer_kind": "agent"})
    )
    browser = at_desk(equipped, member)
    for press, heard in (({}, ("agent", "home")), ({"visit-came": ["guardian"]}, ("guardian", ""))):
        visit = Clerk(equipped, member, begin(browser))
        visit.desk.press("refresh", press)
        browser.post("/counter/resume", f"/counter/resume?visit={visit.visit}", {"code": code, **BIRTH})
        assert filer_of(visit) == heard


def test_charlie_says_of_nobody_as_what_they_came(equipped: Installation, clerk: Clerk) -> None:
    charlie = at_desk(equipped, add_member(equipped, "charlie", ("clerk", "child-allowance")))
    sent = {**boxes(clerk.desk.page), "visit-came": ["agent"], "screen-act": ["refresh"]}
    sent["csrf_token"] = boxes(Desk(charlie, "/counter").page).get("csrf_token", sent["csrf_token"])
    assert charlie.client.post(clerk.desk.address, data=sent).status_code in (403, 404)
    assert filer_of(clerk) == ("self", "usual")


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
    equipped: Installation, clerk: Clerk
) -> None:
    offer(
        equipped,
        small(
            FAMILY,
            version="1",
            duty="care-qualification",
            who="{counter: [self, same_household, agent]}\nprincipal: {name: person.name, birth: person.birth}",
        ),
    )
    clerk.read_card(*CARD_OF_ICHIRO)
    clerk.add("small")
    clerk.page("interview").press("person.0.others.1")
    (part,) = clerk.current().parts
    assert (part.entry.kept["person.name"]["given"], part.entry.kept["others.1.name"]["given"]) == ("一郎", "一郎")
    clerk.desk.press("refresh", {"visit-came": ["agent"]})
    (part,) = clerk.current().parts
    assert (part.entry.kept["reception-came"], "person.name" in part.entry.kept) == ("agent", False)
    assert part.entry.kept["others.1.name"]["given"] == "一郎", "added by a clerk"
