"""The city's own records and known relations fill an interview."""

import re
from dataclasses import replace
from typing import Any

import pytest

from portal.services.filing.origins import origins_of, written_at_home
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.bookings import reservations
from portal.store.bookings.reservations import Taker, Time
from portal.store.cases import applications
from tests.forms.loading.small import small
from tests.portal.routes.counter.test_visits import Desk
from tests.portal.routes.files.test_my_numbers import actions
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.interviewing import Boxes, Clerk, serve
from tests.portal.routes.residents.test_unwritten import person
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member, alice, file_application

CARE, ALLOWANCE, AGAIN = "yokaigo-nintei", "jido-teate-nintei", "kaigo-hihokenshasho-saikofu"
DUTIES = ("care-qualification", "care-assessment", "health-insurance", "child-allowance", "resident-moves")


@pytest.fixture
def member(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", *(("clerk", duty) for duty in DUTIES))


def began(equipped: Installation, member: Member, filer: str = "self") -> Clerk:
    return serve(equipped, member, "A-12", {"visit-came": [filer], "visit-papers": ["driving_licence"]})


def filled(clerk: Clerk, procedure: str) -> dict[str, tuple[Any, str]]:
    (part,) = [part for part in clerk.current().parts if part.draft.procedure.id == procedure]
    return {name: (origin.value, origin.source) for name, origin in part.origins.items()}


def test_what_the_city_holds_fills_care_forms_for_who_came(equipped: Installation, member: Member) -> None:
    clerk = began(equipped, member)
    clerk.find("S29.6.15", "うめこ")
    clerk.add(CARE, AGAIN)
    values = filled(clerk, CARE)
    assert {name: value for name, value in values.items() if name.startswith(("insurance.", "insured.number"))} == {
        "insurance.kind": ("national", "held"), "insurance.insurer": ("見本市国民健康保険", "held"),
        "insurance.insurer_no": ("991018", "held"), "insurance.symbol": ("見本", "held"), "insurance.number": ("0000102", "held"),
        "insurance.branch": ("01", "held"), "insured.number": ("0000000102", "held"),
    }  # fmt: skip
    assert values["moved_in"] == (False, "register")
    assert filled(clerk, AGAIN)["insured_no"] == ("0000000102", "held")
    assert "市の記録" in clerk.page("interview").page


def test_and_for_whom_an_agent_came_not_of_the_agent(equipped: Installation, member: Member) -> None:
    clerk = began(equipped, member, "agent")
    clerk.read_card("髙見本　梅子", "19540615", "2", "見本県見本市見本町一丁目2番3号")
    clerk.find("S24.4.3", "たろう")
    clerk.add(CARE)
    values = filled(clerk, CARE)
    assert values["insurance.kind"] == ("late_elderly", "held")
    assert "insurance.symbol" not in values


def test_where_they_lived_in_january_is_reported_of_those_who_lived_here_by_then(
    equipped: Installation, member: Member
) -> None:
    clerk = began(equipped, member)
    clerk.find("H6.4.12", "たろう")
    clerk.add(ALLOWANCE)
    values = filled(clerk, ALLOWANCE)
    assert (values["claimant.january"], values["spouse.january"]) == (("here", "register"), ("here", "register"))
    assert (values["receiving"], values["capacity"]) == ((False, "held"), ("parent", "register"))


def test_of_who_came_later_it_is_asked(equipped: Installation, member: Member) -> None:
    clerk = began(equipped, member)
    clerk.find("H9.8.21", "あおい")
    clerk.add(ALLOWANCE)
    assert not {"claimant.january", "spouse.january", "capacity", "receiving"} & filled(clerk, ALLOWANCE).keys()


def test_nothing_is_held_of_somebody_protected_nor_of_their_household(equipped: Installation, member: Member) -> None:
    with equipped.database.write() as unit:
        protect(equipped, unit, member.actor, [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    clerk = began(equipped, member)
    clerk.find("S29.6.15", "うめこ")
    clerk.add(CARE)
    assert not any(source in ("held", "register") for _, source in filled(clerk, CARE).values())


HEAD = "整理番号,続柄,氏名,フリガナ,生年月日,性別,郵便番号,住所,番地,方書"
KEN = "T-1,世帯主,例示　健,レイジ　ケン,1988-04-02,1,000-0001,見本県見本市見本町,五丁目6番7号,"
MAI = "T-1,妻,例示　舞,レイジ　マイ,1990-08-09,2,0000001,見本県見本市見本町,五丁目6番7号,"
OTHER = "T-2,世帯主,例示　一,レイジ　ハジメ,1970-01-01,1,0000001,見本県見本市見本町,一丁目1番,"
FAMILY = HEAD + ",転出予定日,前住所,本籍,筆頭者"
OF_FAMILY = ",2026-11-05,架空県架空市一丁目1番1号,架空県架空市一丁目,例示　健"


def paper(*lines: str, head: str = HEAD) -> str:
    return "\r\n".join((head, *lines, ""))


def people_of(clerk: Clerk) -> list[tuple[str, str]]:
    return [(person.called, " ".join(person.sources)) for person in clerk.current().facts.people]


def test_a_certificate_that_came_as_data_is_found_by_the_card_and_shows_everybody_on_it(
    equipped: Installation, member: Member
) -> None:
    clerk = began(equipped, member)
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    clerk.add("kokuho-kanyu")
    assert clerk.load_paper(paper(KEN, MAI, OTHER), transfer_day__year="R8.11.10").status_code == 303
    assert people_of(clerk) == [("例示 舞", "card_face transfer_data"), ("例示 健", "transfer_data")]
    values = filled(clerk, "kokuho-kanyu")
    assert values["claimant.kana"] == ({"family": "レイジ", "given": "マイ"}, "transfer_data")
    address = {"postal": "0000001", "town": "見本県見本市見本町", "street": "五丁目6番7号"}
    assert values["claimant.address"] == (address, "transfer_data"), "the card still has the old address"
    assert values["happened_on"] == ("2026-11-10", "transfer"), "the keyed date counts as keyed"
    assert "転出証明書のデータ" in clerk.page("interview").page
    assert clerk.load_paper(paper(KEN, MAI)).status_code == 303
    assert len(people_of(clerk)) == 2, "repeating adds no person"


def test_a_certificate_of_somebody_else_is_taken_by_its_number_alone(equipped: Installation, member: Member) -> None:
    clerk = began(equipped, member)
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    clerk.add("kokuho-kanyu")
    response = clerk.load_paper(paper(OTHER))
    assert (response.status_code, "1つに決まりません" in response.text, len(people_of(clerk))) == (422, True, 1)
    assert clerk.load_paper(paper(OTHER), transfer_number="T-2").status_code == 303
    assert [name for name, _ in people_of(clerk)] == ["例示 舞", "例示 一"]


def test_a_file_with_a_fault_brings_nobody_and_says_line_and_field(equipped: Installation, member: Member) -> None:
    clerk = began(equipped, member)
    clerk.add("kokuho-kanyu")
    for content, message in (
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
        response = clerk.load_paper(content)
        assert (response.status_code, message in response.text) == (422, True), message
        assert "レイジ" not in response.text
    assert clerk.load_paper(paper(KEN), transfer_day__year="R8.13.1").status_code == 422
    assert people_of(clerk) == []


def test_where_somebody_protected_moves_to_is_taken_from_no_certificate(equipped: Installation, member: Member) -> None:
    with equipped.database.write() as unit:
        protect(equipped, unit, member.actor, [("例示　健", "1988-04-02")], STAFF)
        unit.commit()
    clerk = began(equipped, member)
    clerk.add("kokuho-kanyu")
    assert clerk.load_paper(paper(KEN + OF_FAMILY, head=FAMILY)).status_code == 303
    assert set(clerk.current().facts.people[0].facts) == {"name", "kana", "birth", "sex", "relation"}


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


def came_to_a_time(equipped: Installation, member: Member, answers: dict[str, Any], steps: str = BOOKING) -> Clerk:
    """A visitor who booked a time by telephone and has arrived."""
    offer(equipped, small(steps, version="1", duty="care-assessment"))
    number = file_application(
        replace(equipped, register=None), alice(equipped), of="small", answers={"reason": "lost", **answers}
    )
    with equipped.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row
        time = Time("counter_visit", "counter_visit-1", "2026-11-20T14:00", "2026-11-20T14:30", "1番窓口")
        reservations.add(unit, time, Taker("when", application_id=row.id), 1, "uid", None, 0)
        unit.commit()
    browser = at_desk(equipped, member)
    act = re.search(r'action="(/counter/comers/\d+)"', browser.get("/counter/comers"))
    assert act
    visit = browser.post("/counter/comers", act[1], {"once": "z" * 20}).headers["location"]
    return Clerk(equipped, member, Desk(browser, visit))


def test_who_booked_is_known_when_they_come_with_who_moves_and_how_they_are_reached(
    equipped: Installation, member: Member
) -> None:
    clerk = came_to_a_time(equipped, member, BOOKED)
    clerk.add("kokuho-kanyu")
    assert people_of(clerk) == [("例示 健", "reservation"), ("例示 舞", "reservation")]
    values = filled(clerk, "kokuho-kanyu")
    assert values["claimant.name"] == (MEI, "reservation")
    assert values["claimant.phone"] == ("080-0000-0007", "reservation")
    assert "予約のときの答え" in clerk.page("interview").page
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    assert people_of(clerk)[1] == ("例示 舞", "card_face reservation"), "the card has precedence"


def test_a_booking_without_a_birthday_is_the_person_who_comes_by_that_name(
    equipped: Installation, member: Member
) -> None:
    clerk = came_to_a_time(equipped, member, {name: BOOKED[name] for name in ("visitor.name", "visitor.phone")})
    clerk.add("kokuho-kanyu")
    assert people_of(clerk) == [("例示 舞", "reservation")]
    clerk.read_card("例示　健", "19880402", "1", "架空県架空市一丁目1番1号")
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    assert people_of(clerk) == [("例示 舞", "card_face reservation"), ("例示 健", "card_face")]
    assert filled(clerk, "kokuho-kanyu")["claimant.phone"] == ("080-0000-0007", "reservation")


def test_of_a_booking_with_somebody_protected_nothing_is_brought(equipped: Installation, member: Member) -> None:
    with equipped.database.write() as unit:
        protect(equipped, unit, member.actor, [("例示　健", "1988-04-02")], STAFF)
        unit.commit()
    clerk = came_to_a_time(equipped, member, BOOKED)
    clerk.add("kokuho-kanyu")
    assert people_of(clerk) == []


CARD_OF_TARO = ("髙見本　太郎", "19490403", "1", "見本県見本市見本町一丁目2番3号")
PHONE = {"phone": "000-0000-0123"}


def phone_of_taro(equipped: Installation, member: Member, *papers: str) -> tuple[str, tuple[Any, str] | None]:
    clerk = serve(equipped, member, f"A-4{len(papers)}", {"visit-came": ["self"], "visit-papers": list(papers)})
    clerk.add(AGAIN)
    clerk.read_card(*CARD_OF_TARO)
    return clerk.page("interview").page, filled(clerk, AGAIN).get("phone")


def test_how_they_were_reached_before_is_reported_with_its_day_and_recorded(
    equipped: Installation, member: Member
) -> None:
    file_application(replace(equipped, register=None), alice(equipped), {"phone": "000-0000-0777"}, days_ago=40)
    file_application(replace(equipped, register=None), alice(equipped), {**PHONE, "lost_how": "outside"}, days_ago=9)
    page, phone = phone_of_taro(equipped, member, "driving_licence")
    assert phone == ("000-0000-0123", "earlier")
    assert "11月11日（水）に出した答え" in page
    assert ("recall contact" in [action for action, _ in actions(equipped)], "000-0000-0777" in page) == (True, False)


def test_nothing_is_recalled_without_papers_nor_where_it_is_switched_off(
    equipped: Installation, member: Member
) -> None:
    file_application(replace(equipped, register=None), alice(equipped), PHONE)
    assert phone_of_taro(equipped, member)[1] is None
    off = replace(equipped, settings=equipped.settings.model_copy(update={"counter_recall": "off"}))
    assert phone_of_taro(off, member, "driving_licence")[1] is None
    assert "recall contact" not in [action for action, _ in actions(equipped)]


def test_nothing_is_recalled_of_the_protected_nor_from_a_duty_of_others(equipped: Installation, member: Member) -> None:
    file_application(replace(equipped, register=None), alice(equipped), PHONE)
    other = add_member(equipped, "other", ("clerk", "health-insurance"))
    clerk = serve(equipped, other, "A-41", {"visit-came": ["self"], "visit-papers": ["driving_licence"]})
    clerk.add("kokuho-kanyu")
    clerk.read_card(*CARD_OF_TARO)
    assert "claimant.phone" not in filled(clerk, "kokuho-kanyu")
    with equipped.database.write() as unit:
        protect(equipped, unit, member.actor, [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    assert phone_of_taro(equipped, member, "driving_licence")[1] is None


def test_what_was_written_at_home_is_keyed_by_nobody_here() -> None:
    procedure = small(BOOKING, version="1")
    brought = written_at_home(procedure, {"reason": "lost", "visitor.phone": "0", "elsewhere": "x"})
    origins = origins_of(brought)
    assert {name: (origin.source, origin.keyed) for name, origin in origins.items()} == {
        "reason": ("home", False), "visitor.phone": ("home", False),
    }  # fmt: skip
    assert written_at_home(procedure, brought) == brought, "repeating changes nothing"


def test_a_day_that_the_guide_learned_is_asked_no_more_and_counts_as_keyed(
    equipped: Installation, member: Member
) -> None:
    clerk = began(equipped, member)
    clerk.find("H9.8.21", "あおい")
    clerk.page("guide/birth").press("refresh", {"born_on.year": ["R8.11.5"]})
    clerk.add(ALLOWANCE, "kodomo-iryohi")
    assert filled(clerk, ALLOWANCE)["event_date"] == ("2026-11-05", "guide")
    assert filled(clerk, "kodomo-iryohi")["happened_on"] == ("2026-11-05", "guide")
    counted = clerk.counted()
    assert counted.unkeyed == counted.boxes - 2, "keyed: the reason, and the date of both procedures"
    assert "手続ガイドの答え" in clerk.page("interview").page


def of_a_birth() -> Boxes:
    return person(1, "﨑見　凪", "さきみ　なぎ", "R8.11.5", "female", "child")


def test_a_paper_of_a_birth_says_by_lying_there_why_they_came(equipped: Installation, member: Member) -> None:
    clerk = began(equipped, member)
    clerk.find("H9.8.21", "あおい")
    clerk.key_paper("birth", of_a_birth())
    clerk.add(ALLOWANCE, "kodomo-iryohi")
    assert {filled(clerk, procedure)["reason"] for procedure in (ALLOWANCE, "kodomo-iryohi")} == {("born", "shown")}
    counted = clerk.counted()
    assert counted.unkeyed == counted.boxes - 1, "the date keyed as the birthday, in both procedures"
    assert "見せてもらった書類" in clerk.page("interview").page
    clerk.page("interview").press("refresh", {"p0.reason": ["moved_in"]})
    (origin,) = [origins_of(part.draft.answers)["reason"] for part in clerk.current().parts[:1]]
    assert (origin.source, origin.keyed, origin.was) == ("speech", True, "shown"), (
        "a different answer counts as pressed"
    )


def test_that_the_newborn_is_the_child_of_the_head_stands_chosen_and_is_pressed_by_nobody(
    equipped: Installation, member: Member
) -> None:
    clerk = began(equipped, member)
    clerk.find("H9.8.21", "あおい")
    assert 'name="p1-relation" value="child" checked' in clerk.page("people/birth").page
    clerk.key_paper("birth", of_a_birth())
    *_, baby = clerk.current().facts.people
    assert baby.facts["relation"] == ("子", "usual")
    assert baby.facts["birth"] == ("2026-11-05", "birth")


def test_who_is_born_to_another_was_pressed_and_so_was_the_second_of_twins(
    equipped: Installation, member: Member
) -> None:
    clerk = began(equipped, member)
    clerk.find("H9.8.21", "あおい")
    twin = person(2, "﨑見　渚", "さきみ　なぎさ", "R8.11.5", "female", "child")
    clerk.key_paper("birth", {**of_a_birth(), "p1-relation": ["other"], "paper-rows": ["2"], **twin})
    *_, first, second = clerk.current().facts.people
    assert first.facts["relation"] == ("その他", "birth")
    assert second.facts["relation"] == ("子", "birth")


def test_of_twins_each_birthday_was_keyed_and_counts(equipped: Installation, member: Member) -> None:
    clerk = began(equipped, member)
    clerk.find("H9.8.21", "あおい")
    clerk.key_paper("birth", of_a_birth())
    clerk.add(ALLOWANCE)
    figures = clerk.counted()
    assert figures.unkeyed == figures.boxes - 1
    twin = person(1, "﨑見　渚", "さきみ　なぎさ", "R8.11.5", "female", "child")
    clerk.key_paper("birth", twin)
    of_twins = clerk.counted()
    assert of_twins.unkeyed == of_twins.boxes - 2, "both birthdays were keyed"


@pytest.mark.parametrize("before", [True, False])
def test_a_reason_is_of_the_guide_unless_a_paper_had_stated_it_before_it_was_asked(
    equipped: Installation, member: Member, before: bool
) -> None:
    clerk = began(equipped, member)
    for guide in (before, not before):
        if guide:
            clerk.page("guide/birth").press("refresh", {"born_on.year": ["R8.11.5"]})
        else:
            clerk.key_paper("birth", of_a_birth())
    clerk.find("H9.8.21", "あおい")
    clerk.add(ALLOWANCE)
    assert filled(clerk, ALLOWANCE)["reason"] == ("born", "guide" if before else "shown")
