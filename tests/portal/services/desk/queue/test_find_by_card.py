"""A card finds its holder only, never a protected person."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.register_socket import Resident
from portal.errors import NotFound
from portal.services.counter.visits import Visit, Words, begin_visit, visit_of_counter
from portal.services.desk.queue.find_by_card import (
    ELSEWHERE,
    NOBODY,
    TAKEN,
    ask_by_card,
    by_card,
    name_of_other_visitor,
    take_by_card,
)
from portal.services.filing.visit_facts import SPEECH, Facts, Person
from portal.services.residents.read_register import resident_facts
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD_FACE
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import audited
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import add_member

HOME = {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目4番5号"}
HANAKO = Resident("1", "H1", "見本　花子", "ミホン　ハナコ", date(1985, 3, 15), "female", "世帯主", HOME)
CHILD = Resident("2", "H1", "見本　空", "ミホン　ソラ", date(2015, 5, 6), "male", "子", HOME)
HOLDER = Person("1").with_facts(
    {name: value for name, value in resident_facts(HANAKO).items() if name in ("name", "birth", "address")}, CARD_FACE
)


def with_register(installation: Installation, *people: Resident, away: bool = False) -> Installation:
    return replace(installation, register=FakeRegister(*people, away=away))


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "clerk", ("clerk", "care-qualification"))


@pytest.fixture
def visit(installation: Installation, member: Member) -> Visit:
    with installation.database.write() as unit:
        visit_id = begin_visit(installation, unit, member, "v" * 20)
        visit = visit_of_counter(installation, unit, member, visit_id)
        unit.commit()
    return visit


def taken(installation: Installation, member: Member, visit: Visit, *people: Resident) -> str:
    equipped = with_register(installation, *people)
    candidates = ask_by_card(equipped, HOLDER)
    assert candidates is not None
    with equipped.database.write() as unit:
        result = take_by_card(equipped, unit, member, visit, HOLDER, candidates)
        unit.commit()
    return result


def test_only_name_and_birthday_from_a_card_are_asked_for() -> None:
    assert by_card(HOLDER)
    assert not by_card(replace(HOLDER, facts={**HOLDER.facts, "birth": ("1985-03-15", SPEECH)}))
    assert not by_card(Person("1"))


def test_a_namesake_of_another_day_and_a_protected_household_are_not_found(installation: Installation) -> None:
    namesake = replace(HANAKO, id="3", birth=date(1985, 3, 16))
    twin = replace(HANAKO, id="4", name="見本　葉子")
    search = ask_by_card(with_register(installation, namesake, twin, HANAKO, CHILD), HOLDER)
    assert search is not None
    assert [match.resident.id for match in search] == ["1"]
    assert ask_by_card(with_register(installation, HANAKO, replace(CHILD, protected=True)), HOLDER) == ()


def test_a_silent_register_is_distinguished_from_an_empty_one_and_from_none(installation: Installation) -> None:
    assert ask_by_card(with_register(installation, HANAKO, away=True), HOLDER) is None
    assert ask_by_card(with_register(installation), HOLDER) == ()
    with pytest.raises(NotFound):
        ask_by_card(installation, HOLDER)


@pytest.mark.parametrize(
    ("people", "result"),
    [
        ((HANAKO,), TAKEN), ((), NOBODY), ((replace(HANAKO, address=HOME | {"street": "二丁目6番7号"}),), ELSEWHERE),
        ((HANAKO, replace(HANAKO, id="5", household="H5")), NOBODY),
    ],
)  # fmt: skip
def test_one_who_lives_where_the_card_says_is_taken_and_each_look_is_audited(
    people: tuple[Resident, ...], result: str, installation: Installation, member: Member, visit: Visit
) -> None:
    assert taken(installation, member, visit, *people) == result
    assert len(audited(installation, "ask register")) == 1


def test_another_name_on_the_card_than_the_written_one_is_reported(visit: Visit) -> None:
    came = Facts((HOLDER,), came="1")
    for written, name in (("髙見本 太郎", HOLDER.called), ("見本 花子", ""), ("見本", ""), ("みほん", ""), ("", "")):
        assert name_of_other_visitor(replace(visit, words=Words(name=written)), came) == name
    assert name_of_other_visitor(replace(visit, words=Words(name="髙見本 太郎")), Facts()) == ""
