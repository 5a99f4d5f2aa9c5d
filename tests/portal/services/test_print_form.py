"""The print form (様式): what is handed to the typesetter, and that the PDF says it, whatever people write."""

import io
import json
import random
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from forms.field import Parsed
from forms.japanese import unusable
from forms.loading import load_folder
from forms.messages import sentences
from forms.path import AskedPage, trace
from forms.procedure import Field, Page, Procedure, Step
from forms.registry import field_types
from forms.speech import Speech
from portal.config import TREE
from portal.services.draw_field import draw_field
from portal.services.find_fonts import faces, package_fonts
from portal.services.print_form import Filled, form_content, print_form
from tests.forms.fields.asking import environment
from tests.forms.fields.test_conformance import QUESTIONS
from tests.portal.services.paper import CITY, GOLDEN, MADE, ON, filled, golden, procedure, text_of

SHIPPED = load_folder(TREE / "forms" / "procedures", fields=field_types())
RECEIPT = "26-000-000-017"


@pytest.mark.parametrize("name", ["blank.json", "filled.json", "sheet.json"])
def test_the_typesetter_is_handed_exactly_this(name: str) -> None:
    assert golden()[name] == json.loads((GOLDEN / name).read_text())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_procedure_prints_blank_with_all_its_questions(name: str) -> None:
    shipped = SHIPPED[name]
    paper = print_form(shipped, CITY, ON, MADE)
    said = text_of(paper.pdf)
    assert paper.missing == ()
    asked = [field.label for field in shipped.fields if field.type.asks]
    assert [label for label in asked if "".join(label.split()) not in said] == []
    assert f"{CITY.office(shipped.duty, ON).authority}あて" in said


def test_every_field_type_prints_blank_and_filled() -> None:
    fields = [
        Field(f"q{number}", kind, its, f"{number}番の質問", f"ask.q{number}")
        for number, (kind, its) in enumerate(QUESTIONS)
    ]
    pages = tuple(Page(field.id, "", f"pages.{field.id}", (field,)) for field in fields)
    everything = replace(procedure(), steps=(Step("all", "すべての型", "steps.all", pages),))

    def read(field: Field) -> Parsed:
        return field.type.parse(field.type.good(field.settings, random.Random(5)), field.settings, environment())

    for given in (None, Filled(trace(everything, read, environment(), {}), ON)):
        said = text_of(print_form(everything, CITY, ON, MADE, given).pdf)
        assert [field.label for field in fields if field.label not in said] == []


def test_a_blank_form_has_boxes_to_tick_eras_and_room_to_sign() -> None:
    said = text_of(print_form(procedure(), CITY, ON, MADE).pdf)
    for words in (
        "□なくした",
        "□破れた",
        "□そのほか（",
        "□令和",
        "□昭和",
        "□西暦",
        "〒",
        "署名",
        "収受印",
        "□本人確認ができるもの",
    ):
        assert words in said
    assert "画面だけ" not in said
    assert "✓を書いてください" in said
    assert said.count("✓") == 1


def test_conditions_are_said_by_the_number_of_the_question() -> None:
    said = text_of(print_form(procedure(), CITY, ON, MADE).pdf)
    assert "問8が「なくした」のとき" in said
    assert "問2の人が40歳以上のとき" in said


def test_a_filled_form_ticks_what_was_chosen_and_shows_every_answer() -> None:
    said = text_of(print_form(procedure(), CITY, ON, MADE, filled(RECEIPT)).pdf)
    for words in (
        "髙橋𠮷乃", "タカハシヨシノ", "昭和24年（1949年）4月3日", "〒000-0001", "一丁目2番3号", "例示ハイツ202",
        "□✓なくした", "□破れた", "一行目二行目", "令和8年11月20日", RECEIPT, "0000000101",
    ):  # fmt: skip
        assert words in said
    assert "□✓破れた" not in said
    assert "のとき" not in said


def test_answers_that_are_not_there_yet_leave_boxes_to_write_in() -> None:
    content = form_content(procedure(), CITY, ON, filled(birth=None, address=None))
    you = content["sections"][0]
    kinds = [row["box"]["kind"] for group in you["groups"] for row in group["rows"]]
    assert kinds == ["text", "text", "date", "digits", "address"]


def test_a_complete_application_leaves_no_box_that_somebody_could_fill_later() -> None:
    content = form_content(procedure(), CITY, ON, filled(number=None))
    boxes = {row["label"]: row["box"] for group in content["sections"][0]["groups"] for row in group["rows"]}
    assert boxes["被保険者番号"]["paragraphs"] == ["―"]


