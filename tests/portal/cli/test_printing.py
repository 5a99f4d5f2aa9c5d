"""`kakanai procedures print` and `sheet`."""

import json
from pathlib import Path

import pytest

from portal.config import TREE
from tests.portal.cli.conftest import Kakanai
from tests.portal.services.paper.paper import ANSWERS, DEFINITION, text_of

# As in a file of answers: members as a list of rows.
WRITTEN = {name: value for name, value in ANSWERS.items() if not name.startswith("members")} | {
    "members": [{"who": "髙橋 一", "abroad": False}, {"who": "髙橋 二", "abroad": True, "since": "2024-04"}]
}

SHIPPED = "kaigo-hihokenshasho-saikofu"


@pytest.fixture
def definition(tmp_path: Path) -> str:
    file = tmp_path / "paper.yaml"
    file.write_text(DEFINITION)
    return str(file)


def test_a_blank_form_of_a_shipped_procedure_is_the_same_twice_on_a_day(kakanai: Kakanai, tmp_path: Path) -> None:
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    for out in (first, again):
        ran = kakanai("procedures", "print", SHIPPED, "--blank", "--out", str(out), "--on", "2026-11-20")
        assert (ran.status, ran.err) == (0, "")
        assert f"{out} に書きました。" in ran.out
    assert first.read_bytes() == again.read_bytes()
    assert "被保険者証などの再交付申請" in text_of(first.read_bytes())


def test_answers_fill_the_form_and_open_ones_are_named(kakanai: Kakanai, definition: str, tmp_path: Path) -> None:
    answers, out = tmp_path / "answers.json", tmp_path / "filled.pdf"
    answers.write_text(json.dumps({name: value for name, value in WRITTEN.items() if name != "kana"}))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(out))
    assert (ran.status, ran.english) == (0, ["kana: no answer; its box is left to write in."])
    text = text_of(out.read_bytes())
    assert "髙橋𠮷乃" in text
    assert "家族2（髙橋二）" in text


def test_a_sign_that_no_font_draws_is_a_problem_and_the_form_is_there(
    kakanai: Kakanai, definition: str, tmp_path: Path
) -> None:
    answers, out = tmp_path / "answers.json", tmp_path / "filled.pdf"
    answers.write_text(json.dumps({**WRITTEN, "lost_how": "駅で\U0010de92"}))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(out))
    assert (ran.status, ran.english) == (1, [f"U+10DE92: no font here draws it; {out} has 〓 instead."])
    assert "駅で〓" in text_of(out.read_bytes())


def test_answers_that_nobody_could_give_are_reported_and_nothing_is_printed(
    kakanai: Kakanai, definition: str, tmp_path: Path
) -> None:
    answers, out = tmp_path / "answers.json", tmp_path / "filled.pdf"
    answers.write_text(json.dumps({"nobody": 1, "birth": "soon", "number": "12"}))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(out))
    assert ran.status == 1
    assert ran.english == [
        "nobody: the procedure has no such question.", 'birth: "soon" is not an answer of type date.',
    ]  # fmt: skip
    assert "「被保険者番号」" in ran.err
    assert not out.exists()


@pytest.mark.parametrize("content", ["{", "[]", "\ud800"])
def test_a_file_that_holds_no_answers_is_reported(
    kakanai: Kakanai, definition: str, tmp_path: Path, content: str
) -> None:
    answers = tmp_path / "answers.json"
    answers.write_bytes(content.encode(errors="surrogatepass"))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(tmp_path / "no.pdf"))
    assert ran.status == 1
    assert ran.english[0].startswith(f"{answers}: ")
    assert ran.err.count("\n") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("print", "nothing", "--blank", "--out", "x.pdf"), "nothing: there is no such procedure"),
        (("print", "nothing.yaml", "--blank", "--out", "x.pdf"), "nothing.yaml: there is no such file or folder."),
        (("print", SHIPPED, "--blank", "--out", "/nowhere/x.pdf"), "/nowhere/x.pdf: it cannot be written"),
        (("sheet", SHIPPED, "--out", "/nowhere/x.html"), "/nowhere/x.html: it cannot be written"),
        (("sheet", SHIPPED, "--on", "1999-01-01"), "no office of 見本市 holds care-qualification on 1999-01-01"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence(kakanai: Kakanai, arguments: tuple[str, ...], message: str) -> None:
    ran = kakanai("procedures", *arguments)
    assert ran.status == 1
    assert ran.english[0].startswith(message)
    assert ran.err.count("\n") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("print", SHIPPED, "--out", "x.pdf"),
        ("print", SHIPPED, "--blank", "--answers", "a.json", "--out", "x.pdf"),
        ("print", SHIPPED, "--blank"),
        ("sheet", SHIPPED, "--out", "x.docx"),
    ],
)
def test_a_wrong_use_ends_with_status_2(kakanai: Kakanai, arguments: tuple[str, ...]) -> None:
    assert kakanai("procedures", *arguments).status == 2


