"""A visit with procedures that differ in who may apply."""

import re

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.counter.register_interview import OPEN, register_interview
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.counter.interview_screen import interview_screen
from tests.portal.routes.counter.test_interview import filed
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Boxes, Clerk, serve
from tests.portal.world import add_member

SEEN: Boxes = {"visit-came": ["self"], "visit-papers": ["driving_licence"]}
WITH_PHOTO, PHOTO = "shokuin-saiyo", "顔写真（6か月以内、縦4×横3、帽子なし）"
BY_ROLE, BY_ANYONE, BY_OWNER = "jido-teate-kyushokuhi-henko", "inu-shibo", "jido-teate-kifu-henko"
ANSWERS: dict[str, Boxes | str] = {
    "reception-place": "general",
    "died_on": {"year": ["R8.11.1"]},
    "tags": "lost",
    "payment.first": {"year": ["R8.12"]},
}


@pytest.fixture
def member(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", ("clerk", "child-allowance"), ("clerk", "environment"), ("clerk", "personnel"))


@pytest.fixture
def clerk(equipped: Installation, member: Member) -> Clerk:
    return serve(equipped, member, "A-1", SEEN)


@pytest.mark.parametrize("order", [(BY_ROLE, BY_ANYONE), (BY_ANYONE, BY_ROLE)])
def test_a_procedure_open_to_anyone_is_registered_beside_one_that_asks_who_came(
    equipped: Installation, member: Member, clerk: Clerk, order: tuple[str, str]
) -> None:
    clerk.add(*order)
    clerk.interview({**ANSWERS, "reception-came": "self"})
    numbers = filed(clerk)
    assert len(numbers) == 2
    with equipped.database.read() as unit:
        cases = [case_of_member(equipped, unit, member, number) for number in numbers]
    assert {case.procedure.id: case.evidence["came"] for case in cases} == {BY_ROLE: "self", BY_ANYONE: "anyone"}


def test_a_procedure_that_does_not_take_the_person_who_came_is_named_on_the_page_and_by_the_service(
    equipped: Installation, member: Member, clerk: Clerk
) -> None:
    clerk.add(BY_ROLE, BY_OWNER)
    screen = clerk.page("interview")
    assert screen.press("register", {"reception-came": ["agent"]}).status_code == 422
    interview = clerk.current()
    refusing = next(part for part in interview.parts if part.draft.procedure.id == BY_OWNER)
    title = refusing.draft.procedure.title
    mistakes = [(words, box) for words, box in interview_screen(equipped, interview).wrong if "来た人" in words]
    assert [words.startswith(f"{title}　") for words, _ in mistakes] == [True]
    assert "本人" in mistakes[0][0]
    page = clerk.page("interview").page
    assert f'id="{mistakes[0][1]}"' in page, "the mistake links to a control of the page"
    assert "agent" in boxes(page)["reception-came"]
    with equipped.database.write() as unit:
        result = register_interview(equipped, unit, member, interview)
    assert (result.numbers, result.why) == ({}, OPEN)
    assert result.kept is not None


def test_the_roles_of_all_procedures_are_offered_whichever_of_them_asks(equipped: Installation, clerk: Clerk) -> None:
    clerk.add(BY_OWNER, BY_ROLE)
    page = clerk.page("interview").page
    assert page.count('name="reception-came"') == 2
    assert ('id="reception-came-self"' in page, 'id="reception-came-agent"' in page) == (True, True)


def test_the_notice_of_a_refusal_counts_the_procedures_and_leads_to_the_topmost_question(
    equipped: Installation, clerk: Clerk
) -> None:
    clerk.add(BY_ROLE, BY_ANYONE)
    response = clerk.page("interview").press("register")
    assert response.status_code == 422
    left = re.findall(r'name="screen-left" value="([0-9]+)"', response.text)[0]
    count, target = re.findall(
        r'(2件とも)、まだ登録できません（あと[0-9]+）。いちばん上から：<a href="#([^"]+)"', response.text
    )[0]
    assert f"{count}、まだ登録できません（あと{left}）" in response.text
    targets = re.findall(
        r'<a href="#([^"]+)"', response.text.partition('aria-label="不足"')[2].partition("</section>")[0]
    )
    page = response.text.partition("<form method")[2]
    assert page.index(f'id="{target}"') == min(page.index(f'id="{box}"') for box in targets if f'id="{box}"' in page)


def test_that_more_is_asked_because_people_were_added_is_in_words(clerk: Clerk) -> None:
    clerk.add(BY_ROLE, BY_OWNER)
    page = clerk.page("interview").page
    left = int(re.findall(r'name="screen-left" value="([0-9]+)"', page)[0])
    address = f"{clerk.desk.address}/interview?was="
    assert f"{left - 1}から{left}に増えました" in clerk.browser.get(f"{address}{left - 1}")
    assert "に増えました" not in clerk.browser.get(f"{address}{left}") + clerk.browser.get(f"{address}x")


def test_the_notice_of_a_refusal_leads_to_the_question(clerk: Clerk) -> None:
    clerk.add(BY_ROLE, BY_OWNER)
    text = clerk.page("interview").press("register", {"reception-came": ["agent"], "reception-place": ["general"]}).text
    (lead,) = re.findall(r'<a href="#([^"]+)" data-lead>([^<]+)</a>', text)
    assert f'id="{lead[0]}"' in text


def test_a_file_that_is_missing_is_named_and_leads_to_the_screen_that_takes_it(
    equipped: Installation, clerk: Clerk
) -> None:
    clerk.add(WITH_PHOTO)
    text = clerk.page("interview").press("register").text
    missing = [words for words, target in interview_screen(equipped, clerk.current()).missing if target == "apart-0"]
    assert missing == [PHOTO]
    assert '<a id="apart-0" href="/counter/drafts/' in text
    assert f'<a href="#apart-0">{PHOTO}</a>' in text


def test_an_answer_keyed_into_its_own_box_has_no_note_on_where_it_is_from(clerk: Clerk) -> None:
    clerk.add(BY_ANYONE)
    screen = clerk.page("interview")
    screen.press("refresh", {"p0.died_on.year": ["R8.11.1"]})
    assert boxes(screen.page)["p0.died_on.year"] != [""]
    assert "聞き取りから入れました" not in screen.page
