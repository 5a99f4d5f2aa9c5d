"""The 確認票 lines of one step."""

from forms.definition.registry import field_types
from forms.loading import load
from portal.services.procedures.describe_question import describe_step, setting_words
from portal.services.procedures.sheet_line import SheetLine
from tests.definitions.shelf import SMALLEST, shelf
from tests.forms.loading.small import small
from tests.portal.services.paper.paper import DEFINITION, procedure


def lines_of(step: str) -> list[SheetLine]:
    return list(describe_step(procedure(), next(entry for entry in procedure().steps if entry.id == step)))


def below(question: str, lines: list[SheetLine]) -> list[SheetLine]:
    start = next(number for number, line in enumerate(lines) if line.code.startswith(f"{question}（"))
    end = next((number for number, line in enumerate(lines[start + 1 :], start + 1) if not line.part), len(lines))
    return lines[start + 1 : end]


def test_a_line_points_at_its_row_of_the_file_or_at_the_nearest_above() -> None:
    rows = DEFINITION.splitlines()
    for step, question, name, words in (
        ("cause", "reason", "選ぶもの", "options:"), ("cause", "lost_how", "聞くとき", "when: reason == lost"),
        ("you", "birth", "守ること", "まだ来ていない日です"), ("you", "number", "必須か", "required: false"),
    ):  # fmt: skip
        (line,) = [line for line in below(question, lines_of(step)) if line.what == name]
        assert words in rows[line.row - 1]


def test_an_option_says_through_which_door_alone_it_is_offered_and_where_more_is_written() -> None:
    (options,) = [line for line in below("reason", lines_of("cause")) if line.what == "選ぶもの"]
    assert options.says == "なくした／破れた／画面だけ（オンラインだけ）／そのほか（内容も書く）"


def test_what_a_question_requires_is_stated_of_each_question_that_is_asked() -> None:
    lines = lines_of("you")
    required = {
        question: [line.says for line in below(question, lines) if line.what == "必須か"]
        for question in ("birth", "number")
    }
    assert required == {"birth": ["必須"], "number": ["任意"]}


def test_a_rule_of_a_step_and_of_a_row_stands_with_its_formula() -> None:
    assert next((line.what, line.formula) for line in lines_of("cause")) == (
        "この区分を聞くとき",
        "attains(birth, 40) <= today",
    )
    (when,) = [line for line in below("members.since", lines_of("family")) if line.what == "聞くとき"]
    assert (when.says, when.formula) == ("「外国にいますか」が「はい」のとき", "abroad")


def test_each_wording_names_the_answer_that_leads_to_it() -> None:
    made = load(SMALLEST / "wording-by-choice.yaml", fields=field_types())
    wordings = [line.says for line in describe_step(made, made.steps[0]) if line.what == "聞き方"]
    assert wordings == [
        "「何がありましたか」が「引っこしてきた」のとき：引っこしてきた日はいつですか",
        "「何がありましたか」が「子どもが生まれた」のとき：生まれた日はいつですか",
    ]


def test_a_sentence_that_says_answers_names_their_questions() -> None:
    more = "      - {id: cost, type: money, label: 費用, must: [{that: cost > 1, say: '{cost}では足りません。'}]}\n"
    procedure = small(more)
    (rule,) = [line for line in describe_step(procedure, procedure.steps[0]) if line.what == "守ること"]
    assert rule.says.endswith("そうでないとき：〔費用〕では足りません。")


def test_a_hidden_value_is_reported_as_one() -> None:
    more = "      - {id: half, type: computed, of: number, label: 途中, hidden: true, compute: 1 + 1}\n"
    lines = list(describe_step(small(more), small(more).steps[0]))
    assert ("計算（画面に出ない途中の値）", "途中") in [(line.what, line.says) for line in lines]
    assert all("hidden" not in line.says for line in lines)


def test_an_option_says_how_many_places_it_has() -> None:
    shelved = shelf()["choice-capacity"]
    (places,) = [
        line for line in below("course", list(describe_step(shelved, shelved.steps[0]))) if line.what == "選ぶもの"
    ]
    assert places.says == "午前の部（定員3）／夜の部（定員は市の設定「夜の部の定員」）／動画を見る"


def test_each_setting_of_a_type_has_words_for_who_signs() -> None:
    left_out = {"options", "hidden", "exported"}  # have lines of their own
    for type_, kind in field_types().items():
        for name in set(kind.Settings.model_fields) - left_out:
            assert not setting_words(type_, name).isascii(), (type_, name)
