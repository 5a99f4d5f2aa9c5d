"""The gist of a decision: what was told, and how long an appeal is possible."""

from dataclasses import replace
from datetime import UTC, datetime

from forms.definition.terms import Appeal
from portal.services.cases.cases import case_of_member
from portal.services.my_cases.state_line import Happened
from portal.services.my_cases.sum_up_decision import DecisionWords, sum_up_decision
from portal.services.shared.installation import Installation
from tests.portal.world import DUTY, add_member, alice, file_application

AT = datetime(2026, 11, 20, tzinfo=UTC)
REASON = (
    "証が見つかったためです。\n\n1　この決定に不服があるときは、3か月以内に、市長に対して審査請求をすることができます。"
)


def summed(installation: Installation, *happened: tuple[str, str], decided: bool = True) -> DecisionWords | None:
    number = file_application(installation, alice(installation))
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
    case = replace(case, row=case.row._replace(decided_at=1 if decided else None))
    case = replace(case, procedure=replace(case.procedure, appeal=Appeal("mayor", "3か月", "6か月", "law")))
    events = [Happened(AT, f"timeline.{move}", words) for move, words in happened]
    return sum_up_decision(installation, case, events, "refused")


def test_the_newest_decision_is_summed_up_with_the_term_of_its_appeal(installation: Installation) -> None:
    gist = summed(installation, ("decide", "前の理由"), ("reopen", ""), ("decide", REASON))
    assert gist is not None
    assert gist.words == REASON
    assert "3か月以内に、見本市長に「審査請求」" in gist.gist


def test_words_without_an_appeal_promise_none(installation: Installation) -> None:
    assert summed(installation, ("decide", "県の決定です。")) == DecisionWords("県の決定です。")


def test_nothing_is_summed_up_before_a_decision_or_without_words(installation: Installation) -> None:
    assert summed(installation, ("decide", REASON), decided=False) is None
