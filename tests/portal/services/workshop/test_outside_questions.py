"""Names and words of questions from elsewhere."""

import pytest

from portal.services.workshop.outside_questions import Collected, Names, as_known, options_of, words_of


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("household_size", "household_size"), ("HouseholdSize", "household_size"), ("1st", "question_1st"), ("氏名", "question"), ("a" * 90, "a" * 34), ("__x__y", "x_y"), ("from", "from_2")],
)  # fmt: skip
def test_a_name_of_the_file_becomes_a_name_of_the_language(wanted: str, name: str) -> None:
    names = Names({"city"})
    assert names.new(wanted, "question") == name
    assert names.new(wanted, "question") != name


def test_codes_are_kept_where_they_are_codes() -> None:
    assert options_of({"yes": "はい", "1": "一", "1 ": "また一", "continue": ""}) == (
        {"yes": "はい", "option_1": "一", "option_1_2": "また一", "continue_2": "continue_2"},
        {"yes": "yes", "1": "option_1", "1 ": "option_1_2", "continue": "continue_2"},
    )


def test_words_are_on_one_line_and_name_no_value() -> None:
    assert words_of(" {city}\u2028の\x00\n文 ") == "｛city｝ の 文"
    assert words_of("あ" * 400) == "あ" * 300


def test_only_the_first_person_in_a_step_of_their_own_is_the_applicant() -> None:
    collected = Collected(steps=[{"step": s, "id": s, "ask": []} for s in ("a", "b")])
    first = {"id": "name", "type": "person_name", "label": "氏名"}
    for step, item in (
        (0, {"id": "day", "type": "date", "label": "生年月日"}), (0, first), (0, {"id": "birth", "type": "date", "label": "生年月日"}),
        (0, {"id": "day_2", "type": "date", "label": "希望する日"}), (1, {"id": "name_2", "type": "person_name", "label": "保護者の氏名"}),
    ):  # fmt: skip
        collected.steps[step]["ask"].append(item)
        as_known(collected, collected.steps[step], item)
    assert collected.known == {"name": "name", "birth": "birth"}
    assert [item.get("known_from", "") for step in collected.steps for item in step["ask"]] == [
        "", "applicant.name", "applicant.birth", "", "",
    ]  # fmt: skip
    assert list(collected.steps[0]) == ["step", "id", "role", "ask"]
    assert collected.questions == 5
