"""Signers other than the applicant, for given answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition.procedure import Procedure
from forms.definition.signers import DueSigner, due_signers, is_minor, twice
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.path.path import walk
from tests.definitions.shelf import shelf

DAY = date(2026, 11, 20)


def due(procedure: Procedure, answers: Mapping[str, Any], filed_by: str = "self") -> tuple[DueSigner, ...]:
    environment = Environment(DAY, ClosedDays(frozenset()))
    return due_signers(procedure, walk(procedure, answers, environment), filed_by, DAY)


def keys(procedure: Procedure, answers: Mapping[str, Any], filed_by: str = "self") -> list[tuple[str, int]]:
    return [(signer.key, signer.turn) for signer in due(procedure, answers, filed_by)]


HOUSEHOLD = {
    "members": ["1", "3"],
    "members.1.name": "見本 一郎",
    "members.1.birth": "1990-04-01",
    "members.3.name": "見本 二郎",
    "members.3.birth": "1992-04-01",
    "owner_name": "見本 三郎",
    "owner_birth": "1960-04-01",
}


def test_rows_sign_at_the_same_time_and_who_is_written_after_them_when_they_have() -> None:
    assert keys(shelf()["signers-ordered"], HOUSEHOLD) == [("member.1", 1), ("member.3", 1), ("owner", 2)]


def test_where_the_order_is_free_everybody_has_the_first_turn() -> None:
    procedure = shelf()["signers-ordered"]
    assert procedure.signature is not None
    free = replace(procedure, signature=replace(procedure.signature, order="parallel"))
    assert keys(free, HOUSEHOLD) == [("member.1", 1), ("member.3", 1), ("owner", 1)]


def test_who_is_in_no_row_any_more_does_not_sign() -> None:
    assert keys(shelf()["signers-ordered"], HOUSEHOLD | {"members": ["3"]}) == [("member.3", 1), ("owner", 2)]


def test_a_condition_that_does_not_hold_leaves_them_out() -> None:
    both = {"spouse_name": "見本 太郎", "spouse_birth": "1984-05-01"}
    assert keys(shelf()["signers-spouse"], both | {"joint": True}) == [("spouse", 1)]
    assert keys(shelf()["signers-spouse"], both | {"joint": False}) == []


def test_who_is_not_named_yet_does_not_sign_yet() -> None:
    assert keys(shelf()["signers-spouse"], {"joint": True, "spouse_name": "見本 太郎"}) == []


CHILD = {"child.name": "見本 小花", "parent_name": "見本 花子", "parent_birth": "1984-05-01"}


def test_a_guardian_signs_for_a_minor_and_nobody_for_who_is_of_age() -> None:
    (minor,) = due(shelf()["signers-minor"], CHILD | {"child.birth": "2008-11-22"})
    assert (minor.name, minor.birth, minor.minor) == ("見本 花子", "1984-05-01", True)
    (grown,) = due(shelf()["signers-minor"], CHILD | {"child.birth": "2008-11-21"})
    assert (grown.name, grown.birth, grown.minor) == ("見本 小花", "2008-11-21", False)


def test_a_minor_without_a_guardian_is_not_forgotten() -> None:
    (alone,) = due(shelf()["signers-minor"], {"child.name": "見本 小花", "child.birth": "2010-05-01"})
    assert (alone.name, alone.minor) == ("見本 小花", False)


def test_the_principal_signs_where_an_agent_files_and_not_where_they_file_themselves() -> None:
    answers = {"name": "見本 花子", "birth": "1984-05-01"}
    procedure = shelf()["signers-filed-by"]
    assert (keys(procedure, answers, "agent"), keys(procedure, answers)) == ([("principal", 1)], [])


def test_one_person_named_twice_is_reported() -> None:
    same = HOUSEHOLD | {"owner_name": "見本 一郎", "owner_birth": "1990-04-01"}
    assert [signer.key for signer in twice(due(shelf()["signers-ordered"], same))] == ["owner"]
    assert twice(due(shelf()["signers-ordered"], HOUSEHOLD)) == ()
    only_name = same | {"owner_birth": "1960-04-01"}
    assert twice(due(shelf()["signers-ordered"], only_name)) == ()


def test_without_a_signature_nobody_signs() -> None:
    assert keys(shelf()["identity-card"], {"answer": "送り先を変えたい"}) == []


@pytest.mark.parametrize(
    ("birth", "minor"),
    [("2008-11-20", False), ("2008-11-21", False), ("2008-11-22", True), ("2009-11-20", True)],
)
def test_an_age_is_reached_on_the_eve_of_the_birthday(birth: str, minor: bool) -> None:
    assert is_minor(birth, DAY) is minor


@given(st.dates(date(1990, 1, 1), date(2026, 11, 20)), st.integers(0, 12000))
def test_who_is_of_age_never_becomes_a_minor_again(born: date, days: int) -> None:
    if not is_minor(born.isoformat(), DAY):
        assert not is_minor(born.isoformat(), DAY + timedelta(days=days))
