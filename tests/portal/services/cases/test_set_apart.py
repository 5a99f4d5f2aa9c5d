"""Which applications no other resident may see."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.services.cases.cases import Case, case_of_member, open_case
from portal.services.cases.set_apart import is_set_apart, keeps_nobody_out, set_apart_among
from portal.services.residents.protect import REGISTER, STAFF, protect
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from tests.portal.world import DUTY, PLACE, add_member, file_application

TARO, NAMED = ("髙見本　太郎", "1949-04-03"), {"name": {"family": "例示", "given": "花子"}, "birth": "1949-04-03"}
HANAKO = ("例示　花子", "1949-04-03")
HOGO = Actor("staff", "hogo")


def taro(installation: Installation) -> Session:
    card = BasicFour(name=TARO[0], birth=date(1949, 4, 3))
    assertion = Assertion("fake", "https://card.example", "taro", ("card",), "aal3", installation.clock.now(), card)
    with installation.database.write() as unit:
        session = find_session(installation, unit, "resident", finish_sign_in(installation, unit, assertion, PLACE))
        unit.commit()
    assert session is not None
    return session


@pytest.fixture
def case(installation: Installation) -> Case:
    """Taro names 花子."""
    number = file_application(installation, taro(installation), NAMED)
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    with installation.database.read() as unit:
        return case_of_member(installation, unit, reviewer, number)


def apart(installation: Installation, case: Case) -> bool:
    with installation.database.read() as unit:
        return is_set_apart(installation, unit, case)


def both(installation: Installation, *cases: Case) -> list[bool]:
    """In one reading and one by one: alike."""
    with installation.database.read() as unit:
        alone = [is_set_apart(installation, unit, open_case(installation, unit, case.row)) for case in cases]
        among = [set_apart_among(installation, unit, [case.row]) == {case.row.id} for case in cases]
    assert among == alone
    return alone


def test_a_list_sets_the_same_apart(installation: Installation, case: Case) -> None:
    at_counter = replace(case, row=case.row._replace(person_id=None))
    assert both(installation, case, at_counter) == [False, False]
    for people, basis, marked, expected in (
        ([HANAKO], STAFF, None, [False, True]),
        ([], STAFF, case.row.id, [True, True]),
        ([TARO], REGISTER, None, [True, True]),
    ):
        with installation.database.write() as unit:
            protect(installation, unit, HOGO, people, basis, application_id=marked)
            unit.commit()
        assert both(installation, case, at_counter) == expected


def test_not_by_whom_its_sender_names(installation: Installation, case: Case) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, HOGO, [HANAKO], STAFF)
        protect(installation, unit, HOGO, [], REGISTER, application_id=case.row.id)
        unit.commit()
    assert not apart(installation, replace(case, protected=True))


def test_if_its_sender_is_protected_or_staff_marked_it(installation: Installation, case: Case) -> None:
    assert not apart(installation, case)
    with installation.database.write() as unit:
        protect(installation, unit, HOGO, [TARO], REGISTER)
        assert is_set_apart(installation, unit, case)
        unit.connection.rollback()
    with installation.database.write() as unit:
        protect(installation, unit, HOGO, [], STAFF, application_id=case.row.id)
        unit.commit()
    assert apart(installation, case)


def test_without_a_sender_by_anybody_who_is_named(installation: Installation, case: Case) -> None:
    """At the counter the visitor may be the person who is protected."""
    at_counter = replace(case, row=case.row._replace(person_id=None))
    assert not apart(installation, at_counter)
    assert apart(installation, replace(at_counter, protected=True))


def test_without_a_sender_others_are_kept_out_unless_it_is_about_a_protected_person(
    installation: Installation, case: Case
) -> None:
    row = case.row._replace(person_id=None)
    with installation.database.write() as unit:
        assert not keeps_nobody_out(installation, unit, row)
        protect(installation, unit, HOGO, [], REGISTER, application_id=row.id)
        assert not keeps_nobody_out(installation, unit, row), "by somebody whom it only names"
        protect(installation, unit, HOGO, [HANAKO], STAFF)
        assert keeps_nobody_out(installation, unit, row)
        assert not keeps_nobody_out(installation, unit, case.row)
