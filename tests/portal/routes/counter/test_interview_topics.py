"""The interview by person and topic: the household as a table, what is answered folded, a count that goes down."""

import re

import pytest

from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.web.counter.interview_screen import Screen, interview_screen
from tests.portal.routes.interviewing import Boxes, Clerk, serve
from tests.portal.routes.residents.test_unwritten import person, transfer
from tests.portal.world import add_member

SEEN: Boxes = {"visit-came": ["self"], "visit-papers": ["driving_licence"]}
DUTIES = ("child-allowance", "health-insurance", "schools", "resident-moves")
FAMILY = (
    person(1, "例示　健", "れいじ　けん", "S60.4.2", "male", "head"),
    person(2, "　舞", "　まい", "S62.8.9", "female", "wife"),
    person(3, "　空", "　そら", "H28.5.6", "male", "child"),
    person(4, "　海", "　うみ", "R8.10.15", "female", "child"),
)


@pytest.fixture
def member(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", *(("clerk", duty) for duty in DUTIES))


@pytest.fixture
def clerk(equipped: Installation, member: Member) -> Clerk:
    clerk = serve(equipped, member, "T-1", SEEN)
    assert clerk.key_paper("transfer", transfer(*FAMILY)).status_code == 303
    return clerk


def drawn(clerk: Clerk) -> Screen:
    return interview_screen(clerk.installation, clerk.current())


def test_a_family_name_is_written_once_on_a_paper_of_several_people(clerk: Clerk) -> None:
    people = clerk.page("people").page
    assert [name in people for name in ("例示 健", "例示 舞", "例示 空", "例示 海")] == [True] * 4


def test_one_button_puts_everybody_into_each_procedure_whose_rules_take_them(clerk: Clerk) -> None:
    clerk.add("jido-teate-nintei", "tenko-todoke", "kokuho-kanyu", "ido-todoke")
    clerk.page("interview").press("household")
    inside = {
        column.title: [
            person.name for person, cell in zip(drawn(clerk).household.people, cells, strict=True) if cell.inside
        ]
        for column, cells in zip(
            drawn(clerk).household.columns,
            zip(*(person.cells for person in drawn(clerk).household.people), strict=True),
            strict=True,
        )
    }
    sizes = {title.partition(" ")[0]: len(names) for title, names in inside.items()}
    assert sizes == {
        "児童手当": 2,
        "小学校・中学校の転校の届": 1,  # the baby is no pupil
        "国民健康保険": 4,
        "住民異動届（転入・転居・転出・世帯の変更）": 4,
    }
    household = drawn(clerk).household
    assert not household.all
    assert not [cell.act for person in household.people for cell in person.cells if cell.meant], "the baby least of all"


def test_what_is_asked_of_a_person_in_several_procedures_is_in_one_topic(clerk: Clerk) -> None:
    clerk.add("kokuho-kanyu", "ido-todoke")
    clerk.page("interview").press("household")
    topic = next(topic for topic in drawn(clerk).topics if topic.title.startswith("例示 空"))
    assert [group.title for group in topic.groups] == [
        "国民健康保険 加入の届",
        "住民異動届（転入・転居・転出・世帯の変更）",
    ]
    assert "例示 空" in topic.line
    assert "転出証明書" in topic.sources
    known = {view.label: view.source for view in topic.known}
    assert known["生年月日"] == "転出証明書", "each value has its own source"


def test_an_answer_folds_its_question_and_lowers_the_count(clerk: Clerk) -> None:
    clerk.add("kokuho-kanyu")
    screen = clerk.page("interview")
    screen.press("household")
    before = drawn(clerk).left
    assert f'あと <b class="number">{before}</b>' in screen.page
    screen.press("refresh", {f"p0.members.{row}.readable": ["no"] for row in (1, 2, 3, 4)})
    assert drawn(clerk).left == before - 4
    folded = {view.name for topic in drawn(clerk).topics for view in topic.known}
    asked = {view.name for topic in drawn(clerk).topics for group in topic.groups for view in group.fields}
    assert ("p0.members.1.readable" in folded, "p0.members.1.readable" in asked) == (True, False)


def test_the_count_is_that_of_the_list_and_ends_where_nothing_is_missing(clerk: Clerk) -> None:
    clerk.add("kokuho-kanyu", "jido-teate-nintei")
    clerk.page("interview").press("household")
    screen = drawn(clerk)
    assert sum(topic.left for topic in screen.topics) == screen.left == len(screen.missing) + len(screen.wrong) > 0
    clerk.take_down({"reception-place": "general", "pay_by": "slip", "older_count": "0", "readable": "no"})
    assert drawn(clerk).left == 0
    assert "聞くことは、ありません" in clerk.page("interview").page


def test_what_is_missing_is_listed_by_topic_as_long_as_it_is_much(clerk: Clerk) -> None:
    clerk.add("kokuho-kanyu", "jido-teate-nintei")
    clerk.page("interview").press("household")
    screen = drawn(clerk)
    topics = [f"{topic.title}　あと{topic.left}" for topic in screen.topics if topic.left]
    assert [words for words, _ in screen.open] == topics
    assert len(topics) < len(screen.missing)
    boxes_of_page = clerk.page("interview").page
    assert all(f'id="{target}"' in boxes_of_page for _, target in screen.open)
    clerk.take_down({"reception-place": "general", "pay_by": "slip", "older_count": "0", "readable": "no"})
    assert drawn(clerk).open == drawn(clerk).missing == ()


def test_a_move_is_reported_once_and_school_and_water_ask_nothing_of_it(clerk: Clerk) -> None:
    clerk.add("tenko-todoke")
    kept = clerk.current().parts[0].entry.kept
    assert (kept["move"], kept["moves_on"], kept["new_address"]["street"]) == ("moved_in", "2026-11-10", "五丁目6番7号")
    assert kept["guardian.relation"] == "father"


def test_a_clerk_is_warned_at_the_card_of_a_protected_person_and_of_nobody_else(
    equipped: Installation, member: Member
) -> None:
    with equipped.database.write() as unit:
        protect(equipped, unit, Actor("system", "test"), [("例示　舞", "1990-08-09")], STAFF)
        unit.commit()
    warned = []
    for ticket, name, birth in (("P-1", "例示　舞", "19900809"), ("P-2", "例示　空", "20200506")):
        clerk = serve(equipped, member, ticket, SEEN)
        clerk.read_card(name, birth, "2", "見本県見本市見本町一丁目9番9号")
        clerk.add("kokuho-kanyu")
        pages = clerk.page("people").page, clerk.page("interview").page
        warned.append(["住所を、声に出さないでください" in page for page in pages])
        assert ("一丁目9番9号" in pages[1]) == (ticket == "P-2")
    assert warned == [[True, True], [False, False]]


def test_the_table_leads_to_each_row_and_takes_it_out_again(clerk: Clerk) -> None:
    clerk.add("kokuho-kanyu")
    screen = clerk.page("interview")
    screen.press("household")
    acts = re.findall(r'value="(remove\.0\.members\.\d)"', screen.page)
    assert len(set(acts)) == 4
    screen.press(acts[0])
    screen.press(acts[0].replace("remove", "gone"))
    assert [cell.inside for person in drawn(clerk).household.people for cell in person.cells].count(True) == 3