def test_the_sheet_is_printed_as_pdf_html_json_and_here(kakanai: Kakanai, definition: str, tmp_path: Path) -> None:
    pdf, html = tmp_path / "sheet.pdf", tmp_path / "sheet.html"
    for out in (pdf, html):
        assert kakanai("procedures", "sheet", definition, "--out", str(out)).status == 0
    content = json.loads(kakanai("procedures", "sheet", definition, "--json").out)
    printed = kakanai("procedures", "sheet", definition).out
    assert content["assumed"] == 3
    assert printed.count("\n□") == 3
    assert html.read_text().count('<tr class="assumed">') == 3
    for text in (text_of(pdf.read_bytes()), html.read_text(), printed):
        assert "「どうしましたか」が「なくした」のとき" in text
        assert "reason==lost" in text.replace(" ", "")


def test_the_sheet_against_the_version_before_has_only_what_changed(
    kakanai: Kakanai, definition: str, tmp_path: Path
) -> None:
    before = tmp_path / "before" / Path(definition).name
    before.parent.mkdir()
    before.write_text(Path(definition).read_text().replace("title: ", "title: 前の"))
    ran = kakanai("procedures", "sheet", definition, "--against", str(before))
    assert ran.status == 0
    assert "版の票から変わった2行" in ran.out
    assert "前の版にあって、なくなったこと" in ran.out
    other = TREE / "forms" / "procedures" / f"{SHIPPED}.yaml"
    assert "are two procedures" in kakanai("procedures", "sheet", definition, "--against", str(other)).err


def test_a_notice_is_printed_from_invented_answers_or_given_ones(kakanai: Kakanai, tmp_path: Path) -> None:
    out = tmp_path / "notice.pdf"
    ran = kakanai("procedures", "print", SHIPPED, "--notice", "refused", "--out", str(out), "--on", "2026-11-20")
    assert (ran.status, ran.err) == (0, "")
    text = text_of(out.read_bytes())
    assert all(words in text for words in ("処理結果通知書", "根拠となる規定", "見本県介護保険審査会", "公印省略"))
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"treatment": "rehabilitation"}))
    printed = ("procedures", "print", "jiritsu-shien-iryo-koshin", "--notice", "refused", "--out", str(out))
    assert kakanai(*printed, "--answers", str(answers), "--on", "2026-11-20").status == 0
    assert "自立支援医療費支給認定却下通知書" in text_of(out.read_bytes())


def test_an_outcome_without_a_notice_is_named_with_those_that_have_one(kakanai: Kakanai, tmp_path: Path) -> None:
    ran = kakanai("procedures", "print", SHIPPED, "--notice", "closed", "--out", str(tmp_path / "notice.pdf"))
    assert (ran.status, ran.english) == (
        1,
        [f"{SHIPPED} has no notice of the city for closed; it has: approved, partly, refused, annulled, revoked."],
    )
    ran = kakanai(
        "procedures", "print", SHIPPED, "--notice", "refused", "--blank", "--out", str(tmp_path / "notice.pdf")
    )
    assert ran.status == 2


def test_the_notices_are_listed_with_their_fields(kakanai: Kakanai) -> None:
    listed = json.loads(kakanai("procedures", "notices", "--json").out)
    assert {"procedure", "outcome", "title", "fields", "core_system", "forwarded"} == set(listed[0])
    titles = {(line["procedure"], line["outcome"], line["forwarded"]): line["title"] for line in listed}
    assert titles["jido-teate-nintei", "refused", False] == "児童手当 認定請求却下通知書"
    assert titles["tokubetsu-jido-fuyo-teate", "approved", True] == "結果のお知らせ"
    assert titles["jido-teate-nintei", "annulled", False] == "決定取消通知書"


LIST = """\
format: 1
form: 見本の様式
source: 試し
certainty: assumed
sheet: {front: [{part: 本人, rows: [[本人 氏名]]}]}
boxes: [{box: 本人 氏名, from: name}]
"""


@pytest.fixture
def list_of_boxes(definition: str) -> Path:
    file = Path(definition).parent / "boxes" / "paper.yaml"
    file.parent.mkdir()
    file.write_text(LIST)
    return file


def test_the_official_form_is_printed_or_all_questions(
    kakanai: Kakanai, definition: str, list_of_boxes: Path, tmp_path: Path
) -> None:
    titles = []
    for options in ((), ("--questions",)):
        out = tmp_path / "blank.pdf"
        ran = kakanai("procedures", "print", definition, "--blank", "--out", str(out), *options)
        assert (ran.status, ran.err) == (0, "")
        words = text_of(out.read_bytes())
        titles.append(("見本の様式" in words, "被保険者番号" in words))
    assert titles == [(True, False), (False, True)]


def test_a_list_of_boxes_is_checked_with_its_procedure(
    kakanai: Kakanai, definition: str, list_of_boxes: Path, tmp_path: Path
) -> None:
    list_of_boxes.write_text(LIST.replace("from: name", "from: unknown"))
    ran = kakanai("procedures", "check", definition)
    assert f"{list_of_boxes}:6:" in ran.err
    assert "本人 氏名: no question or paper is called unknown" in ran.err
    list_of_boxes.write_text(LIST.replace("rows: [[本人 氏名]]", "rows: [[本人 名前]]"))
    ran = kakanai("procedures", "check", definition)
    assert "本人 名前: no such box" in ran.err
