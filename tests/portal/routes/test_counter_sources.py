"""What fills an interview beside card and 住民票: the city's own records, and what follows from who somebody is. Nothing of whoever is protected."""

import re
from dataclasses import replace
from typing import Any

import pytest

from portal.services.installation import Installation
from portal.services.origins import origins_of, written_at_home
from portal.services.protect import STAFF, protect
from portal.services.rights import Member
from portal.store import applications, reservations
from portal.store.reservations import Taker, Time
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.interviewing import Boxes, Clerk, serve
from tests.portal.routes.staff_browser import at_desk
from tests.portal.routes.test_counter_visits import Desk
from tests.portal.routes.test_my_numbers import actions
from tests.portal.routes.test_unwritten import person
from tests.portal.world import add_member, alice, file_application

CARE, ALLOWANCE, AGAIN = "yokaigo-nintei", "jido-teate-nintei", "kaigo-hihokenshasho-saikofu"
DUTIES = ("care-qualification", "care-assessment", "health-insurance", "child-allowance")


@pytest.fixture
def member(here: Installation) -> Member:
    return add_member(here, "clerk", *(("clerk", duty) for duty in DUTIES))


def began(here: Installation, member: Member, came: str = "self") -> Clerk:
    return serve(here, member, "A-12", {"visit-came": [came], "visit-papers": ["driving_licence"]})


def told(clerk: Clerk, procedure: str) -> dict[str, tuple[Any, str]]:
    """What stands there, and its source."""
    (part,) = [one for one in clerk.stands().parts if one.draft.procedure.id == procedure]
    return {name: (origin.value, origin.source) for name, origin in part.origins.items()}


