"""Counts of answers for everybody: options alone, nothing small, nothing that may still move."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from forms.definition.procedure import PUBLIC
from portal.clock import to_micro
from portal.services.desk.queue.count_answers import labels_of
from portal.services.desk.queue.open_answers import (
    OpenAnswers,
    OpenTally,
    asked_of_all,
    counted_quarters,
    kept_answers,
    open_answers,
)
from portal.services.desk.queue.open_figures import Quarter
from portal.services.shared.catalogue import publish, speech_of
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.services.desk.queue.test_count_answers import SURVEY
from tests.portal.world import alice, file_application

QUARTER = Quarter(2026, 2)
SMALL, DUTY = "small", "care-qualification"
OPTIONAL = "      - {id: free, type: yes_no, label: また使いますか, required: false}\n"
CHILDREN = """\
      - repeat: children
        label: 子ども
        ask:
          - {id: goes, type: yes_no, label: 通っていますか}
"""
FOLLOW_UPS = (
    """\
      - {id: how, type: choice, label: どうして, when: reason == torn, options: {fire: 火, rain: 雨}}
      - {id: whole, type: yes_no, label: 全部ですか, required: reason == torn}
      - {id: place, type: choice, label: どこで, options: {home: 家, town: {label: 町, when: reason == torn}}}
      - {id: sure, type: yes_no, label: 確かですか, required: false, must: [{that: sure == (reason == torn), say: 合いません。}]}
"""
    + OPTIONAL
    + """\
  - step: 破れたとき
    id: torn_step
    when: reason == torn
    ask:
      - {id: again, type: yes_no, label: もう一度ほしいですか, required: false}
