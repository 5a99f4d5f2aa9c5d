"""What fills an interview beside card and 住民票: the city's own records, and what follows from who somebody is. Nothing of whoever is protected."""

from typing import Any

import pytest

from portal.services.installation import Installation
from portal.services.protect import STAFF, protect
from portal.services.rights import Member
from tests.portal.routes.interviewing import Clerk, serve, with_sources
from tests.portal.world import add_member

CARE, ALLOWANCE, AGAIN = "yokaigo-nintei", "jido-teate-nintei", "kaigo-hihokenshasho-saikofu"
DUTIES = ("care-qualification", "care-assessment", "health-insurance", "child-allowance")


@pytest.fixture
def here(installation: Installation) -> Installation:
    return with_sources(installation)


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
