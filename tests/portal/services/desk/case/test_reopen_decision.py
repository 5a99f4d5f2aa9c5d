"""A decision is reopened with a ground and a reason; the former result stays, and counts until the next decision."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.cases.result import apply_results, report_results
from portal.services.desk.case.reopen_decision import MOST_SIGNS, may_reopen, read_reopening, reopen_decision
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import entitlements, results
from tests.portal.contacts import proved
from tests.portal.later import later
from tests.portal.results import CORE_RESULT, core_case, core_examiner, decide
from tests.portal.services.desk.at_work import acting, audited, case_of, events
from tests.portal.services.shared.test_notify import sent_mails
from tests.portal.world import add_member, alice

WHY = "認定調査の記録に誤りがありました。"


@pytest.fixture
def member(installation: Installation) -> Member:
    return core_examiner(installation)


@pytest.fixture
def number(installation: Installation, member: Member) -> str:
    proved(installation, alice(installation).person_id)
    return core_case(installation, member)


def reopen(installation: Installation, member: Member, number: str, ground: str = "ruling") -> Installation:
    """A day later."""
    then = later(installation, days=1)
    with acting(then, member, number) as (unit, case):
        reopen_decision(then, unit, member, case, case.row.revision, ground, f" {WHY} ")
    return then


def standing(installation: Installation, member: Member, number: str) -> list[tuple[str, str]]:
    case = case_of(installation, member, number)
    with installation.database.read() as unit:
        return [(row.outcome, row.last_on) for row in entitlements.of_applications(unit, [case.row.id])]


@pytest.mark.parametrize(
    ("ground", "words", "mistakes"),
    [
        ("ruling", WHY, {}), ("annul", WHY, {"ground": "no_ground"}), ("", WHY, {"ground": "no_ground"}), ("change", " ", {"words": "no_words"}),
        ("change", "長" * (MOST_SIGNS + 1), {"words": "too_long"}),
    ],
)  # fmt: skip
def test_a_ground_and_a_reason_are_needed(ground: str, words: str, mistakes: dict[str, str]) -> None:
    assert read_reopening(ground, words) == mistakes


def test_the_case_is_examined_again_the_resident_hears_why_and_the_former_result_stays(
    installation: Installation, member: Member, number: str
) -> None:
    then = reopen(installation, member, number)
    case = case_of(then, member, number)
    assert (case.row.state, case.row.decided_at, case.row.due) == ("examining", None, NO_DUE)
    event = events(then, case)[-1]
    assert (event.move, event.from_state, event.to_state) == ("reopen", "approved", "examining")
    assert case.sealer.open(f"words:{event.at}", event.sealed_words or b"") == WHY
    assert audited(then, "reopen decision") == [(str(member.actor), "ruling")]
    assert "結果をもう一度確かめています" in sent_mails(then)[-1][1]
    assert standing(then, member, number) == [("approved", "2027-05-31")]


def test_the_next_decision_replaces_what_one_had_and_leaves_both_results(
    installation: Installation, member: Member, number: str
) -> None:
    then = later(reopen(installation, member, number), days=2)
    decide(then, member, number, "approved", {**CORE_RESULT, "result.term.to_year": ["2027-03-31"]})
    case = case_of(then, member, number)
    assert standing(then, member, number) == [("approved", "2027-03-31")]
    with then.database.read() as unit:
        assert [row.outcome for row in results.of_application(unit, case.row.id)] == ["approved", "approved"]
        assert [result["replaces"] is not None for result in report_results(unit, case)] == [False, True]


def test_a_refusal_in_its_place_ends_it_here_and_in_the_zone_that_hears_it(
    installation: Installation, member: Member, number: str
) -> None:
    then = later(reopen(installation, member, number), days=2)
    decide(then, member, number, "refused", {}, "認定の前提となる事実がありませんでした。")
    assert standing(then, member, number) == []
    with then.database.write() as unit:
        case = case_of_member(then, unit, member, number)
        carried = report_results(unit, case)
        heard = [dict(result, made_at=result["made_at"] + 1) for result in carried]
        heard[1]["replaces"] = heard[0]["made_at"]
        apply_results(unit, case, heard)
        assert entitlements.of_applications(unit, [case.row.id]) == []


def test_nobody_reopens_what_is_open_or_changed_meanwhile_or_of_another_section(
    installation: Installation, member: Member, number: str
) -> None:
    stranger = add_member(installation, "charlie", ("reviewer", "childcare"))
    with pytest.raises(NotAllowed), acting(installation, member, number) as (unit, case):
        reopen_decision(installation, unit, stranger, case, case.row.revision, "change", WHY)
    with pytest.raises(Conflict), acting(installation, member, number) as (unit, case):
        reopen_decision(installation, unit, member, case, case.row.revision - 1, "change", WHY)
    then = reopen(installation, member, number)
    assert not may_reopen(case_of(then, member, number))
    with pytest.raises(Conflict):
        reopen(then, member, number)