def test_a_consent_that_may_be_refused_has_a_tick_for_each_answer() -> None:
    kind = field_types()["consent"]
    field = Field("c", kind, kind.Settings.model_validate({"refusable": True}), "調べてよいですか", "ask.c")
    for value, ticks in ((None, [False, False]), (True, [True, False]), (False, [False, True])):
        box = draw_field(field, value, Speech("ja", sentences("ja"), {}), ON)
        assert [item["label"] for item in box["items"]] == ["はい、同意します", "いいえ、同意しません"]
        assert [item["ticked"] for item in box["items"]] == ticks


def groups(content: Any, section: int) -> list[tuple[str, list[str]]]:
    return [
        (group["heading"], [row["label"] for row in group["rows"]]) for group in content["sections"][section]["groups"]
    ]


def test_rows_have_room_for_three_on_a_blank_form_and_are_named_on_a_filled_one() -> None:
    blank = form_content(procedure(), CITY, ON, None)
    assert [heading for heading, _ in groups(blank, 1) if heading] == ["家族　1", "家族　2", "家族　3"]
    assert blank["sections"][1]["more"]
    assert groups(form_content(procedure(), CITY, ON, filled()), 1) == [
        ("家族 1（髙橋　一）", ["家族の氏名"]), ("", ["外国にいますか"]),
        ("家族 2（髙橋　二）", ["家族の氏名"]), ("", ["外国にいますか"]), ("", ["いつから"]),
    ]  # fmt: skip
    said = text_of(print_form(procedure(), CITY, ON, MADE).pdf)
    assert said.count("家族の氏名") == 3
    assert "足りないときは、この用紙をもう1枚使ってください。" in said


def test_papers_are_listed_with_their_conditions_or_as_these_answers_need_them() -> None:
    blank = form_content(procedure(), CITY, ON, None)["papers"][-1]
    assert blank["items"] == [
        "写真", "届出の写し（遺失届、盗難届のどれか）：問8が「なくした」のとき", "在学証明書（あとからでも出せます）：問6が「はい」のとき",
    ]  # fmt: skip
    (needed,) = form_content(procedure(), CITY, ON, filled(reason="torn", lost_how=None))["papers"]
    assert needed["items"] == ["写真", "家族 2の在学証明書（あとからでも出せます）"]


def test_a_blank_form_says_until_when_and_what_is_only_an_estimate() -> None:
    sure, due = form_content(procedure(), CITY, ON, None)["due"], procedure().due
    assert sure == "問2から20年の後（市役所が閉まっている日なら次に開く日）まで。すぎても出せます。"
    assert due is not None
    guessed = replace(procedure(), due=replace(due, certainty="assumed"))
    assert "まで（めやす）。" in form_content(guessed, CITY, ON, None)["due"]


def test_a_sentence_to_read_stands_on_the_blank_form_and_what_is_computed_on_the_filled_one() -> None:
    kinds = field_types()
    note = Field("n", kinds["note"], kinds["note"].Settings(), "ここから下は任意です。", "ask.n")
    settings = kinds["computed"].Settings.model_validate({"of": "text"})
    total = Field("t", kinds["computed"], settings, "計", "ask.t")
    page = Page("p", "", "pages.p", (note, total))
    step = Step("only", "質問", "steps.only", (page,))
    made = replace(procedure(), steps=(step,), attach=())
    asked = AskedPage(page, step, page.fields, open=False)
    path = replace(filled().path, pages=(asked,), answers={"t": "二"})
    assert groups(form_content(made, CITY, ON, None), 0) == [("", ["ここから下は任意です。"])]
    assert groups(form_content(made, CITY, ON, Filled(path, ON)), 0) == [("", ["計"])]
    assert "ここから下は任意です。" in text_of(print_form(made, CITY, ON, MADE).pdf)


HOSTILE = '#eval("1+1") $x^2$ *太字* _斜体_ `code` <label> @ref \\ #image("/etc/passwd") #sys.inputs //c /*d*/ [a] "q" \' ~ --'


def test_what_people_write_is_text_and_never_typst() -> None:
    paper = print_form(procedure(), CITY, ON, MADE, filled(lost_how=HOSTILE, note=f"= {HOSTILE}\n- 一\n+ 二"))
    said = text_of(paper.pdf)
    assert paper.missing == ()
    assert said.count("".join(HOSTILE.split())) == 2
    assert "-一+二" in said


