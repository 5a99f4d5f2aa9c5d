"""Each audited action has one group of words."""

from itertools import combinations

import pytest

from portal.services.audit.words import (
    _ACTS,
    BESIDE,
    PERMIT,
    READS,
    RELEASE,
    SOUGHT,
    TAKE,
    TAKEN,
    about_words,
    act_words,
)


def test_no_act_is_counted_in_two_ways() -> None:
    """Else idle looks would be hidden, or exports counted twice."""
    for first, second in combinations((READS, BESIDE, SOUGHT, TAKEN, _ACTS), 2):
        assert first.keys() & second.keys() == set()


def test_the_acts_that_reports_name_are_acts_and_no_reads() -> None:
    assert {TAKE, RELEASE, PERMIT} <= _ACTS.keys()


def test_no_two_acts_read_the_same() -> None:
    words = [act_words(action) for action in (*READS, *BESIDE, *SOUGHT, *TAKEN, *_ACTS)]
    assert [text for text in set(words) if words.count(text) > 1] == []


@pytest.mark.parametrize(
    "action",
    [
        "propose outcome", "wait outcome", "approve outcome", "send outcome back", "take outcome back", "hold export",
        "free export", "write notice",
        "open shelter", "close shelter", "check in", "check out", "check in again", "change stay", "see stay",
        "see who is at shelter", "save who is at shelter", "ask for safety",
    ],
)  # fmt: skip
def test_what_the_section_does_with_an_outcome_a_hand_over_or_at_a_shelter_has_japanese_words(action: str) -> None:
    assert not act_words(action).isascii()


def test_an_act_without_words_keeps_its_recorded_phrase() -> None:
    assert (act_words("see case"), act_words("do something new")) == ("申請の画面を開いた", "do something new")


def test_a_detail_that_is_a_state_is_read_as_people_read_states() -> None:
    assert (about_words("approved"), about_words("2 media")) == ("認められた", "2 media")
