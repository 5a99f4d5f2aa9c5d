"""`kakanai procedures print` and `sheet`: from an id or a file to paper; what is wrong, in one sentence each."""

import json
from pathlib import Path

import pytest

from portal.config import TREE
from tests.portal.cli.conftest import Kakanai
from tests.portal.services.paper import ANSWERS, DEFINITION, text_of

# As people write them: rows by rows.
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
    assert first.read_bytes() == again.read_bytes()
    assert "被保険者証などの再交付申請" in text_of(first.read_bytes())


def test_answers_fill_the_form_and_open_ones_are_named(kakanai: Kakanai, definition: str, tmp_path: Path) -> None:
    answers, out = tmp_path / "answers.json", tmp_path / "filled.pdf"
    answers.write_text(json.dumps({name: value for name, value in WRITTEN.items() if name != "kana"}))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(out))
    assert (ran.status, ran.err) == (0, "kana: no answer; its box is left to write in.\n")
    said = text_of(out.read_bytes())
    assert "髙橋𠮷乃" in said
    assert "家族2（髙橋二）" in said


def test_a_sign_that_no_font_draws_is_a_problem_and_the_form_is_there(
    kakanai: Kakanai, definition: str, tmp_path: Path
) -> None:
    answers, out = tmp_path / "answers.json", tmp_path / "filled.pdf"
    answers.write_text(json.dumps({**WRITTEN, "lost_how": "駅で\U0010de92"}))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(out))
    assert (ran.status, ran.err) == (1, f"U+10DE92: no font here draws it; {out} has 〓 instead.\n")
    assert "駅で〓" in text_of(out.read_bytes())


def test_answers_that_nobody_could_give_are_told_and_nothing_is_printed(
    kakanai: Kakanai, definition: str, tmp_path: Path
) -> None:
    answers, out = tmp_path / "answers.json", tmp_path / "filled.pdf"
    answers.write_text(json.dumps({"nobody": 1, "birth": "soon", "number": "12"}))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(out))
    assert ran.status == 1
    assert ran.err.splitlines()[:2] == [
        "nobody: the procedure has no such question.", 'birth: "soon" is no answer of type date.',
    ]  # fmt: skip
    assert "「被保険者番号」" in ran.err
    assert not out.exists()


@pytest.mark.parametrize("content", ["{", "[]", "\ud800"])
def test_a_file_that_holds_no_answers_is_told(kakanai: Kakanai, definition: str, tmp_path: Path, content: str) -> None:
    answers = tmp_path / "answers.json"
    answers.write_bytes(content.encode(errors="surrogatepass"))
    ran = kakanai("procedures", "print", definition, "--answers", str(answers), "--out", str(tmp_path / "no.pdf"))
    assert ran.status == 1
    assert ran.err.startswith(f"{answers}: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("print", "nothing", "--blank", "--out", "x.pdf"), "nothing: there is no such procedure"),
        (("print", "nothing.yaml", "--blank", "--out", "x.pdf"), "nothing.yaml: there is no such file or folder."),
        (("print", SHIPPED, "--blank", "--out", "/nowhere/x.pdf"), "/nowhere/x.pdf: it cannot be written"),
        (("sheet", SHIPPED, "--out", "/nowhere/x.html"), "/nowhere/x.html: it cannot be written"),
        (("sheet", SHIPPED, "--on", "1999-01-01"), "no office of 見本市 holds care-qualification on 1999-01-01"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence(kakanai: Kakanai, arguments: tuple[str, ...], told: str) -> None:
    ran = kakanai("procedures", *arguments)
    assert ran.status == 1
    assert ran.err.startswith(told)
    assert ran.err.count("\n") == 1


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
    here = kakanai("procedures", "sheet", definition).out
    assert content["assumed"] == 3
    assert here.count("\n□") == 3
    assert html.read_text().count('<tr class="assumed">') == 3
    for said in (text_of(pdf.read_bytes()), html.read_text(), here):
        assert "「どうしましたか」が「なくした」のとき" in said
        assert "reason==lost" in said.replace(" ", "")


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