def test_nothing_is_cut_off_however_long_it_is() -> None:
    parts = [f"{number:04}あ" for number in range(2000)]
    paper = print_form(procedure(), CITY, ON, MADE, filled(note="".join(parts), lost_how="x" * 300))
    pages = [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(paper.pdf)).pages]
    assert len(pages) > 3
    assert [part for part in parts if part not in "".join(pages).replace("\n", "")] == []
    lines = [line for line in pages[0].split("\n") if "xxx" in line]
    assert sum(line.count("x") for line in lines) == 300
    assert max(map(len, lines)) < 70


def test_a_name_in_any_script_is_printed_or_its_missing_sign_is_seen_and_told() -> None:
    strange = "\U0010de92"  # 外字 of plane 16: in no typeface of any system
    names = {"family": f"葛{strange}", "given": "Nguyễn Thị Hoà"}
    paper = print_form(procedure(), CITY, ON, MADE, filled(name=names))
    said = text_of(paper.pdf)
    assert paper.missing == (strange,)
    assert "葛〓NguyễnThịHoà" in said
    assert "〓は、この印刷で表せない文字です。U+10DE92。" in said


def test_whatever_sign_can_be_kept_can_be_printed() -> None:
    """Typst refuses a whole document for one sign that no font has."""
    signs = [chr(point) for point in (*range(0x20, 0x3400, 7), *range(0xA000, 0x110000, 997))]
    kept = [sign for sign in signs if unicodedata.category(sign) not in ("Cn", "Cs", "Cc") and not unusable(sign)]
    assert len(kept) > 1500
    for joint in ("", " ", "あ"):
        paper = print_form(procedure(), CITY, ON, MADE, filled(note=joint.join(["\u1680", *kept])))
        assert "〓" in text_of(paper.pdf)


def test_the_same_form_is_the_same_bytes_and_another_day_is_another_form() -> None:
    first, again = (print_form(procedure(), CITY, ON, MADE, filled(RECEIPT)).pdf for _ in range(2))
    assert first == again
    assert first != print_form(procedure(), CITY, ON, MADE.replace(day=21), filled(RECEIPT)).pdf


def test_the_pdf_is_tagged_titled_dated_and_japanese_on_a4() -> None:
    reader = PdfReader(io.BytesIO(print_form(procedure(), CITY, ON, MADE, filled(RECEIPT)).pdf))
    root: Any = reader.root_object
    assert str(root["/MarkInfo"]["/Marked"]) == "True"
    assert reader.xmp_metadata is not None
    assert "pdfuaid:part" in str(reader.xmp_metadata.stream.get_data())
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("ja")
    assert reader.metadata is not None
    assert reader.metadata.title == "見本の申請"
    assert reader.metadata.creation_date == MADE
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


def test_every_page_says_which_of_how_many_it_is() -> None:
    pages = PdfReader(io.BytesIO(print_form(procedure(), CITY, ON, MADE).pdf)).pages
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page.extract_text()


def test_the_code_of_a_receipt_number_is_drawn_once_there_is_one() -> None:
    assert form_content(procedure(), CITY, ON, filled())["receipt"] is None
    receipt = form_content(procedure(), CITY, ON, filled(RECEIPT))["receipt"]
    assert receipt["number"] == RECEIPT
    assert receipt["code"].startswith("<svg")


def test_the_authority_is_that_of_the_day() -> None:
    moved: Procedure = replace(procedure(), duty="care-assessment")
    before, after = (form_content(moved, CITY, day, None)["office"]["name"] for day in (date(2026, 3, 31), ON))
    assert (before, after) == ("福祉部 高齢福祉課 認定係", "福祉部 介護保険課 認定係")


def test_a_machine_without_fonts_prints_with_the_one_of_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    own = tuple(face for face in faces() if face.path.startswith(package_fonts()[0]))
    alone = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(package_fonts()))
    monkeypatch.setattr("portal.services.typeset.faces", lambda: own)
    monkeypatch.setattr("portal.services.typeset.fonts", lambda: alone)
    names = {"family": "髙﨑", "given": "𠮷"}
    paper = print_form(procedure(), CITY, ON, MADE, filled(RECEIPT, name=names))
    assert paper.missing == ("𠮷",)
    assert "髙﨑〓" in text_of(paper.pdf)
    assert print_form(procedure(), CITY, ON, MADE).missing == ()
