"""手続に関わる人: who they are, whose procedure it is, and where somebody who is not in the register yet is found."""

import re

import pytest

from portal.services.counter.know_people import choose_occasion
from portal.services.counter.visits import visit_of_counter
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.routes.counter.test_who_came import CARD_OF_ICHIRO
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.world import add_member

HOME = "見本県見本市見本町一丁目2番3号"


@pytest.fixture
def clerk(equipped: Installation) -> Clerk:
    return serve(equipped, add_member(equipped, "clerk", ("clerk", "*")), "A-1", {})


def people_page(clerk: Clerk) -> str:
    return clerk.page("people").page


def test_below_the_name_of_a_card_are_birthday_and_address(clerk: Clerk) -> None:
    assert clerk.read_card(*CARD_OF_ICHIRO).status_code == 204
    notes = re.findall(r'<span class="cell-note">([^<]*)</span>', people_page(clerk))
    assert notes == ["昭和53年（1978年）1月20日（48歳）", HOME]


def test_with_somebody_protected_no_address_is_on_the_page(equipped: Installation, clerk: Clerk) -> None:
    clerk.read_card(*CARD_OF_ICHIRO)
    assert HOME in people_page(clerk)
    with equipped.database.write() as unit:
        protect(equipped, unit, Actor("system", "test"), [("髙見本　一郎", "1978-01-20")], STAFF)
        unit.commit()
    page = people_page(clerk)
    assert (HOME in page, "（48歳）" in page, "住所を、声に出さないでください" in page) == (False, True, True)


def test_whose_procedure_it_is_is_a_question_with_its_answers(clerk: Clerk) -> None:
    clerk.read_card(*CARD_OF_ICHIRO)
    question = people_page(clerk).partition("だれの手続ですか</legend>")[2].partition("</fieldset>")[0]
    answers = re.findall(r'name="about" value="([^"]*)"( checked)?><span>([^<]*)<', question)
    assert answers == [("", " checked", "来た人自身"), ("1", "", "髙見本 一郎")]


def test_either_reading_or_address_is_needed_and_neither_is_called_optional(clerk: Clerk) -> None:
    register = people_page(clerk).partition("住民票から探す</h2>")[2].partition("探して、世帯の人を入れる")[0]
    assert re.findall(r'<span class="mark[^"]*">([^<]*)<', register) == [
        "※必須", "ふりがなか住所の、どちらか", "ふりがなか住所の、どちらか", "※必須",
    ]  # fmt: skip


def test_of_a_birth_its_own_paper_comes_first_though_the_register_has_other_children(
    equipped: Installation, clerk: Clerk
) -> None:
    assert not papers_first(people_page(clerk))
    with equipped.database.write() as unit:
        choose_occasion(equipped, unit, visit_of_counter(equipped, unit, clerk.member, clerk.visit), "born")
        unit.commit()
    clerk.find("S24.4.3", "たろう")
    page = people_page(clerk)
    assert "髙見本 さくら" in page
    assert papers_first(page)
    assert re.search(r'href="[^"]+/people/([a-z]+)" autofocus', page)[1] == "birth"  # type: ignore[index]


def papers_first(page: str) -> bool:
    return page.index("書類から入れる</h2>") < page.index("わかっている人</h2>")