def test_what_the_city_holds_fills_care_forms_for_who_came(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("S29.6.15", "うめこ")
    clerk.add(CARE, AGAIN)
    found = told(clerk, CARE)
    assert {name: value for name, value in found.items() if name.startswith(("insurance.", "insured.number"))} == {
        "insurance.kind": ("national", "held"), "insurance.insurer": ("見本市国民健康保険", "held"),
        "insurance.insurer_no": ("991018", "held"), "insurance.symbol": ("見本", "held"), "insurance.number": ("0000102", "held"),
        "insurance.branch": ("01", "held"), "insured.number": ("0000000102", "held"),
    }  # fmt: skip
    assert found["moved_in"] == (False, "register")
    assert told(clerk, AGAIN)["insured_no"] == ("0000000102", "held")
    assert "市の保険・年金の記録" in clerk.page("interview").page


def test_and_for_whom_an_agent_came_not_of_the_agent(here: Installation, member: Member) -> None:
    clerk = began(here, member, "agent")
    clerk.read_card("髙見本　梅子", "19540615", "2", "見本県見本市見本町一丁目2番3号")
    clerk.find("S24.4.3", "たろう")
    clerk.add(CARE)
    found = told(clerk, CARE)
    assert (found["insurance.kind"], found["insurance.number"]) == (("late_elderly", "held"), ("00000101", "held"))
    assert "insurance.symbol" not in found


def test_where_they_lived_in_january_is_told_of_whoever_lived_here_by_then(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H6.4.12", "たろう")
    clerk.add(ALLOWANCE)
    found = told(clerk, ALLOWANCE)
    assert (found["claimant.january"], found["spouse.january"]) == (("here", "register"), ("here", "register"))
    assert (found["receiving"], found["capacity"]) == ((False, "held"), ("parent", "register"))


def test_of_who_came_later_it_is_asked(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H9.8.21", "あおい")
    clerk.add(ALLOWANCE)
    assert not {"claimant.january", "spouse.january", "capacity", "receiving"} & told(clerk, ALLOWANCE).keys()


def test_nothing_is_held_of_somebody_protected_nor_of_their_household(here: Installation, member: Member) -> None:
    with here.database.write() as unit:
        protect(here, unit, member.actor, [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    clerk = began(here, member)
    clerk.find("S29.6.15", "うめこ")
    clerk.add(CARE)
    assert not any(source in ("held", "register") for _, source in told(clerk, CARE).values())


HEAD = "整理番号,続柄,氏名,フリガナ,生年月日,性別,郵便番号,住所,番地,方書"
KEN = "T-1,世帯主,例示　健,レイジ　ケン,1988-04-02,1,000-0001,見本県見本市見本町,五丁目6番7号,"
MAI = "T-1,妻,例示　舞,レイジ　マイ,1990-08-09,2,0000001,見本県見本市見本町,五丁目6番7号,"
OTHER = "T-2,世帯主,例示　一,レイジ　ハジメ,1970-01-01,1,0000001,見本県見本市見本町,一丁目1番,"


def paper(*lines: str, head: str = HEAD) -> str:
    return "\r\n".join((head, *lines, ""))


def known(clerk: Clerk) -> list[tuple[str, str]]:
    return [(one.called, " ".join(one.sources)) for one in clerk.stands().facts.people]


def test_a_certificate_that_came_as_data_is_found_by_the_card_and_tells_everybody_on_it(
    here: Installation, member: Member
) -> None:
    clerk = began(here, member)
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    clerk.add("kokuho-kanyu")
    assert clerk.load_paper(paper(KEN, MAI, OTHER), transfer_day__year="R8.11.10").status_code == 303
    assert known(clerk) == [("例示 舞", "card transfer_data"), ("例示 健", "transfer_data")]
    found = told(clerk, "kokuho-kanyu")
    assert found["claimant.kana"] == ({"family": "レイジ", "given": "マイ"}, "transfer_data")
    address = {"postal": "0000001", "town": "見本県見本市見本町", "street": "五丁目6番7号"}
    assert found["claimant.address"] == (address, "transfer_data"), "a card still has the old one"
    assert found["happened_on"] == ("2026-11-10", "transfer"), "the day was keyed, and counts as keyed"
    assert "転出証明書のデータ" in clerk.page("interview").page
    assert clerk.load_paper(paper(KEN, MAI)).status_code == 303
    assert len(known(clerk)) == 2, "once more is nobody more"


def test_a_certificate_of_somebody_else_is_taken_by_its_number_alone(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    clerk.add("kokuho-kanyu")
    answer = clerk.load_paper(paper(OTHER))
    assert (answer.status_code, "1つに決まりません" in answer.text, len(known(clerk))) == (422, True, 1)
    assert clerk.load_paper(paper(OTHER), transfer_number="T-2").status_code == 303
    assert [name for name, _ in known(clerk)] == ["例示 舞", "例示 一"]


def test_a_file_with_a_fault_brings_nobody_and_says_line_and_field(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.add("kokuho-kanyu")
    for content, said in (
        ("", "何も書かれていません"),
        (paper(KEN, head=HEAD + ",備考"), "1行目：1行目は、整理番号、続柄"),
        (paper(), "1人から500人まで"),
        (paper(KEN, "short"), "3行目：列が10ではありません"),
        (paper(KEN.replace("1988-04-02", "S63.4.2")), "2行目：生年月日：2026-11-20 のように"),
        (paper(KEN.replace(",1,", ",3,")), "2行目：性別："),
        (paper(KEN.replace("レイジ", "れいじ")), "2行目：フリガナ：全角のカタカナ"),
        (paper(KEN.replace("000-0001", "00-1")), "2行目：郵便番号：数字7けた"),
        (paper(KEN.replace("世帯主", "")), "2行目：続柄：空いています"),
        (paper(KEN.replace("例示　健", "例\u202e健")), "2行目：氏名：使えない字"),
    ):
        answer = clerk.load_paper(content)
        assert (answer.status_code, said in answer.text) == (422, True), said
        assert "レイジ" not in answer.text
    assert clerk.load_paper(paper(KEN), transfer_day__year="R8.13.1").status_code == 422
    assert known(clerk) == []


def test_where_somebody_protected_moves_to_is_taken_from_no_certificate(here: Installation, member: Member) -> None:
    with here.database.write() as unit:
        protect(here, unit, member.actor, [("例示　健", "1988-04-02")], STAFF)
        unit.commit()
    clerk = began(here, member)
    clerk.add("kokuho-kanyu")
    assert clerk.load_paper(paper(KEN)).status_code == 303
    assert clerk.stands().facts.people[0].fact("address") is None


BOOKING = """\
  - step: 引っ越した人
    id: movers_step
    repeat: movers
    label: 引っ越した人
    each: "{name}"
    max: 5
    ask:
      - together: この人のこと
        id: mover_page
        ask:
          - {id: name, type: person_name, label: 氏名, concept: person.name}
          - {id: kana, type: kana, label: ふりがな, concept: person.kana}
          - {id: birth, type: date, label: 生年月日, concept: person.birth}
          - {id: relation, type: choice, label: 続柄, options: {head: 世帯主, wife: 妻, other: ほか}}
  - step: 来る人
    id: visitor_step
    as: visitor
    ask:
      - together: 来る人
        id: visitor_page
        ask:
          - {id: name, type: person_name, label: 氏名, concept: person.name}
          - {id: phone, type: phone, label: 電話, concept: person.phone}
"""
MEI, KAN = {"family": "例示", "given": "舞"}, {"family": "例示", "given": "健"}
MEI_READ, KAN_READ = {"family": "レイジ", "given": "マイ"}, {"family": "レイジ", "given": "ケン"}
BOOKED = {
    "movers": ["1", "2"],
    "movers.1.name": KAN, "movers.1.kana": KAN_READ, "movers.1.birth": "1988-04-02", "movers.1.relation": "head",
    "movers.2.name": MEI, "movers.2.kana": MEI_READ, "movers.2.birth": "1990-08-09", "movers.2.relation": "wife",
    "visitor.name": MEI, "visitor.phone": "080-0000-0007",
}  # fmt: skip


def came_to_a_time(here: Installation, member: Member, answers: dict[str, Any], steps: str = BOOKING) -> Clerk:
    """Booked by telephone at home, and here now."""
    offer(here, small(steps, version="1", duty="care-assessment"))
    number = file_application(
        replace(here, register=None), alice(here), of="small", answers={"reason": "lost", **answers}
    )
    with here.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row
        time = Time("lung", "lung-1", "2026-11-20T14:00", "2026-11-20T14:30", "保健センター")
        reservations.add(unit, time, Taker("when", application_id=row.id), 1, "uid", None, 0)
        unit.commit()
    browser = at_desk(here, member)
    act = re.search(r'action="(/counter/comers/\d+)"', browser.get("/counter/comers"))
    assert act
    visit = browser.post("/counter/comers", act[1], {"once": "z" * 20}).headers["location"]
    return Clerk(here, member, Desk(browser, visit))


def test_who_booked_is_known_when_they_come_with_who_moves_and_how_they_are_reached(
    here: Installation, member: Member
) -> None:
    clerk = came_to_a_time(here, member, BOOKED)
    clerk.add("kokuho-kanyu")
    assert known(clerk) == [("例示 健", "reservation"), ("例示 舞", "reservation")]
    found = told(clerk, "kokuho-kanyu")
    assert found["claimant.name"] == (MEI, "reservation")
    assert found["claimant.phone"] == ("080-0000-0007", "reservation")
    assert "予約のときの答え" in clerk.page("interview").page
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    assert known(clerk)[1] == ("例示 舞", "card reservation"), "a card is believed first"


def test_a_booking_without_a_birthday_is_whoever_comes_by_that_name(here: Installation, member: Member) -> None:
    clerk = came_to_a_time(here, member, {name: BOOKED[name] for name in ("visitor.name", "visitor.phone")})
    clerk.add("kokuho-kanyu")
    assert known(clerk) == [("例示 舞", "reservation")]
    clerk.read_card("例示　健", "19880402", "1", "架空県架空市一丁目1番1号")
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    assert known(clerk) == [("例示 舞", "card reservation"), ("例示 健", "card")]
    assert told(clerk, "kokuho-kanyu")["claimant.phone"] == ("080-0000-0007", "reservation")


def test_of_a_booking_with_somebody_protected_nothing_is_brought(here: Installation, member: Member) -> None:
    with here.database.write() as unit:
        protect(here, unit, member.actor, [("例示　健", "1988-04-02")], STAFF)
        unit.commit()
    clerk = came_to_a_time(here, member, BOOKED)
    clerk.add("kokuho-kanyu")
    assert known(clerk) == []


CARD_OF_TARO = ("髙見本　太郎", "19490403", "1", "見本県見本市見本町一丁目2番3号")
PHONE = {"phone": "000-0000-0123"}


def phone_of_taro(here: Installation, member: Member, *papers: str) -> tuple[str, tuple[Any, str] | None]:
    """What stands in the box of his telephone after his card was read, and the page."""
    clerk = serve(here, member, f"A-4{len(papers)}", {"visit-came": ["self"], "visit-papers": list(papers)})
    clerk.add(AGAIN)
    clerk.read_card(*CARD_OF_TARO)
    return clerk.page("interview").page, told(clerk, AGAIN).get("phone")


def test_how_they_were_reached_before_is_told_with_its_day_and_recorded(here: Installation, member: Member) -> None:
    file_application(replace(here, register=None), alice(here), {"phone": "000-0000-0777"}, days_ago=40)
    file_application(replace(here, register=None), alice(here), {**PHONE, "lost_how": "outside"}, days_ago=9)
    page, phone = phone_of_taro(here, member, "driving_licence")
    assert phone == ("000-0000-0123", "earlier")
    assert "11月11日（水）に出した答え" in page
    assert ("recall contact" in [one for one, _ in actions(here)], "000-0000-0777" in page) == (True, False)


def test_nothing_is_recalled_without_papers_nor_where_it_is_switched_off(here: Installation, member: Member) -> None:
    file_application(replace(here, register=None), alice(here), PHONE)
    assert phone_of_taro(here, member)[1] is None
    off = replace(here, settings=here.settings.model_copy(update={"counter_recall": "off"}))
    assert phone_of_taro(off, member, "driving_licence")[1] is None
    assert "recall contact" not in [one for one, _ in actions(here)]


def test_nothing_is_recalled_of_the_protected_nor_from_a_duty_of_others(here: Installation, member: Member) -> None:
    file_application(replace(here, register=None), alice(here), PHONE)
    other = add_member(here, "other", ("clerk", "health-insurance"))
    clerk = serve(here, other, "A-41", {"visit-came": ["self"], "visit-papers": ["driving_licence"]})
    clerk.add("kokuho-kanyu")
    clerk.read_card(*CARD_OF_TARO)
    assert "claimant.phone" not in told(clerk, "kokuho-kanyu")
    with here.database.write() as unit:
        protect(here, unit, member.actor, [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    assert phone_of_taro(here, member, "driving_licence")[1] is None


def test_what_was_written_at_home_is_keyed_by_nobody_here() -> None:
    procedure = small(BOOKING, version="1")
    brought = written_at_home(procedure, {"reason": "lost", "visitor.phone": "0", "elsewhere": "x"})
    origins = origins_of(brought)
    assert {name: (one.source, one.keyed) for name, one in origins.items()} == {
        "reason": ("home", False), "visitor.phone": ("home", False),
    }  # fmt: skip
    assert written_at_home(procedure, brought) == brought, "once more is nothing"


def test_a_day_that_the_guide_was_told_is_asked_no_more_and_counts_as_keyed(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H9.8.21", "あおい")
    clerk.page("guide/birth").press("refresh", {"born_on.year": ["R8.11.5"]})
    clerk.add(ALLOWANCE, "kodomo-iryohi")
    assert told(clerk, ALLOWANCE)["event_date"] == ("2026-11-05", "guide")
    assert told(clerk, "kodomo-iryohi")["happened_on"] == ("2026-11-05", "guide")
    counted = clerk.counted()
    assert counted.unkeyed == counted.boxes - 2, "why they came, and the day under both of its names"
    assert "手続きガイドの答え" in clerk.page("interview").page


def of_a_birth() -> Boxes:
    return person(1, "﨑見　凪", "さきみ　なぎ", "R8.11.5", "female", "child")


def test_a_paper_of_a_birth_says_by_lying_there_why_they_came(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H9.8.21", "あおい")
    clerk.key_paper("birth", of_a_birth())
    clerk.add(ALLOWANCE, "kodomo-iryohi")
    assert {told(clerk, one)["reason"] for one in (ALLOWANCE, "kodomo-iryohi")} == {("born", "shown")}
    counted = clerk.counted()
    assert counted.unkeyed == counted.boxes - 1, "the day, keyed as the birthday, under both of its names"
    assert "見せてもらった書類" in clerk.page("interview").page
    clerk.page("interview").press("refresh", {"p0.reason": ["moved_in"]})
    (origin,) = [origins_of(one.draft.answers)["reason"] for one in clerk.stands().parts[:1]]
    assert (origin.source, origin.keyed, origin.was) == ("speech", True, "shown"), "said otherwise is pressed"


def test_that_the_newborn_is_the_child_of_the_head_stands_chosen_and_is_pressed_by_nobody(
    here: Installation, member: Member
) -> None:
    clerk = began(here, member)
    clerk.find("H9.8.21", "あおい")
    assert 'name="p1-relation" value="child" checked' in clerk.page("people/birth").page
    clerk.key_paper("birth", of_a_birth())
    *_, baby = clerk.stands().facts.people
    assert baby.told["relation"] == ("子", "usual")
    assert baby.told["birth"] == ("2026-11-05", "birth")


def test_who_is_born_to_another_was_pressed_and_so_was_the_second_of_twins(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H9.8.21", "あおい")
    twin = person(2, "﨑見　渚", "さきみ　なぎさ", "R8.11.5", "female", "child")
    clerk.key_paper("birth", {**of_a_birth(), "p1-relation": ["other"], "paper-rows": ["2"], **twin})
    *_, first, second = clerk.stands().facts.people
    assert first.told["relation"] == ("その他", "birth")
    assert second.told["relation"] == ("子", "birth")


def test_of_twins_each_birthday_was_keyed_and_counts(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H9.8.21", "あおい")
    clerk.key_paper("birth", of_a_birth())
    clerk.add(ALLOWANCE)
    one = clerk.counted()
    assert one.unkeyed == one.boxes - 1
    twin = person(1, "﨑見　渚", "さきみ　なぎさ", "R8.11.5", "female", "child")
    clerk.key_paper("birth", twin)
    both = clerk.counted()
    assert both.unkeyed == both.boxes - 2, "the day is both birthdays, and each of them was keyed"


@pytest.mark.parametrize("before", [True, False])
def test_a_reason_that_was_pressed_in_a_guide_stays_pressed_whatever_lies_there(
    here: Installation, member: Member, before: bool
) -> None:
    clerk = began(here, member)
    for guide in (before, not before):
        if guide:
            clerk.page("guide/birth").press("refresh", {"born_on.year": ["R8.11.5"]})
        else:
            clerk.key_paper("birth", of_a_birth())
    clerk.find("H9.8.21", "あおい")
    clerk.add(ALLOWANCE)
    assert told(clerk, ALLOWANCE)["reason"] == ("born", "guide")
