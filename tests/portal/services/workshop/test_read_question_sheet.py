"""A section's own sheet."""

from pathlib import Path

from portal.services.shared.read_table import read_sheets
from portal.services.workshop.outside_questions import MOST_QUESTIONS
from portal.services.workshop.read_question_sheet import HEADS, heads_of, read_question_sheet, template
from tests.portal.services.outside import refusals, written


def test_the_template_itself_is_a_sound_definition_with_examples() -> None:
    sheets = read_sheets(template())
    collected = read_question_sheet(sheets["質問"], "お子さんの届出")
    procedure, complaints = written(collected)
    assert (refusals(collected), complaints) == ([], [])
    assert [step.title for step in procedure.steps] == ["あなたのこと", "お子さんのこと"]
    assert [(field.type.id, field.required, field.when.text if field.when else "") for field in procedure.fields] == [
        ("person_name", True, ""), ("phone", True, ""), ("yes_no", True, ""), ("date", True, "yes_no"), ("choice", False, "yes_no"),
        ("text", True, "choice == option_3"),
    ]  # fmt: skip
    assert procedure.field("name").known_from == "applicant.name"
    assert [scenario["expect"]["complete"] for scenario in procedure.scenarios] == [True, False]


def test_rows_that_follow_each_other_under_one_head_are_a_step_as_the_template_says() -> None:
    lines = [["見出し", "質問"], ["甲", "1"], ["甲", "2"], ["", "3"], ["乙", "4"], ["甲", "5"]]
    steps = read_question_sheet(lines, "").steps
    assert [(step["step"], len(step["ask"])) for step in steps] == [("甲", 3), ("乙", 1), ("甲", 1)]
    sentence = "続いた行の見出しが同じなら、1つのステップになります。空なら、上の行と同じです"
    assert ["見出し", f"{sentence}。"] in read_sheets(template())["書きかた"]
    assert f"| 見出し | {sentence} |" in Path("docs/bring-in.md").read_text(encoding="utf-8")


def test_all_that_cannot_be_taken_is_listed_with_its_row() -> None:
    lines = [
        ["様式第1号"], ["", *HEADS], ["", "見出し", "", "氏名"], ["", "", "乗り物", "ロケット"], ["", "", "色", "1つ選ぶ", "", "赤"],
        ["", "", "年", "数", "たぶん", "", "「色」が「赤」のとき"], ["", "", "長い" * 200], [],
    ]  # fmt: skip
    assert heads_of(lines)[0] == 1
    collected = read_question_sheet(lines, "")
    assert [place for place, _ in refusals(collected)] == ["3行", "4行", "5行", "6行", "6行", "7行"]
    assert [label["label"] for label in collected.steps[0]["ask"]] == ["年"]
    assert "「色」という質問がありません" in refusals(collected)[4][1]


def test_a_sheet_without_heads_is_no_sheet_and_a_long_one_is_cut_aloud() -> None:
    assert "「質問」という見出しの列がありません" in refusals(read_question_sheet([["a"]], ""))[0][1]
    collected = read_question_sheet([["質問"], *[[f"問{number}"] for number in range(MOST_QUESTIONS + 1)]], "")
    assert (collected.questions, len(collected.untaken)) == (MOST_QUESTIONS, 1)


def test_formulas_markup_and_yaml_in_cells_are_words() -> None:
    cells = ['=HYPERLINK("x")', "<script>alert(1)</script>", "a: {b} # &c *d", "- x\n- y", "${name}"]
    collected = read_question_sheet([["質問", "説明"], *[[cell, cell] for cell in cells]], cells[1])
    procedure, complaints = written(collected)
    assert complaints == []
    assert procedure.title == cells[1]
    assert [field.label for field in procedure.fields] == [*cells[:2], "a: ｛b｝ # &c *d", "- x - y", "$｛name｝"]
