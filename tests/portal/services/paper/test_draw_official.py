"""Official forms (様式) on one sheet: two sides of A4, every box where it belongs, and no answer lost."""

import io
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from forms.definition.official_form import Box, OfficialForm, official_form
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load, load_text
from forms.path.environment import Environment
from forms.path.path import Path, walk
from forms.scenarios.sampling import valid_sample
from portal.config import TREE
from portal.services.paper.paper_rules import PaperRules
from portal.services.paper.print_form import Filled, form_content, print_form
from portal.services.paper.typeset import typeset
from portal.services.procedures.draw_field import reading_label
from tests.examples import some
from tests.forms.definition.test_official_forms import marked
from tests.forms.fuzzing import usual
from tests.portal.services.paper.paper import ANSWERS, CITY, DEFINITION, MADE, ON, filled, procedure, text_of

FOLDER = TREE / "forms" / "procedures"
REQUIRED = (
    "jido-teate-nintei", "yokaigo-nintei", "hoiku-nintei", "tenshutsu-todoke", "kokuho-kanyu", "kokuho-dattai",
    "risai-shomei",
)  # fmt: skip
DRAWN = sorted(
    path.stem
    for path in (FOLDER / "boxes").glob("*.yaml")
    if (form := official_form(FOLDER, path.stem)) is not None and form.sheet is not None
)
SEEDS = range(3)
SHEET: dict[str, Any] = {
    "format": 1, "form": "見本の様式", "source": "試し", "certainty": "assumed",
    "sheet": {
        "number": "様式第1号",
        "front": [
            {"part": "本人", "rows": [["本人 氏名", {"本人 生年月日": 2}], ["職業"]]},
            {"part": "家族", "repeat": "members", "copies": 2, "rows": [["家族 氏名"]]},
        ],
    },
    "boxes": [
        {"box": "本人 氏名", "from": "name"}, {"box": "本人 生年月日", "from": "birth"},
        {"box": "職業", "because": "市が書く欄"}, {"box": "家族 氏名", "from": "members.who"},
    ],
}  # fmt: skip


@cache
def shipped(name: str) -> tuple[Procedure, OfficialForm]:
    form = official_form(FOLDER, name)
    assert form is not None
    return load(FOLDER / f"{name}.yaml", fields=field_types()), form


def sample() -> OfficialForm:
    return OfficialForm.model_validate(SHEET)


