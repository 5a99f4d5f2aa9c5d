"""Internal events are hidden from the applicant."""

from portal.clock import to_micro
from portal.services.cases.cases import case_of_resident
from portal.services.cases.note_inside import add_inside_event, is_explained
from portal.services.my_cases.state_line import timeline
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import acting, case_of, events
from tests.portal.world import alice


def test_a_reason_is_a_sentence_and_no_essay() -> None:
    reasons = ("だめ", "　" * 20, "十字あれば、文になります", "あ" * 501)
    assert [is_explained(why) for why in reasons] == [False, False, True, False]


def test_the_words_are_sealed_and_the_state_stays(installation: Installation, reviewer: Member, number: str) -> None:
    now = to_micro(installation.clock.now())
    with acting(installation, reviewer, number) as (unit, case):
        add_inside_event(unit, reviewer.actor, case, "ask_opinion", "給付課に", now + 1)
        add_inside_event(unit, reviewer.actor, case, "take_opinion_back", "", now + 2)
    asked, taken_back = events(installation, case)[-2:]
    assert (asked.actor, asked.from_state, asked.to_state) == ("staff:reviewer", "received", "received")
    assert asked.sealed_words is not None
    assert "給付課".encode() not in asked.sealed_words
    assert case.sealer.open(f"words:{asked.at}", asked.sealed_words) == "給付課に"
    assert taken_back.sealed_words is None
    assert case_of(installation, reviewer, number).row == case.row


def test_the_applicant_does_not_see_it(installation: Installation, reviewer: Member, number: str) -> None:
    with acting(installation, reviewer, number) as (unit, case):
        add_inside_event(unit, reviewer.actor, case, "forward", "第8号", to_micro(installation.clock.now()) + 1)
    with installation.database.read() as unit:
        own_case = case_of_resident(installation, unit, alice(installation), number)
        assert [happened.key for happened in timeline(unit, own_case)] == ["timeline.receive"]
