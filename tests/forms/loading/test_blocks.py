"""Blocks and code lists in use."""

from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.loading import from_canonical, load, read_library, short_hash
from tests.forms.loading.shared import BLOCK, CODES, complaints_about, library_in, using
from tests.forms.loading.small import SMALL


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return library_in(tmp_path)


def step(more: str = "", use: str = "someone") -> str:
    return f"  - step: 人\n    id: who\n    use: {use}\n    as: claimant\n{more}"


def test_a_block_is_under_the_name_of_its_instance(shelf: Path) -> None:
    procedure = using(shelf, step())
    assert [field.name for field in procedure.fields] == ["reason", "claimant.name", "claimant.kana", "claimant.told"]
    assert [page.id for page in procedure.pages] == ["reason", "claimant.names", "claimant.told"]
    assert procedure.field("claimant.name").concept == "person.name"
    assert procedure.steps[1].block == "claimant"


def test_two_instances_of_a_block_are_two(shelf: Path) -> None:
    second = step().replace("id: who", "id: other").replace("claimant", "spouse")
    names = [field.name for field in using(shelf, step() + second).fields]
    assert names.count("claimant.name") == names.count("spouse.name") == 1


def test_a_choice_parameter_keeps_or_leaves_out_a_question_and_says_whether_it_is_required(shelf: Path) -> None:
    def phone(word: str) -> object:
        question = using(shelf, step(f"    with: {{phone: {word}}}\n")).by_name.get("claimant.phone")
        return question and question.required

    assert (phone("none"), phone("optional"), phone("required")) == (None, False, True)


def test_a_condition_parameter_is_yes_no_or_a_rule_of_who_uses_the_block(shelf: Path) -> None:
    def number(word: str) -> str | None:
        question = using(shelf, step(f"    with: {{number: {word}}}\n")).by_name.get("claimant.number")
        return None if question is None else (question.when.text if question.when else "always")

    assert (number("false"), number("true"), number("reason == lost")) == (None, "always", "reason == lost")


def test_a_warning_whose_rule_a_procedure_gives_is_in_no_other(shelf: Path) -> None:
    def warned(more: str) -> list[str]:
        return [warning.that.text for warning in using(shelf, step(more)).field("claimant.told").warn]

    assert warned("") == []
    assert warned("    with: {fits: reason == torn}\n") == ["reason == torn"]


def test_a_question_of_the_procedure_may_be_handed_to_the_rules_of_a_block(shelf: Path) -> None:
    condition = using(shelf, step()).field("claimant.told").when
    assert condition is not None
    assert condition.text == "reason == lost"
    assert condition.names == {"reason"}


def test_questions_before_a_block_may_be_named_in_its_parameters(shelf: Path) -> None:
    more = "    ask_first: [{id: lives, type: yes_no, label: 同居}]\n    with: {number: not lives}\n"
    procedure = using(shelf, step(more) + "    ask: [{id: last, type: text, label: さいご}]\n")
    assert [field.name for field in procedure.fields[1:]] == [
        "claimant.lives", "claimant.name", "claimant.kana", "claimant.number", "claimant.told", "claimant.last",
    ]  # fmt: skip
    number = procedure.field("claimant.number").when
    assert number is not None
    assert number.names == {"claimant.lives"}


def test_a_given_question_with_a_condition_of_its_own_needs_both(tmp_path: Path) -> None:
    both = BLOCK.replace("given: number}", "given: number, when: name.answered}")
    more = step("    with: {number: reason == lost}\n")
    when = using(library_in(tmp_path, {"someone.yaml": both}), more).field("claimant.number").when
    assert when is not None
    assert when.names == {"reason", "claimant.name"}


def test_what_is_left_out_is_gone_and_what_is_worded_again_is_so(shelf: Path) -> None:
    more = "    drop: [kana]\n    override: {name: {label: お子さんの氏名, why: 確かめるため, required: false}}\n"
    procedure = using(shelf, step(more))
    assert "claimant.kana" not in procedure.by_name
    name = procedure.field("claimant.name")
    assert (name.label, name.why, name.required) == ("お子さんの氏名", "確かめるため", False)


@pytest.mark.parametrize("role", ["principal", "filer"])
def test_a_card_shows_the_principal_and_of_who_fills_it_in(shelf: Path, role: str) -> None:
    assert using(shelf, step(f"    role: {role}\n")).field("claimant.name").known_from == "applicant.name"


def test_a_card_shows_nobody_else(shelf: Path) -> None:
    assert using(shelf, step("    role: spouse\n")).field("claimant.name").known_from == "applicant.spouse.name"
    assert using(shelf, step("    role: spouse\n")).field("claimant.name").role == "spouse"


def test_a_page_of_which_every_question_is_left_out_is_gone(shelf: Path) -> None:
    pages = [page.id for page in using(shelf, step("    drop: [name, kana]\n")).pages]
    assert pages == ["reason", "claimant.told"]