"""
)


def answer(installation: Installation, number: int = 1, days_ago: int = 100, **changes: Any) -> None:
    scenario = installation.catalogue.current(SURVEY).scenarios[0]
    answers = {key: value for key, value in scenario["answers"].items() if key != "survey_number"}
    for _ in range(number):
        file_application(installation, alice(installation), changes, of=SURVEY, answers=answers, days_ago=days_ago)


def ask(installation: Installation, questions: str = "", tallied: str = PUBLIC) -> None:
    """Publishes a version with `reason`, torn or lost, and these questions."""
    kind = f"report\ntallied: {tallied}"
    procedure = small(questions, procedure=SMALL, duty=DUTY, kind=kind)
    publish(installation.database, [procedure], to_micro(installation.clock.now()))
    with installation.database.read() as unit:
        installation.catalogue.refresh(unit)


def say(installation: Installation, number: int, reason: str = "torn", **answers: Any) -> None:
    given = {"reason": reason, **answers}
    for _ in range(number):
        file_application(installation, alice(installation), of=SMALL, answers=given, days_ago=100)


def counted(installation: Installation, of: str = SURVEY) -> tuple[OpenAnswers, dict[str, OpenTally]]:
    with installation.database.read() as unit:
        answers = open_answers(installation, unit, installation.catalogue.current(of), QUARTER)
    return answers, {tally.question.name: tally for tally in answers.tallies}


def test_options_are_counted_small_counts_hidden_and_what_was_typed_is_nowhere(installation: Installation) -> None:
    answer(
        installation, 6, easy_to_live="very", wishes=["road", {"code": "other", "tell": "図書館の本"}], free="個人の話"
    )
    answer(installation, 3, easy_to_live="rather", wishes=["road"])
    answer(installation, 5, easy_to_live="rather_not", wishes=["disaster"])
    answer(installation, 4, days_ago=1)  # of a quarter that has not ended
    answers, tallies = counted(installation)
    assert (answers.opened, answers.more) == (14, False)
    live = tallies["easy_to_live"]
    assert (live.answered, live.several) == (14, False)
    assert [live.counts[code] for code in ("very", "rather", "rather_not", "not_at_all")] == [6, None, None, 0]
    assert (live.share("very"), live.share("rather")) == (6 * 100 / 14, None)
    wishes = tallies["wishes"]
    assert (wishes.several, wishes.counts["road"], wishes.counts["disaster"], wishes.counts["other"]) == (True, 9, 5, 6)
    assert {tally.question.type.id for tally in answers.tallies} <= {"choice", "multiple_choice", "yes_no", "sex"}
    for typed in ("図書館の本", "個人の話"):
        assert typed not in repr(answers)


def test_an_option_that_nearly_everybody_chose_hides_those_who_did_not(installation: Installation) -> None:
    answer(installation, 12, wishes=["road"])
    answer(installation, 2, wishes=["disaster"])
    assert {counted(installation)[1]["wishes"].counts[code] for code in ("road", "disaster")} == {None}


def test_few_answers_are_not_shown_at_all(installation: Installation) -> None:
    answer(installation, 4)
    assert counted(installation)[0] == OpenAnswers(0)
    answer(installation, 1, stay="leave", leave_reason=["work"])
    assert "easy_to_live" in counted(installation)[1]
    assert "leave_reason" not in counted(installation)[1]  # a follow-up


def test_what_was_filed_before_a_version_stated_public_is_not_counted(installation: Installation) -> None:
    ask(installation, tallied="desk")
    say(installation, 6, "lost")
    ask(installation)
    assert counted(installation, SMALL)[0] == OpenAnswers(0)
    say(installation, 5, "torn")
    answers, tallies = counted(installation, SMALL)
    assert (answers.opened, tallies["reason"].counts) == (5, {"torn": 5, "lost": 0})


def test_questions_that_another_answer_decides_are_not_counted(installation: Installation) -> None:
    ask(installation, FOLLOW_UPS)
    say(installation, 12, "torn", how="fire", whole=True, place="town", free=True)
    say(installation, 3, "lost", place="home", free=True)
    answers, tallies = counted(installation, SMALL)
    assert list(asked_of_all(installation.catalogue.current(SMALL))) == list(tallies) == ["reason", "free"]
    assert (answers.opened, tallies["reason"].counts) == (15, {"torn": None, "lost": None})
    assert {tally.answered for tally in answers.tallies} == {15}


def test_a_question_that_a_few_left_out_is_not_shown(installation: Installation) -> None:
    ask(installation, OPTIONAL)
    say(installation, 9, free=True)
    say(installation, 4)
    assert "free" not in counted(installation, SMALL)[1]
    say(installation, 1)
    assert counted(installation, SMALL)[1]["free"].answered == 9


def test_those_whom_an_earlier_version_did_not_ask_do_not_cover_a_few_who_left_it_out(
    installation: Installation,
) -> None:
    ask(installation)
    say(installation, 8)
    ask(installation, OPTIONAL)
    say(installation, 9, free=True)
    say(installation, 2)
    assert list(counted(installation, SMALL)[1]) == ["reason"]


def test_what_was_a_follow_up_when_it_was_asked_is_none_later(installation: Installation) -> None:
    ask(installation, OPTIONAL.replace("required: false", "when: reason == torn"))
    say(installation, 12, "torn", free=True)
    say(installation, 3, "lost")
    ask(installation, OPTIONAL)
    assert list(counted(installation, SMALL)[1]) == ["reason"]


def test_rows_are_no_people(installation: Installation) -> None:
    ask(installation, CHILDREN)
    say(installation, 4)
    ten = [str(number) for number in range(1, 11)]
    rows: dict[str, Any] = {f"children.{number}.goes": True for number in ten}
    say(installation, 1, children=ten, **rows)
    answers, tallies = counted(installation, SMALL)
    assert (answers.opened, list(tallies)) == (5, ["reason"])


def test_options_in_another_order_hide_the_same_counts(installation: Installation) -> None:
    seen = list[set[str]]()
    options = ["bus: バス", "car: 車", "walk: 徒歩"]
    for listed in (options, options[::-1], [*(f"a{number}: ほかの方法{number}" for number in range(8)), *options]):
        ask(installation, f"      - {{id: way, type: choice, label: 来た方法, options: {{{', '.join(listed)}}}}}\n")
        if not seen:
            for way, number in (("bus", 7), ("car", 2), ("walk", 7)):
                say(installation, number, way=way)
        counts = counted(installation, SMALL)[1]["way"].counts
        seen.append({code for code, count in counts.items() if count is None})
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == 2


def test_labels_are_in_the_language_that_asks(installation: Installation) -> None:
    answer(installation, 5, easy_to_live="very")
    tally = counted(installation)[1]["easy_to_live"]
    speech = speech_of(installation.catalogue.current(SURVEY), "easy")
    assert tally.labels_in(speech) == labels_of(tally.question, speech) != tally.labels
    former = replace(tally, labels={**tally.labels, "old": "前の版"})
    assert former.labels_in(speech)["old"] == "前の版"


def test_no_application_is_in_two_of_the_quarters_that_are_shown(installation: Installation) -> None:
    quarters = counted_quarters(installation)
    assert [quarter.id for quarter in quarters] == ["2026-2", "2026-1", "2025-4", "2025-3"]
    assert all(later.first > earlier.last for later, earlier in pairwise(quarters))


def test_a_public_page_counts_once_an_hour(installation: Installation) -> None:
    answer(installation, 5)
    kept, key = kept_answers(installation), (installation.catalogue.current(SURVEY).meaning, QUARTER)
    before = kept.of(key)
    answer(installation, 5)
    assert kept.of(key) is before
    kept._clock = later(installation, hours=1, minutes=1).clock
    assert (before.opened, kept.of(key).opened) == (5, 10)
