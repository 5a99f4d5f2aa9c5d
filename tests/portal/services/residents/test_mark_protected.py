"""Marking a case's people as protected."""

import pytest

from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotAllowed
from portal.services.cases.cases import Case, case_of_member
from portal.services.residents.mark_protected import (
    MOST_SIGNS,
    lift_protected,
    mark_protected,
    people_of,
    protection_panel,
    shown_marks,
)
from portal.services.residents.protect import REGISTER, STAFF, protect, protected_among
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from tests.portal.services.audit_trail import trail
from tests.portal.world import DUTY, add_member

TARO = ("髙見本\u3000太郎", "1949-04-03")


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY))


def case_of(installation: Installation, unit: Unit, member: Member, number: str) -> Case:
    return case_of_member(installation, unit, member, number)


def test_a_person_of_the_case_is_protected_with_it_until_it_is_lifted(
    installation: Installation, member: Member, number: str
) -> None:
    with installation.database.write() as unit:
        case = case_of(installation, unit, member, number)
        assert people_of(case) == [TARO]
        mark_protected(installation, unit, member, case, case.row.revision, ["0"], " DV支援措置の申出 ")
        assert protected_among(installation.protection_key, unit, [TARO])
        case = case_of(installation, unit, member, number)
        assert case.protected
        for reason in ("", "理" * (MOST_SIGNS + 1)):
            with pytest.raises(BadRequest):
                lift_protected(installation, unit, member, case, case.row.revision, reason)
        lift_protected(installation, unit, member, case, case.row.revision, "期間が終わった")
        assert not protected_among(installation.protection_key, unit, [TARO])
        assert not case_of(installation, unit, member, number).protected
        assert [entry[:2] for entry in trail(unit)[-2:]] == [
            ("staff:hogo", "protect"), ("staff:hogo", "lift protection"),
        ]  # fmt: skip


def test_without_a_chosen_person_the_application_alone_is_hidden(
    installation: Installation, member: Member, number: str
) -> None:
    with installation.database.write() as unit:
        case = case_of(installation, unit, member, number)
        mark_protected(installation, unit, member, case, case.row.revision, [], "申出")
        assert case_of(installation, unit, member, number).protected
        assert not protected_among(installation.protection_key, unit, [TARO])


@pytest.mark.parametrize(
    ("chosen", "reason"), [(["0"], " "), (["0"], "理" * (MOST_SIGNS + 1)), (["1"], "申出"), (["-1"], "申出")]
)
def test_a_missing_reason_or_an_unknown_person_is_refused(
    installation: Installation, member: Member, number: str, chosen: list[str], reason: str
) -> None:
    with installation.database.write() as unit:
        case = case_of(installation, unit, member, number)
        with pytest.raises(BadRequest):
            mark_protected(installation, unit, member, case, case.row.revision, chosen, reason)
        assert not case_of(installation, unit, member, number).protected


def test_answers_that_changed_since_are_a_conflict(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of(installation, unit, member, number)
        with pytest.raises(Conflict):
            mark_protected(installation, unit, member, case, case.row.revision - 1, ["0"], "申出")
        with pytest.raises(Conflict):
            lift_protected(installation, unit, member, case, case.row.revision - 1, "申出")


def test_a_reviewer_without_the_right_neither_protects_nor_sees_whom_one_could(
    installation: Installation, member: Member, number: str
) -> None:
    reviewer = add_member(installation, "tanto", ("reviewer", DUTY), ("protected", "childcare"))
    with installation.database.write() as unit:
        case = case_of(installation, unit, reviewer, number)
        with pytest.raises(NotAllowed):
            mark_protected(installation, unit, reviewer, case, case.row.revision, ["0"], "申出")
        with pytest.raises(NotAllowed):
            lift_protected(installation, unit, reviewer, case, case.row.revision, "申出")
        nothing = {"protects": False, "protected": False, "people": (), "marks": ()}
        assert protection_panel(installation, unit, reviewer, case) == nothing
        allowed = {"protects": True, "protected": False, "people": [TARO], "marks": []}
        assert protection_panel(installation, unit, member, case) == allowed


def test_each_mark_says_whose_it_is_and_why_it_was_set_and_ended(
    installation: Installation, member: Member, number: str
) -> None:
    with installation.database.write() as unit:
        case = case_of(installation, unit, member, number)
        mark_protected(installation, unit, member, case, case.row.revision, ["0"], "DV支援措置の申出")
        protect(installation, unit, Actor("system", "register"), [TARO], REGISTER, application_id=case.row.id)
        marks = shown_marks(installation, unit, case)
        assert [(mark.name, mark.basis, mark.by, mark.reason, mark.lifted) for mark in marks] == [
            (TARO[0], STAFF, "hogoさん", "DV支援措置の申出", None),
            ("", STAFF, "hogoさん", "DV支援措置の申出", None),
            ("", REGISTER, "", "", None),
        ]
        lift_protected(installation, unit, member, case, case.row.revision, "期間が終わった")
        marks = shown_marks(installation, unit, case)
        assert {(mark.lifted, mark.lifted_by, mark.why_lifted) for mark in marks} == {
            (installation.clock.today(), "hogoさん", "期間が終わった")
        }
        mark_protected(installation, unit, member, case, case.row.revision, [], "また申出")
        lift_protected(installation, unit, member, case, case.row.revision, "取り下げた")
        assert [mark.why_lifted for mark in shown_marks(installation, unit, case)] == ["期間が終わった"] * 3 + [
            "取り下げた"
        ]