def test_a_code_list_gives_the_options(shelf: Path) -> None:
    ask = "    ask:\n      - {id: colour, type: choice, label: 色, options: {codes: colours}}\n"
    procedure = using(shelf, f"  - step: 色\n    id: paint\n{ask}")
    field = procedure.field("colour")
    assert field.type.options(field.settings) == ("red", "blue")


def test_the_published_form_knows_no_block_any_more(shelf: Path) -> None:
    procedure = using(shelf, step("    with: {phone: required, number: reason == lost}\n"))
    reloaded = from_canonical(procedure.canonical, field_types())
    assert [field.name for field in reloaded.fields] == [field.name for field in procedure.fields]
    assert reloaded.meaning == procedure.meaning
    assert "someone" not in procedure.canonical


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (step(use="somebody"), "small.yaml:25:10: no block somebody: did you mean someone? [block.unknown]"),
        (step("    with: {fone: none}\n"),
         "small.yaml:27:12: the block someone has no parameter fone: did you mean phone? [block.parameter]"),
        (step("    with: {phone: maybe}\n"),
         "small.yaml:27:19: phone takes one of none, optional, required [block.parameter_value]"),
        (step("    with: {number: 3}\n"), "small.yaml:27:20: with.number: write true or false or text (\"3\" in quotes) [value.wrong]"),
        (step("    drop: [nane]\n"), "small.yaml:27:12: the block someone has no question nane: did you mean name? [block.question]"),
        (step("    override: {nane: {label: 名}}\n"),
         "small.yaml:27:16: the block someone has no question nane: did you mean name? [block.question]"),
        (step("    with: {number: reson == lost}\n"),
         "small.yaml:27:20: unknown name reson: did you mean reason? [expression.name]"),
        ("  - step: 色\n    id: paint\n    ask: [{id: c, type: choice, label: 色, options: {codes: coulours}}]\n",
         "small.yaml:25:60: no code list coulours: did you mean colours? [codes.unknown]"),
        ("  - step: 色\n    id: paint\n    ask: [{type: choice, label: 色, options: {codes: colours}}]\n",
         "small.yaml:25:11: id is missing: write it here [key.missing]"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_use_is_reported_where_it_is(shelf: Path, more: str, complaint: str) -> None:
    assert complaint in [str(complaint) for complaint in complaints_about(shelf, more)]


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        (BLOCK.replace("label: ふりがな", "lable: ふりがな"), "someone.yaml:14:9: label is missing: is lable meant to be it? [key.missing]"),
        (BLOCK.replace("with.holder == lost", "with.holder == lots"),
         "someone.yaml:17:64: no option lots: did you mean lost? [expression.option]"),
        (BLOCK.replace("given: number", "given: nummer"),
         "someone.yaml:16:75: this block has no parameter nummer: did you mean number? [block.parameter]"),
        (BLOCK.replace("{phone: required}}", "{fone: required}}"),
         "someone.yaml:15:89: this block has no parameter fone: did you mean phone? [block.parameter]"),
        (BLOCK.replace("with.holder", "with.hold"),
         "someone.yaml:17:64: this block has no parameter hold: did you mean holder? [block.parameter]"),
    ],
)  # fmt: skip
def test_what_is_wrong_inside_a_block_is_reported_at_its_own_line(tmp_path: Path, block: str, complaint: str) -> None:
    shelf = library_in(tmp_path, {"someone.yaml": block})
    complaints = [
        str(complaint).removeprefix(f"{tmp_path}/blocks/")
        for complaint in complaints_about(shelf, step("    with: {phone: required}\n"))
    ]
    assert complaint in complaints


def test_a_parameter_without_default_must_be_given(tmp_path: Path) -> None:
    shelf = library_in(tmp_path, {"someone.yaml": BLOCK.replace(", default: reason", "")})
    assert [complaint.key for complaint in complaints_about(shelf, step())] == ["block.parameter_missing"]
    assert complaints_about(shelf, step("    with: {holder: reason}\n")) == []


def test_every_complaint_of_a_library_comes_at_once(tmp_path: Path) -> None:
    shelf = library_in(
        tmp_path,
        {"someone.yaml": BLOCK.replace("format: 1", "format: 2"), "other.yaml": BLOCK, "broken.yaml": "a: [\n"},
        codes=CODES.replace("codes:", "code:"),
    )
    with pytest.raises(Refused) as refused:
        read_library([shelf])
    keys = {complaint.key for complaint in refused.value.complaints}
    assert {"value.choice", "id.file", "yaml.syntax", "key.unknown"} <= keys


