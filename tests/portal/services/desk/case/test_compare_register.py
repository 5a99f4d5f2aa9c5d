"""Comparison of a case with the register."""

from dataclasses import replace
from datetime import date

import pytest

from forms.text.variants import OTHER, SAME, VARIANT, WIDTH
from integrations.sockets.register_socket import Resident
from portal.services.desk.case.compare_register import LISTED, Comparison, compare_register, prepare_query, written_in
from portal.services.residents.match_resident import AWAY, NOBODY, SEVERAL
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import NAME, acting, audited, case_of, hidden
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, add_member

HOME = {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"}
TARO = Resident("T1", "H1", NAME, "タカミホン　タロウ", date(1949, 4, 3), "male", "世帯主", HOME)


def compared(installation: Installation, member: Member, number: str, register: FakeRegister) -> Comparison:
    with_register = replace(installation, register=register)
    with acting(with_register, member, number) as (unit, case):
        query = prepare_query(with_register, unit, member, case)
    assert query is not None
    return compare_register(with_register, query)


def test_a_difference_of_writing_is_distinguished_from_a_difference(
    installation: Installation, reviewer: Member, number: str
) -> None:
    other = replace(TARO, name="高見本　太郎", kana="たかみほん　たろう", sex="female")
    comparison = compared(installation, reviewer, number, FakeRegister(other))
    assert {question: beside.likeness for question, beside in comparison.beside.items()} == {
        "name": VARIANT, "kana": WIDTH, "birth": SAME, "sex": OTHER, "address": SAME,
    }  # fmt: skip
    assert {question for question, beside in comparison.beside.items() if beside.differs} == {"name", "sex"}
    assert comparison.people == ((NAME, LISTED),)


@pytest.mark.parametrize(
    ("register", "result"),
    [
        (FakeRegister(), NOBODY),
        (FakeRegister(replace(TARO, birth=date(1949, 4, 4))), NOBODY),
        (FakeRegister(TARO, replace(TARO, id="T2")), SEVERAL),
        (FakeRegister(TARO, away=True), AWAY),
        (FakeRegister(replace(TARO, protected=True)), NOBODY),
        (FakeRegister(TARO, replace(TARO, id="T3", birth=date(1954, 5, 5), protected=True)), NOBODY),
    ],
)
def test_nothing_is_compared_unless_exactly_one_unprotected_resident_is_found(
    register: FakeRegister, result: str, installation: Installation, reviewer: Member, number: str
) -> None:
    comparison = compared(installation, reviewer, number, register)
    assert (comparison.beside, comparison.people) == ({}, ((NAME, result),))


def test_only_who_reviews_compares_and_only_that_is_audited(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk, with_register = (
        add_member(installation, "clerk", ("clerk", DUTY)),
        replace(installation, register=FakeRegister(TARO)),
    )
    with acting(with_register, reviewer, number) as (unit, case):
        assert prepare_query(with_register, unit, clerk, case) is None
        assert prepare_query(with_register, unit, reviewer, hidden(case)) is None
        assert prepare_query(installation, unit, reviewer, case) is None
    assert audited(installation, "compare with register") == []
    with acting(with_register, reviewer, number) as (unit, case):
        assert prepare_query(with_register, unit, reviewer, case) is not None
    assert audited(installation, "compare with register") == [("staff:reviewer", "1 people")]


def test_a_person_without_name_or_birthday_is_not_asked_for(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    assert [written.name for written in written_in(case)] == [NAME]
    answers = {name: value for name, value in case.answers.items() if name != "birth"}
    assert list(written_in(replace(case, answers=answers))) == []
