"""様式: the typesetter's input and the PDF."""

import io
import json
import random
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from forms.city.city_words import in_words_of
from forms.definition.field import Parsed
from forms.definition.official_form import official_form
from forms.definition.procedure import Field, Page, Procedure, Step
from forms.definition.registry import field_types
from forms.loading import load_folder, load_text
from forms.messages import sentences
from forms.path.path import AskedPage, trace
from forms.scenarios.sampling import valid_sample
from forms.text.japanese import unusable
from forms.text.speech import Speech
from portal.config import TREE
from portal.services.paper.find_fonts import faces, package_fonts
from portal.services.paper.paper_rules import PaperRules
from portal.services.paper.print_form import Filled, form_content, in_eras, print_form
from portal.services.procedures.ask_reception import counter_doors
from portal.services.procedures.draw_field import draw_field, reading_label
from tests.examples import some
from tests.forms.definition.test_official_forms import strings
from tests.forms.fields.asking import environment
from tests.forms.fields.test_conformance import QUESTIONS
from tests.forms.fuzzing import usual
from tests.forms.loading.small import SMALL
from tests.portal.services.paper.paper import CITY, GOLDEN, MADE, ON, filled, golden, procedure, text_of

SHIPPED = load_folder(TREE / "forms" / "procedures", fields=field_types())
SPEECH = Speech("ja", sentences("ja"), {})
RECEIPT = "26-000-000-017"


@pytest.mark.parametrize("name", ["blank.json", "filled.json", "sheet.json"])
def test_the_typesetter_is_handed_exactly_this(name: str) -> None:
    assert golden()[name] == json.loads((GOLDEN / name).read_text())


@pytest.mark.parametrize("name", some(SHIPPED, 12))
def test_every_shipped_procedure_prints_blank_with_all_its_questions(name: str) -> None:
    shipped = SHIPPED[name]
    paper = print_form(shipped, CITY, ON, MADE)
    text = text_of(paper.pdf)
    assert paper.missing == ()
    rules = PaperRules(shipped, CITY, ON, {})
    asked = [reading_label(field, field.label) for field in shipped.fields if field.type.asks and rules.asks(field)]
    assert [label for label in asked if "".join(label.split()) not in text] == []
    assert f"{CITY.office(shipped.duty, ON).authority}宛て" in text


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
        text = text_of(print_form(everything, CITY, ON, MADE, given).pdf)
        assert [field.label for field in fields if field.label not in text] == []


def test_a_blank_form_has_boxes_to_tick_eras_and_room_to_sign() -> None:
    text = text_of(print_form(procedure(), CITY, ON, MADE).pdf)
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
        assert words in text
    assert "画面だけ" not in text
    assert "✓を書いてください" in text
    assert "□✓" not in text


def test_conditions_are_stated_by_the_number_of_the_question() -> None:
    text = text_of(print_form(procedure(), CITY, ON, MADE).pdf)
    assert "問8が「なくした」のとき" in text
    assert "問2の人が40歳以上のとき" in text


def test_a_filled_form_ticks_what_was_chosen_and_shows_every_answer() -> None:
    text = text_of(print_form(procedure(), CITY, ON, MADE, filled(RECEIPT)).pdf)
    for words in (
        "髙橋𠮷乃", "タカハシヨシノ", "昭和24年（1949年）4月3日", "〒000-0001", "一丁目2番3号", "例示ハイツ202",
        "□✓なくした", "□破れた", "一行目二行目", "令和8年11月20日", RECEIPT, "0000000101",
    ):  # fmt: skip
        assert words in text
    assert "□✓破れた" not in text
    assert "のとき" not in text


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
    text = text_of(print_form(procedure(), CITY, ON, MADE).pdf)
    assert text.count("家族の氏名") == 3
    assert "足りないときは、この用紙をもう1枚使ってください。" in text


def test_papers_are_listed_with_their_conditions_or_as_these_answers_need_them() -> None:
    blank = form_content(procedure(), CITY, ON, None)["papers"][-1]
    assert blank["items"] == [
        "写真", "届出の写し（遺失届、盗難届のどれか）：問8が「なくした」のとき", "在学証明書（あとからでも出せます）：問6が「はい」のとき",
    ]  # fmt: skip
    (needed,) = form_content(procedure(), CITY, ON, filled(reason="torn", lost_how=None))["papers"]
    assert needed["items"] == ["写真", "家族 2の在学証明書（あとからでも出せます）"]


