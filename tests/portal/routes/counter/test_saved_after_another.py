"""Two screens save one interview."""

import re

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.counter.test_interview import AGAIN, ANSWERS, CARE, NAGI, SEEN, filed
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.world import DUTY, add_member


@pytest.fixture
def clerk(equipped: Installation) -> Clerk:
    rights = ("clerk", DUTY), ("clerk", "care-assessment"), ("clerk", "health-insurance")
    member: Member = add_member(equipped, "clerk", *rights)
    return serve(equipped, member, "A-1", SEEN)


def test_somebody_else_saved_first_and_the_second_decides(clerk: Clerk) -> None:
    clerk.add(CARE)
    first, second = clerk.page("interview"), clerk.page("interview")
    first.press("refresh", {"p0.insured.phone": ["000-0000-0001"]})
    response = second.press("refresh", {"p0.insured.phone": ["000-0000-0002"]})
    assert (response.status_code, boxes(second.page)["p0.insured.phone"]) == (409, ["000-0000-0002"])
    assert '<a href="#p0-insured-phone" data-lead>' in second.page
    assert "別の画面では「000-0000-0001」" in second.page
    assert clerk.current().parts[0].entry.kept["insured.phone"] == "000-0000-0001"
    second.press("refresh")
    assert clerk.current().parts[0].entry.kept["insured.phone"] == "000-0000-0002"


def test_what_two_changed_at_different_questions_is_both_kept_and_what_the_other_changed_is_listed(
    clerk: Clerk,
) -> None:
    clerk.find("S24.4.3", "たろう")
    clerk.add(CARE, AGAIN)
    first, second = clerk.page("interview"), clerk.page("interview")
    first.press("refresh", {"p0.insured.phone": ["000-0000-0001"], "p0.insured.kana.family": ["タカミ"]})
    first.press("refresh", {"p0.stay": ["hospital"]})
    response = second.press("add.0.visits", {"p0.application": ["first"]})
    assert response.status_code == 409
    notice = second.page.partition('id="elsewhere"')[2].partition("</section>")[0]
    assert re.findall(r'href="#([^"]+)"', notice) == ["p0-insured-kana-family", "p0-insured-phone", "p0-stay-home"]
    assert "data-lead" not in notice, "nothing is answered twice"
    assert second.press("refresh").status_code == 303
    kept = clerk.current().parts[0].entry.kept
    assert (kept["insured.phone"], kept["stay"], kept["application"]) == ("000-0000-0001", "hospital", "first")
    assert kept["insured.kana"] == {"family": "タカミ", "given": "タロウ"}


def test_registering_from_a_page_from_before_registers_both_unless_one_question_has_two_answers(
    clerk: Clerk,
) -> None:
    clerk.find("S24.4.3", "たろう")
    clerk.add(CARE)
    clerk.take_down(ANSWERS)
    first, second, third = clerk.page("interview"), clerk.page("interview"), clerk.page("interview")
    first.press("refresh", {"p0.insured.phone": ["000-0000-0001"]})
    assert third.press("register", {"p0.insured.phone": ["000-0000-0002"]}).status_code == 409
    assert "別の画面では「000-0000-0001」" in third.page
    assert clerk.current().parts, "nothing is registered"
    response = second.press("register", {"p0.insured.kana.family": ["タカミ"]})
    assert (response.status_code, response.headers["location"]) == (303, clerk.desk.address)
    with clerk.installation.database.read() as unit:
        case = case_of_member(clerk.installation, unit, clerk.member, filed(clerk)[0])
        assert (case.answers["insured.phone"], case.answers["insured.kana"]["family"]) == ("000-0000-0001", "タカミ")


def test_a_page_from_before_that_nobody_touched_changes_nothing(equipped: Installation, clerk: Clerk) -> None:
    """Every kind of box is read as it was shown."""
    clerk.key_paper("birth", NAGI)
    clerk.find("S24.4.3", "たろう")
    clerk.add(CARE, AGAIN, "kokuho-kanyu")
    clerk.page("interview").press("person.0.members.1")
    clerk.take_down({**ANSWERS, "pay_by": "slip"})
    old, other = clerk.page("interview"), clerk.page("interview")
    phone = next(name for name in boxes(other.page) if name.endswith(".phone"))
    other.press("refresh", {phone: ["000-0000-0001"]})
    assert old.press("refresh").status_code == 409
    notice = old.page.partition('id="elsewhere"')[2].partition("</section>")[0]
    assert ("000-0000-0001" in notice, notice.count("<li>"), "data-lead" in notice) == (True, 1, False)
    now = clerk.current()
    assert old.press("refresh").status_code == 303
    assert [part.entry.kept for part in clerk.current().parts] == [part.entry.kept for part in now.parts]
