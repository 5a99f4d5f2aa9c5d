"""決裁 of many: each keeps its rules and its record, and a failure names itself."""

import pytest

from portal.services.desk.queue.approve_in_bulk import Approval, approval_lines, approve_in_bulk
from portal.services.desk.queue.foresee_acts import TAKE, hindrances, possible_acts
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk import decisions, queues
from tests.portal.services.desk.at_work import acting, audited, case_of
from tests.portal.services.desk.case.test_settle_outcome import decide, with_approval
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def city(installation: Installation) -> Installation:
    return with_approval(installation)


@pytest.fixture
def reviewer(city: Installation) -> Member:
    return add_member(city, "reviewer", ("reviewer", DUTY))


@pytest.fixture
def approver(city: Installation) -> Member:
    return add_member(city, "approver", ("approver", DUTY))


@pytest.fixture
def numbers(city: Installation, reviewer: Member) -> list[str]:
    """Two proposals of the reviewer."""
    session = alice(city)
    filed = [file_application(city, session) for _ in range(2)]
    for number in filed:
        assert decide(city, reviewer, number) == "propose"
    return filed


def proposal(city: Installation, member: Member, number: str) -> Approval:
    case = case_of(city, member, number)
    with city.database.read() as unit:
        row = decisions.last(unit, case.row.id)
    assert row is not None
    return Approval(number, row.id)


def test_each_line_names_person_outcome_reason_and_what_nobody_ticked(
    city: Installation, approver: Member, numbers: list[str]
) -> None:
    with city.database.write() as unit:
        lines = approval_lines(city, unit, approver, numbers)
        unit.commit()
    assert [line.approval for line in lines] == [proposal(city, approver, number) for number in numbers]
    line = lines[0]
    assert (line.name, line.outcome, line.words) == ("髙見本　太郎", "認められなかった", "資格がないためです。")
    assert (line.by, line.changes) == ("reviewerさん", ())
    assert 0 < len(line.open_checks) == line.checks
    assert [actor for actor, _ in audited(city, "see case")].count("staff:approver") == 2


def test_what_waits_for_approval_can_only_be_taken_over(city: Installation, numbers: list[str]) -> None:
    colleague = add_member(city, "colleague", ("reviewer", DUTY))
    with city.database.read() as unit:
        rows = queues.of_numbers(unit, numbers)
        acts = possible_acts(city.catalogue, unit, colleague, rows, ["approved", "refused"])
        assert acts == (TAKE,)
        assert hindrances(
            city, unit, colleague, {row.receipt_number: row.revision for row in rows}, "refused"
        ) == dict.fromkeys(numbers, "結果の案が出ています。決裁するか取り消すまで、変えられません")


def test_many_are_approved_with_a_record_each_and_twice_changes_nothing(
    city: Installation, approver: Member, numbers: list[str]
) -> None:
    approvals = [proposal(city, approver, number) for number in numbers]
    assert [line.done for line in approve_in_bulk(city, approver, approvals)] == [True, True]
    assert audited(city, "approve outcome") == [("staff:approver", "refused")] * 2
    assert [case_of(city, approver, number).row.state for number in numbers] == ["refused", "refused"]
    again = list(approve_in_bulk(city, approver, approvals))
    assert [line.done for line in again] == [False, False]
    assert len(audited(city, "approve outcome")) == 2


def test_nobody_approves_their_own_proposal_or_one_they_did_not_see(
    city: Installation, reviewer: Member, approver: Member, numbers: list[str]
) -> None:
    first, second = (proposal(city, approver, number) for number in numbers)
    both = add_member(city, "both", ("reviewer", DUTY), ("approver", DUTY))
    third = file_application(city, alice(city))
    decide(city, both, third)
    with city.database.write() as unit:
        assert approval_lines(city, unit, both, [third]) == ()
        assert approval_lines(city, unit, reviewer, numbers) == ()
    (own,) = approve_in_bulk(city, both, [proposal(city, both, third)])
    assert (own.done, own.words) == (False, "自分の案か、決裁する権限のない申請です")
    swapped = Approval(first.receipt_number, second.decision_id)
    lines = list(approve_in_bulk(city, approver, [swapped, second]))
    assert [line.done for line in lines] == [False, True]
    assert "結果の案が変わっています" in lines[0].words
    (barred,) = approve_in_bulk(city, add_member(city, "taro", ("approver", DUTY), name="髙見本 太郎"), [first])
    assert "家族の申請" in barred.words
    assert case_of(city, approver, first.receipt_number).row.decided_at is None


def test_with_a_reason_they_go_back(city: Installation, approver: Member, numbers: list[str]) -> None:
    approvals = [proposal(city, approver, number) for number in numbers]
    assert [line.words for line in approve_in_bulk(city, approver, approvals, "理由の条項を直してください。")] == [
        "差し戻しました",
        "差し戻しました",
    ]
    assert len(audited(city, "send outcome back")) == 2
    with acting(city, approver, numbers[0]) as (unit, case):
        row = decisions.last(unit, case.row.id)
        assert row is not None
        assert (row.state, row.sealed_reason is not None) == ("sent_back", True)