def test_a_blank_form_says_until_when_and_what_is_only_an_estimate() -> None:
    content, due = form_content(procedure(), CITY, ON, None), procedure().due
    assert content["due"] == "問2から20年後（市役所が閉まっている日なら次に開く日）まで"
    assert due is not None
    guessed = replace(procedure(), due=replace(due, certainty="assumed"))
    assert form_content(guessed, CITY, ON, None)["due"].endswith("まで（めやす）")


def test_a_blank_form_has_a_line_to_tick_for_who_is_late_and_a_filled_one_only_where_it_is_late() -> None:
    blank = text_of(print_form(procedure(), CITY, ON, MADE).pdf)
    assert "□期限を過ぎて出す人は、ここに✓を書いてください。" in blank
    assert "すぎても出せます。" not in blank
    late, in_time = (
        text_of(print_form(procedure(), CITY, ON, MADE, filled(birth=birth)).pdf)
        for birth in ("1949-04-03", "2010-04-03")
    )
    assert ("✓期限を過ぎています。" in late, "期限を過ぎて" in in_time) == (True, False)


def test_a_sentence_to_read_is_on_the_blank_form_and_what_is_computed_on_the_filled_one() -> None:
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
    text = text_of(paper.pdf)
    assert paper.missing == ()
    assert text.count("".join(HOSTILE.split())) == 2
    assert "-一+二" in text


def test_nothing_is_cut_off_however_long_it_is() -> None:
    parts = [f"{number:04}あ" for number in range(2000)]
    paper = print_form(procedure(), CITY, ON, MADE, filled(note="".join(parts), lost_how="x" * 300))
    pages = [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(paper.pdf)).pages]
    assert len(pages) > 3
    assert [part for part in parts if part not in "".join(pages).replace("\n", "")] == []
    lines = [line for line in pages[0].split("\n") if "xxx" in line]
    assert sum(line.count("x") for line in lines) == 300
    assert max(map(len, lines)) < 70


def test_a_name_in_any_script_is_printed_or_its_missing_character_is_marked_and_reported() -> None:
    strange = "\U0010de92"  # 外字 of plane 16: in no typeface of any system
    names = {"family": f"葛{strange}", "given": "Nguyễn Thị Hoà"}
    paper = print_form(procedure(), CITY, ON, MADE, filled(name=names))
    text = text_of(paper.pdf)
    assert paper.missing == (strange,)
    assert "葛〓NguyễnThịHoà" in text
    assert "〓は、この印刷で表せない文字です。U+10DE92。" in text


def test_whatever_sign_can_be_kept_can_be_printed() -> None:
    """Typst refuses a document with a character that no font has."""
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
    monkeypatch.setattr("portal.services.paper.typeset.faces", lambda: own)
    monkeypatch.setattr("portal.services.paper.typeset.fonts", lambda: alone)
    names = {"family": "髙𠮷", "given": "𪛖"}
    paper = print_form(procedure(), CITY, ON, MADE, filled(RECEIPT, name=names))
    assert paper.missing == ("𪛖",)
    assert "髙𠮷〓" in text_of(paper.pdf)
    assert print_form(procedure(), CITY, ON, MADE).missing == ()


# Words of a screen: a person with a pen cannot follow them.
OF_A_SCREEN = re.compile(
    r"次へ|ボタン|入力|選択して|アップロード|スマートフォンで(?!払)|読み取って|クリック|タップ|送信し|サインイン|ログイン|添付して|リンクを|一覧で"
    r"|前のページ|次のページ|このページ|進んで(?!いる)|続けてください|書き写|(?<!」の)(?<!資格情報の)(?<!免許情報の)画面|\{[a-z]"
)
HALF_WIDTH = re.compile(r"[\uff61-\uff9f]+")
ON_PAPER = sorted(name for name, procedure in SHIPPED.items() if counter_doors(procedure))


@pytest.mark.parametrize("name", some(ON_PAPER, 12))
def test_no_blank_form_speaks_of_a_screen(name: str) -> None:
    shipped = in_words_of(CITY, SHIPPED[name], ON)
    official = official_form(TREE / "forms" / "procedures", name)
    texts = [text for form in (official, None) for text in strings(form_content(shipped, CITY, ON, None, form))]
    assert [text for text in texts if OF_A_SCREEN.search(text)] == []


def test_words_of_a_screen_are_recognised_and_those_of_a_leaflet_are_not() -> None:
    for words in ("空けたまま進んでください。", "前のページで選びます。", "この画面で出します。", "{city}条例"):
        assert OF_A_SCREEN.search(words), words
    assert OF_A_SCREEN.search("マイナポータルの「医療保険の資格情報」の画面、資格確認書") is None