def test_the_words_of_a_block_come_with_it_in_every_language(tmp_path: Path) -> None:
    easy = f"ask.name.label: {{text: なまえ, of: {short_hash('氏名')}}}\npages.names.title: {{text: なまえ, of: {short_hash('お名前')}}}\n"
    shelf = library_in(tmp_path, {"someone.yaml": BLOCK, "someone.easy.yaml": easy})
    texts = using(shelf, step()).texts["easy"]
    assert texts == {"ask.claimant.name.label": "なまえ", "pages.claimant.names.title": "なまえ"}
    reworded = using(shelf, step("    override: {name: {label: お子さんの氏名}}\n")).texts["easy"]
    assert reworded == {"pages.claimant.names.title": "なまえ"}
    assert using(shelf, step("    drop: [name, kana]\n")).texts["easy"] == {}


PAINT = "  - step: 色\n    id: paint\n    ask: [{id: colour, type: choice, label: 色, options: {codes: colours}}]\n"


def test_the_words_of_a_code_list_come_with_it_in_every_language(tmp_path: Path) -> None:
    shelf = library_in(tmp_path)
    easy = f"options.red.label: {{text: あか, of: {short_hash('赤')}}}\noptions.blue.label: {{text: あお, of: {short_hash('緑')}}}\n"
    (shelf / "codes" / "colours.easy.yaml").write_text(easy)
    procedure = using(shelf, PAINT)
    assert procedure.texts["easy"] == {"ask.colour.options.red.label": "あか", "ask.colour.options.blue.label": "あお"}
    assert procedure.stale["easy"] == ("ask.colour.options.blue.label",)
    assert from_canonical(procedure.canonical, field_types()).texts["easy"] == procedure.texts["easy"]


def test_the_words_of_a_code_list_come_into_blocks_and_rows(tmp_path: Path) -> None:
    block = BLOCK + "  - {id: shade, type: choice, label: 色, options: {codes: colours}}\n"
    shelf = library_in(tmp_path, {"someone.yaml": block})
    (shelf / "codes" / "colours.easy.yaml").write_text(f"options.red.label: {{text: あか, of: {short_hash('赤')}}}\n")
    rows = "  - step: 人\n    id: people_step\n    repeat: people\n    label: 人\n    max: 3\n    use: someone\n"
    assert using(shelf, step() + rows).texts["easy"] == {
        "ask.claimant.shade.options.red.label": "あか",
        "ask.people.shade.options.red.label": "あか",
    }


def test_a_definition_may_say_an_option_of_a_code_list_in_its_own_words(tmp_path: Path) -> None:
    shelf = library_in(tmp_path)
    (shelf / "codes" / "colours.easy.yaml").write_text(f"options.red.label: {{text: あか, of: {short_hash('赤')}}}\n")
    (shelf / "small.yaml").write_text(SMALL + PAINT)
    translation = f"ask.colour.options.red.label: {{text: まっか, of: {short_hash('赤')}}}\n"
    (shelf / "small.easy.yaml").write_text(translation)
    texts = load(shelf / "small.yaml", fields=field_types()).texts["easy"]
    assert texts == {"ask.colour.options.red.label": "まっか"}


def test_a_code_list_is_called_as_its_file(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_library([library_in(tmp_path, codes=CODES.replace("codes: colours", "codes: colors"))])
    assert [complaint.key for complaint in refused.value.complaints] == ["id.file"]


def test_a_translation_of_what_is_shared_that_leads_nowhere_is_reported_at_its_place(tmp_path: Path) -> None:
    block = BLOCK + "  - {id: shade, type: choice, label: 色, options: {codes: colours}}\n"
    of = f"{{text: なまえ, of: {short_hash('氏名')}}}"
    easy = f"ask.nam.label: {of}\nask.name.label: {{text: なまえ}}\nask.shade.options.red.label: {of}\n"
    shelf = library_in(tmp_path, {"someone.yaml": block, "someone.easy.yaml": easy})
    (shelf / "codes" / "colours.easy.yaml").write_text(f"options.green.label: {of}\n")
    for drop in ("", "    drop: [name, kana, shade]\n"):
        assert [
            (Path(complaint.file).name, complaint.line, complaint.column, complaint.key)
            for complaint in complaints_about(shelf, step(drop) + PAINT)
        ] == [
            ("someone.easy.yaml", 1, 1, "translation.unknown"),
            *([("someone.easy.yaml", 2, 17, "key.missing")] if not drop else []),
            ("colours.easy.yaml", 1, 1, "translation.unknown"),
        ]
    (complaint, *_) = complaints_about(shelf, step())
    assert "there is no text at ask.nam.label" in complaint.text
    assert "ask.name.label" in complaint.text


def test_a_block_keeps_what_a_register_knows_of_a_child(shelf: Path) -> None:
    block = next(shelf.rglob("someone.yaml"))
    more = "  - {id: lives, type: choice, label: 住まい, options: {here: ここ, there: ほか}, known_from: {from: here, when: register.child_until(18)}}\n"
    block.write_text(block.read_text(encoding="utf-8") + more, encoding="utf-8")
    field = using(shelf, step("    role: child\n")).field("claimant.lives")
    assert (field.known_answer, field.known_from) == ("here", "")
    assert field.known_when is not None