def cells(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    sides = [*content["official"]["sides"], *(supplement["parts"] for supplement in content["official"]["supplements"])]
    parts = [part for side in sides for part in side]
    return [cell for part in parts for copy in part["copies"] for row in copy for cell in row]


def below(content: Mapping[str, Any]) -> list[str]:
    """Labels of the answers that follow the sheet."""
    return [row["label"] for part in content["sections"] for group in part["groups"] for row in group["rows"]]


def test_the_forms_that_law_or_city_sets_have_a_sheet() -> None:
    assert set(REQUIRED) <= set(DRAWN)


@pytest.mark.parametrize("name", sorted({*some(DRAWN, 12), "yokaigo-nintei"}))  # with a part across the sheet
def test_a_blank_sheet_has_two_sides_and_its_supplements_a_page_each(name: str) -> None:
    of, form = shipped(name)
    paper = print_form(of, CITY, ON, MADE, None, form)
    words = text_of(paper.pdf)
    assert form.sheet is not None
    assert len(PdfReader(io.BytesIO(paper.pdf)).pages) == 2 + len(form.sheet.supplements)
    assert paper.missing == ()
    assert "".join(form.form.split()) in words
    assert f"{CITY.office(of.duty, ON).authority}宛て" in words


@pytest.mark.parametrize("name", DRAWN)
def test_every_box_is_on_the_sheet_or_on_a_paper_that_the_list_names(name: str) -> None:
    assert shipped(name)[1].left_out == ()


@pytest.mark.parametrize("name", DRAWN)
def test_what_everybody_must_answer_is_on_the_sheet(name: str) -> None:
    of, form = shipped(name)
    assert form.sheet is not None
    rules = PaperRules(of, CITY, ON, {})
    filling = {form.by_name[box].from_ for part in form.sheet.parts for box, _ in part.cells}
    steps = [step for step in of.steps if step.when is None and step.items]
    always = [field for step in steps for field in step.fields if field.own == "" and field.type.asks]
    needed = [field.name for field in always if field.required is True and field.when is None and rules.asks(field)]
    assert [question for question in needed if question not in filling] == []


@pytest.mark.parametrize("name", some(DRAWN, 12))
@pytest.mark.parametrize("seed", SEEDS)
def test_no_answer_is_lost_on_a_filled_sheet(name: str, seed: int) -> None:
    of, form = shipped(name)
    path: Path = valid_sample(of, usual(of, seed), seed)
    content = form_content(of, CITY, ON, Filled(path, ON), form)
    drawn = sum(marked(cell["box"]) for cell in cells(content) if not cell["for_city"] and cell["number"])
    answered = [field for field in path.fields if field.id in path.answers and field.type.control != "note"]
    places = form.sheet.places if form.sheet else ()
    placed = {form.by_name[box].from_ for _, part in places for box, _ in part.cells}
    assert drawn + len(below(content)) >= len(answered)
    rest = [field for field in answered if field.name not in placed]
    assert [field.id for field in rest if reading_label(field, field.label) not in below(content)] == []


def test_forms_among_other_papers_begin_on_a_sheet_of_their_own() -> None:
    of, form = shipped("risai-shomei")
    forms = [form_content(of, CITY, ON, None, form), form_content(procedure(), CITY, ON, None)]
    pdf = typeset("blanks", {"title": "様式", "city": CITY.name, "forms": forms}, MADE).pdf
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 4
    assert ["1 / 2" in page for page in pages] == [True, False, True, False]


def test_labels_leave_out_the_heading_and_boxes_are_numbered() -> None:
    drawn = cells(form_content(procedure(), CITY, ON, None, sample()))
    assert [(cell["number"], cell["label"], cell["width"]) for cell in drawn] == [
        (1, "氏名", 1), (2, "生年月日", 2), (0, "職業", 1), (3, "氏名", 1), (3, "氏名", 1),
    ]  # fmt: skip
    assert [cell["for_city"] for cell in drawn] == [False, False, True, False, False]


def test_conditions_name_the_numbers_of_the_boxes() -> None:
    content = form_content(procedure(), CITY, ON, None, sample())
    assert content["due"].startswith("欄2から20年後")
    assert content["official"]["papers"][-1]["items"] == [
        "写真", "届出の写し（遺失届、盗難届のどれか）：「どうしましたか」が「なくした」のとき", "在学証明書＊：「外国にいますか」が「はい」のとき",
    ]  # fmt: skip


def test_answers_without_a_box_and_rows_without_room_follow_below() -> None:
    content = form_content(procedure(), CITY, ON, filled(), sample())
    assert [cell["box"]["paragraphs"] for cell in cells(content)][:2] == [["髙橋　𠮷乃"], ["昭和24年（1949年）4月3日"]]
    assert "氏名" not in below(content)
    assert {"フリガナ", "被保険者番号", "外国にいますか"} <= set(below(content))
    single = sample().model_copy(update={"sheet": replace_copies(1)})
    assert below(form_content(procedure(), CITY, ON, filled(), single)).count("家族の氏名") == 1


def replace_copies(copies: int) -> Any:
    sheet = sample().sheet
    assert sheet is not None
    front = tuple(part.model_copy(update={"copies": copies}) if part.repeat else part for part in sheet.front)
    return sheet.model_copy(update={"front": front})


SUPPLEMENT: dict[str, Any] = {"supplement": "家族の申立書", "of": "members.proof", "parts": [
    {"part": "家族", "repeat": "members", "copies": 3, "rows": [["家族 氏名", "家族 いつから"]]},
]}  # fmt: skip


def with_supplement(**changed: Any) -> OfficialForm:
    form: dict[str, Any] = {**SHEET}
    form["sheet"] = {**form["sheet"], "supplements": [SUPPLEMENT | changed]}
    form["boxes"] = [*form["boxes"], {"box": "家族 いつから", "from": "members.since"}]
    return OfficialForm.model_validate(form)


def test_a_supplement_has_its_condition_and_the_numbers_go_on() -> None:
    (supplement,) = form_content(procedure(), CITY, ON, None, with_supplement())["official"]["supplements"]
    assert (supplement["title"], supplement["when"]) == ("家族の申立書", "「外国にいますか」が「はい」のとき")
    assert [[cell["number"] for row in copy for cell in row] for copy in supplement["parts"][0]["copies"]] == [
        [3, 4]
    ] * 3
    (plain,) = form_content(procedure(), CITY, ON, None, with_supplement(of=""))["official"]["supplements"]
    assert plain["when"] == ""


def test_a_filled_supplement_has_the_rows_that_answer_it_and_none_leaves_it_out() -> None:
    content = form_content(procedure(), CITY, ON, filled(), with_supplement())
    (supplement,) = content["official"]["supplements"]
    assert [copy[0][0]["box"]["paragraphs"] for copy in supplement["parts"][0]["copies"]] == [["髙橋　二"]]
    assert "いつから" not in below(content)
    at_home = filled("", **{"members.2.abroad": False, "members.2.since": None})
    assert form_content(procedure(), CITY, ON, at_home, with_supplement())["official"]["supplements"] == []


def test_a_supplement_without_room_leaves_the_rest_below() -> None:
    both = filled("", **{"members.1.abroad": True, "members.1.since": "2024-05"})
    short = with_supplement(parts=[SUPPLEMENT["parts"][0] | {"copies": 1}])
    assert below(form_content(procedure(), CITY, ON, both, short)).count("いつから") == 1


def test_an_unverified_sheet_says_so() -> None:
    assert form_content(procedure(), CITY, ON, None, sample())["official"]["number"] == "様式第1号（確認中）"
    sure = sample().model_copy(update={"certainty": "std"})
    assert form_content(procedure(), CITY, ON, None, sure)["official"]["number"] == "様式第1号"


def test_without_a_sheet_the_form_is_our_own() -> None:
    bare = sample().model_copy(update={"sheet": None})
    assert form_content(procedure(), CITY, ON, None, bare) == form_content(procedure(), CITY, ON, None)


def test_a_sheet_that_names_questions_of_another_version_leaves_them_to_the_city() -> None:
    made = replace(procedure(), steps=procedure().steps[:1])
    drawn = cells(form_content(made, CITY, ON, None, sample()))
    assert [cell["number"] for cell in drawn] == [1, 2, 0, 0, 0]


def with_parts(*front: Mapping[str, Any], boxes: tuple[Mapping[str, Any], ...] = ()) -> OfficialForm:
    sheet = {**SHEET["sheet"], "front": front}
    return OfficialForm.model_validate({**SHEET, "sheet": sheet, "boxes": [*SHEET["boxes"], *boxes]})


def drawn_parts(of: Procedure, given: Filled | None, form: OfficialForm) -> list[Mapping[str, Any]]:
    parts: list[Mapping[str, Any]] = form_content(of, CITY, ON, given, form)["official"]["sides"][0]
    return parts


def test_rows_beside_each_other_are_one_row_of_cells_in_their_order() -> None:
    family = {"part": "家族", "repeat": "members", "copies": 2, "rows": [["家族 氏名"], ["続柄"]], "across": True}
    boxes = ({"box": "続柄", "because": "市が書く欄"},)
    (part,) = drawn_parts(procedure(), None, with_parts(family, boxes=boxes))
    assert [[[cell["label"] for cell in row] for row in copy] for copy in part["copies"]] == [[["氏名", "続柄"] * 2]]


def test_only_a_part_that_repeats_has_copies() -> None:
    you, family = SHEET["sheet"]["front"]
    for given in (None, filled()):
        parts = drawn_parts(procedure(), given, with_parts(you | {"copies": 2}, family))
        assert [(part["repeats"], len(part["copies"])) for part in parts] == [(False, 1), (True, 2)]


def test_a_supplement_of_the_applicant_is_drawn_once_if_it_is_answered() -> None:
    form = with_supplement(parts=[{"part": "紛失", "rows": [["紛失 事情"]]}])
    form = form.model_copy(update={"boxes": (*form.boxes, Box(box="紛失 事情", **{"from": "lost_how"}))})
    (supplement,) = form_content(procedure(), CITY, ON, filled(), form)["official"]["supplements"]
    (part,) = supplement["parts"]
    assert [cell["box"]["paragraphs"] for copy in part["copies"] for row in copy for cell in row] == [
        ["先週、病院の帰りに"]
    ]
    torn = form_content(procedure(), CITY, ON, filled(reason="torn", lost_how=None), form)
    assert torn["official"]["supplements"] == []


def asking(question: str, after: str = "      - id: birth\n") -> Procedure:
    text = DEFINITION.split("scenarios:")[0].replace(after, f"      - {question}\n{after}", 1) + "scenarios: []\n"
    return load_text(text, "paper.yaml", fields=field_types())


def test_a_box_of_what_is_computed_is_the_citys_to_fill_until_there_are_answers() -> None:
    made = asking("{id: copy, type: computed, of: date, label: 写し, compute: birth}", "      - {id: address,")
    form = with_parts({"part": "写し", "rows": [["写し"]]}, boxes=({"box": "写し", "from": "copy"},))
    ((blank,),) = [cells(form_content(made, CITY, ON, None, form))]
    assert (blank["for_city"], blank["number"], blank["box"]["paragraphs"]) == (True, 0, [])
    path = walk(made, ANSWERS, Environment(ON, CITY.calendar))
    ((computed,),) = [cells(form_content(made, CITY, ON, Filled(path, ON), form))]
    assert (computed["for_city"], computed["number"], computed["ends"]) == (False, 0, "")
    assert computed["box"]["paragraphs"] == ["昭和24年（1949年）4月3日"]


def test_what_only_the_screen_asks_has_a_box_in_the_rows_that_answered_it() -> None:
    made = asking("{id: mail, type: text, label: 連絡先, when: door == online}", "      - {id: since,")
    family = {"part": "家族", "repeat": "members", "copies": 2, "rows": [["連絡先"]]}
    form = with_parts(family, boxes=({"box": "連絡先", "from": "members.mail"},))
    assert drawn_parts(made, None, form) == []
    path = walk(made, {**ANSWERS, "members.2.mail": "夜に電話"}, Environment(ON, CITY.calendar, door="online"))
    drawn = cells(form_content(made, CITY, ON, Filled(path, ON), form))
    assert [cell["box"]["paragraphs"] for cell in drawn] == [["夜に電話"]]
    once = asking("{id: mail, type: text, label: 連絡先, when: door == online}")
    form = with_parts({"part": "本人", "rows": [["連絡先"]]}, boxes=({"box": "連絡先", "from": "mail"},))
    path = walk(once, {**ANSWERS, "mail": "夜に電話"}, Environment(ON, CITY.calendar, door="online"))
    assert len(cells(form_content(once, CITY, ON, Filled(path, ON), form))) == 1


def test_a_box_of_a_paper_has_a_tick_and_what_the_city_fills_in_is_empty() -> None:
    form = with_parts({"part": "添付", "rows": [["写真", "職業"]]}, boxes=({"box": "写真", "from": "photo"},))
    for given in (None, filled()):
        paper, job = cells(form_content(procedure(), CITY, ON, given, form))
        assert (paper["for_city"], job["for_city"]) == (False, True)
        assert paper["box"] == {
            "kind": "options", "items": [{"label": "あり", "ticked": False, "tells": False, "told": ""}]
        }  # fmt: skip
        assert job["box"]["paragraphs"] == []
        assert (paper["ends"], job["ends"]) == ("", "")


def test_a_blank_sheet_advises_beside_the_box_that_ends_the_procedure_and_a_filled_one_does_not() -> None:
    stop = "stop: {when: moved < birth, say: 請求できません。, next: 担当の課に電話してください。}"
    made = asking(f"{{id: moved, type: date, label: 引っ越した日, {stop}}}", "      - {id: address,")
    form = with_parts({"part": "転居", "rows": [["転居日"]]}, boxes=({"box": "転居日", "from": "moved"},))
    (blank,) = cells(form_content(made, CITY, ON, None, form))
    assert blank["ends"] == "欄1が「生年月日」より前のとき：請求できません。担当の課に電話してください。"
    path = walk(made, {**ANSWERS, "moved": "2020-01-01"}, Environment(ON, CITY.calendar))
    (given,) = cells(form_content(made, CITY, ON, Filled(path, ON), form))
    assert given["ends"] == ""