@pytest.mark.parametrize("name", sorted({*some(ON_PAPER, 12), "judo-iryohi"}))  # with rows that are none
def test_every_answer_of_the_applicant_is_on_the_printed_form(name: str) -> None:
    """On the official sheet where there is one, or below it."""
    shipped = in_words_of(CITY, SHIPPED[name], ON)
    path = valid_sample(shipped, usual(shipped, 1), 1)
    official = official_form(TREE / "forms" / "procedures", name)
    text = text_of(print_form(shipped, CITY, ON, MADE, Filled(path, ON), official).pdf)
    answered = [field for field in path.fields if field.type.asks and field.id in path.answers]
    boxes = {field.id: draw_field(field, path.answers[field.id], SPEECH, ON) for field in answered}
    assert answered
    assert text.count("✓") >= sum(item["ticked"] for box in boxes.values() for item in box.get("items", ()))
    text = text.replace("\u200b", "")  # where a long word may break
    answers = [(name, full_width(words)) for name, box in boxes.items() for words in written(box)]
    absent = [name for name, words in answers if "".join(words.split()) not in text]
    assert absent == []


def full_width(words: str) -> str:
    return HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), words)


def sheet(name: str, number: int = -1) -> str:
    shipped = in_words_of(CITY, SHIPPED[name], ON)
    pdf = print_form(shipped, CITY, ON, MADE, None, None).pdf
    return "".join(PdfReader(io.BytesIO(pdf)).pages[number].extract_text().split())


@pytest.mark.parametrize("name", ["suido-meigi", "zei-shomei", "gakudo-hoiku"])
def test_no_sheet_holds_the_signature_alone(name: str) -> None:
    assert all(words in sheet(name) for words in ("出すところ", "署名"))


def test_who_answers_a_survey_neither_signs_nor_shows_who_they_are() -> None:
    text = sheet("shisei-anketo")
    assert "収受印" in text
    assert [word for word in ("署名", "本人確認") if word in text] == []


def test_a_blank_form_says_that_counts_are_published() -> None:
    assert ["一人ひとりの答えは" in sheet(name, 0) for name in ("shisei-anketo", "zei-shomei")] == [True, False]


def test_days_in_the_words_of_the_city_are_in_its_calendar_and_those_of_the_applicant_as_written() -> None:
    kept = {"paragraphs": ["2027年4月10日"], "rows": ["12000年1月1日、2000年13月1日"]}
    assert in_eras({"due": "2027年4月10日まで", **kept}) == {"due": "令和9年4月10日まで", **kept}
    texts = strings(form_content(in_words_of(CITY, SHIPPED["jido-teate-genkyo"], ON), CITY, ON, None))
    assert [text for text in texts if re.search("[0-9]{4}年[0-9]+月[0-9]+日", text)] == []


def written(box: Mapping[str, Any]) -> list[str]:
    """What a person answered, as words of the box; for ticks the words beside them."""
    if box["kind"] == "options":
        return [item["told"] for item in box["items"] if item["ticked"]]
    return [words for key in ("paragraphs", "lines", "text") for words in strings(box.get(key, ""))]


def small_rows(questions: str) -> list[dict[str, Any]]:
    made = replace(load_text(SMALL + questions, "small.yaml", fields=field_types()), duty=procedure().duty)
    sections = form_content(made, CITY, ON, None)["sections"]
    return [row for section in sections for group in section["groups"] for row in group["rows"]]


def test_a_long_condition_is_printed_once_for_the_questions_below_it() -> None:
    options = "{lost: なくしたので、新しいものがすぐにほしい, torn: 破れたので、取りかえたい}"
    asks = [f"{{id: q{number}, type: text, label: その{number}, when: why == lost}}" for number in range(3)]
    last = "{id: last, type: text, label: 終わり}"
    together = f"      - {{together: くわしく, id: more, ask: [{', '.join([*asks, last])}]}}\n"
    rows = small_rows(f"      - {{id: why, type: choice, label: わけ, options: {options}}}\n{together}")
    first, *others = [row for row in rows if row["label"].startswith("その")]
    assert first["when"].endswith("「なくしたので、新しいものがすぐにほしい」のとき")
    assert [row["when"] for row in others] == [f"問{first['number']}と同じとき"] * 2


def test_a_note_for_some_says_for_whom() -> None:
    rows = small_rows("      - {id: note, type: note, label: 急いでください。, when: reason == torn}\n")
    assert [row["when"] for row in rows if row["note"]] == ["問1が「破れた」のとき"]


def test_the_heading_of_a_section_is_not_repeated_below_it() -> None:
    sections = form_content(replace(SHIPPED["doro-senyo"]), CITY, ON, None)["sections"]
    assert [
        section["title"] for section in sections for group in section["groups"] if group["title"] == section["title"]
    ] == []
