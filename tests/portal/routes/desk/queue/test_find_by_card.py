"""One press searches the register for the card's holder."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.register_socket import Resident
from portal.services.filing.visit_facts import Facts
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Boxes, Clerk, serve, with_sources
from tests.portal.routes.residents.test_unwritten import person, transfer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.residents.test_match_resident import FakeRegister as Register
from tests.portal.world import add_member

SEEN: Boxes = {"visit-papers": ["my_number_card"]}
CARD = ("見本　花子", "19850315", "2", "見本県見本市見本町一丁目4番5号")
HOME = {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目4番5号"}
HANAKO = Resident("1", "H1", "見本　花子", "ミホン　ハナコ", date(1985, 3, 15), "female", "世帯主", HOME)
CHILD = Resident("2", "H1", "見本　空", "ミホン　ソラ", date(2015, 5, 6), "male", "子", HOME)
PRESS, NONE, ELSEWHERE = "住民票でたしかめる", "住民票に見つかりません", "カードの住所とちがいます"


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "clerk", ("clerk", "care-qualification"), ("clerk", "health-insurance"))


def read(
    installation: Installation, member: Member, register: Register | None, card: tuple[str, str, str, str] = CARD
) -> Clerk:
    site = replace(with_sources(installation), register=register)
    clerk = serve(site, member, "A-7", SEEN)
    assert clerk.read_card(*card).status_code == 204
    return clerk


def facts(clerk: Clerk) -> Facts:
    return clerk.current().facts


def looks(clerk: Clerk) -> list[str]:
    with clerk.installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "ask register"]
    return [detail.removeprefix(clerk.visit).strip() for detail in details]


def test_one_press_finds_the_holder_with_kana_and_household_and_says_why_in_the_audit(
    installation: Installation, member: Member
) -> None:
    clerk = read(installation, member, Register(HANAKO, CHILD))
    page = clerk.page("people").page
    assert (page.count(f">{PRESS}"), looks(clerk)) == (1, []), "no search without a press"
    clerk.add("kokuho-kanyu")
    assert clerk.match().status_code == 303
    assert looks(clerk) == ["card"]
    hanako, child = facts(clerk).people
    assert hanako.facts["kana"] == ({"family": "ミホン", "given": "ハナコ"}, "register")
    assert (child.called, facts(clerk).came) == ("見本 空", "1")
    origins = clerk.current().parts[0].origins
    assert (origins["claimant.kana"].source, origins["claimant.kana"].keyed) == ("register", False)
    page = clerk.page("people").page
    assert (PRESS in page, "一丁目" in page, "マイナンバーカード" in page) == (False, True, True)
    assert clerk.match().status_code == 303
    assert looks(clerk) == ["card"], "people known by the register are not searched again"


@pytest.mark.parametrize(
    "resident",
    [
        replace(HANAKO, name="見本　華子"),
        replace(HANAKO, name="見夲　花子"),
        replace(HANAKO, birth=date(1985, 3, 16)),
        replace(HANAKO, name="見本　花"),
    ],
    ids=["another", "variant", "birthday", "shorter"],
)
def test_who_is_written_otherwise_is_nobody(installation: Installation, member: Member, resident: Resident) -> None:
    clerk = read(installation, member, Register(resident))
    assert NONE in clerk.outcome(clerk.match())
    assert looks(clerk) == ["card 0"]
    assert [person.sources for person in facts(clerk).people] == [("card_face",)]


@pytest.mark.parametrize("written", ["見本花子", "見本 花子"])
def test_gaps_of_a_name_set_nobody_apart(installation: Installation, member: Member, written: str) -> None:
    clerk = read(installation, member, Register(replace(HANAKO, name=written)))
    assert clerk.match().status_code == 303
    assert len(facts(clerk).people) == 1


def test_of_two_by_one_name_and_birthday_none_is_taken(installation: Installation, member: Member) -> None:
    clerk = read(installation, member, Register(HANAKO, replace(HANAKO, id="9", household="H9")))
    assert NONE in clerk.outcome(clerk.match())
    assert looks(clerk) == ["card 2"]
    assert [person.sources for person in facts(clerk).people] == [("card_face",)]


def test_another_address_is_stated_and_neither_goes_over_the_other(installation: Installation, member: Member) -> None:
    moved = replace(HANAKO, address={**HOME, "street": "二丁目6番7号"})
    clerk = read(installation, member, Register(moved, CHILD))
    text = clerk.outcome(clerk.match())
    assert (ELSEWHERE in text, "二丁目" in text, "一丁目" in text) == (True, False, True)
    (person,) = facts(clerk).people
    assert (person.sources, person.fact("address")["street"]) == (("card_face",), "一丁目4番5号")
    assert looks(clerk) == ["card 1"]


def test_the_same_address_written_otherwise_is_the_same(installation: Installation, member: Member) -> None:
    clerk = read(installation, member, Register(replace(HANAKO, address={**HOME, "street": "1-4-5"})))
    assert clerk.match().status_code == 303


@pytest.mark.parametrize("street", [HOME["street"], "二丁目6番7号"])
@pytest.mark.parametrize("by", ["register", "household", "service", "service's household"])
def test_of_somebody_protected_nothing_is_reported_wherever_they_live(
    installation: Installation, member: Member, by: str, street: str
) -> None:
    people = [replace(HANAKO, address={**HOME, "street": street}), CHILD]
    if by in ("register", "household"):
        index = by == "household"
        people[index] = replace(people[index], protected=True)
    clerk = read(installation, member, Register(*people))
    if by.startswith("service"):
        marked = ("見本　空", "2015-05-06") if by == "service's household" else ("見本　花子", "1985-03-15")
        with installation.database.write() as unit:
            protect(installation, unit, member.actor, [marked], STAFF)
            unit.commit()
    text = clerk.outcome(clerk.match())
    assert (NONE in text, ELSEWHERE in text, "空" in text) == (True, False, False)
    assert [person.sources for person in facts(clerk).people] == [("card_face",)]
    assert len(looks(clerk)) == 1, "the search is audited even so"


def test_a_register_that_does_not_answer_leaves_the_visit_as_it_was(installation: Installation, member: Member) -> None:
    clerk = read(installation, member, Register(away=True))
    assert "いま問い合わせられません" in clerk.outcome(clerk.match())
    assert [person.sources for person in facts(clerk).people] == [("card_face",)]


def test_where_no_register_may_be_asked_no_press_is_offered_and_none_is_taken(
    installation: Installation, member: Member
) -> None:
    clerk = read(installation, member, None)
    assert PRESS not in clerk.page("people").page
    assert clerk.match().status_code == 404
    assert looks(clerk) == []


def test_only_whom_a_card_identified_is_looked_up_by_it(installation: Installation, member: Member) -> None:
    clerk = serve(replace(with_sources(installation), register=Register(HANAKO, CHILD)), member, "A-8", SEEN)
    clerk.key_paper("transfer", transfer(person(1, "見本　花子", "みほん　はなこ", "S60.3.15", "female", "head")))
    assert PRESS not in clerk.page("people").page
    for no in ("1", "7", "", "1.1", "take"):
        assert clerk.match(no).status_code == 303
    assert looks(clerk) == []
    assert [person.sources for person in facts(clerk).people] == [("transfer",)]


def test_the_address_of_a_paper_is_not_that_of_the_card(installation: Installation, member: Member) -> None:
    clerk = read(installation, member, Register(replace(HANAKO, address={**HOME, "street": "五丁目6番7号"})))
    clerk.key_paper("transfer", transfer(person(1, "見本　花子", "みほん　はなこ", "S60.3.15", "female", "head")))
    assert ELSEWHERE in clerk.outcome(clerk.match()), "the address is asked for people with a 転出証明書"


def test_charlie_looks_nobody_up(installation: Installation, member: Member) -> None:
    clerk = read(installation, member, Register(HANAKO, CHILD))
    charlie = at_desk(clerk.installation, add_member(installation, "charlie", ("clerk", "child-allowance")))
    sent = {**boxes(clerk.page("people").page), "screen-act": ["match.1"]}
    sent["csrf_token"] = (
        [boxes(charlie.get("/counter"))["csrf_token"][0]]
        if "csrf_token" in boxes(charlie.get("/counter"))
        else sent["csrf_token"]
    )
    assert charlie.client.post(f"{clerk.desk.address}/people", data=sent).status_code in (403, 404)
    assert looks(clerk) == []


@pytest.mark.parametrize(
    ("name", "another"),
    [("髙見本 太郎", True), ("見本　花子", False), ("見本", False), ("みほん", False), ("", False)],
)
def test_the_card_of_somebody_else_than_was_written_down_is_reported(
    installation: Installation, member: Member, name: str, another: bool
) -> None:
    clerk = serve(with_sources(installation), member, "A-7", {**SEEN, "visit-name": [name]})
    clerk.read_card(*CARD)
    assert ("ちがう人のカードなら" in clerk.page("people").page) is another
