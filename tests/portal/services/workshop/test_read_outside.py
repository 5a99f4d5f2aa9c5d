"""What a file is, by its content."""

import io
import zipfile

import pytest
from xlsxwriter import Workbook

from portal.services.workshop.read_outside import MOST_BOXES, read_outside
from tests.integrations.imports.other_products import tumo
from tests.portal.services.outside import workbook


def test_the_kind_is_known_by_the_sheets() -> None:
    own = workbook({"表紙": [["x"]], "質問": [["質問"], ["氏名"]]})
    form = workbook({"survey": [["type", "name", "label"], ["text", "a", "あ"]], "settings": [["form_title"], ["題"]]})
    assert read_outside(own, "", "題名").title == "題名"
    assert [read_outside(own, "", "").steps[0]["ask"][0]["label"], read_outside(form, "", "").title] == ["氏名", "題"]
    assert read_outside("質問,種類\r\nいつ,日".encode("cp932"), "", "").steps[0]["ask"][0]["type"] == "date"
    assert read_outside(None, "氏名", "").questions == 1


def test_the_headings_of_another_products_table_become_questions_but_for_those_of_the_office() -> None:
    collected = read_outside(tumo(2), "", "再交付")
    labels = [item["label"] for step in collected.steps for item in step.get("ask", ())]
    assert collected.steps[0]["use"] == "person", "氏名, フリガナ, 生年月日, 住所 and 電話番号"
    assert labels == ["だれの証ですか", "どの証を再交付しますか", "再交付の理由", "受け取り方", "備考"]
    assert [line.words.partition("は")[0] for line in collected.untaken] == [
        "「整理番号」", "「パスワード」", "「申込日時」", "「処理状況」",
    ]  # fmt: skip
    assert "髙見本" not in str(collected), "no answer goes into a definition"


def test_of_a_form_its_three_sheets_are_read_wherever_they_lie_in_the_workbook() -> None:
    others: dict[str, list[list[str]]] = {f"枚{number}": [["質問"], ["氏名"]] for number in range(12)}
    form = workbook({**others, " Survey": [["type", "name", "label"], ["text", "a", "あ"]]})
    assert read_outside(form, "", "").steps[0]["ask"][0]["label"] == "あ"


def test_a_formula_gives_its_last_value_as_words() -> None:
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("質問")
        sheet.write_string(0, 0, "質問")
        sheet.write_formula(1, 0, '=HYPERLINK("https://example.test","x")', None, "=cmd|' /C calc'!A0")
        sheet.write_number(2, 0, 3)
    labels = [item["label"] for item in read_outside(made.getvalue(), "", "").steps[0]["ask"]]
    assert labels == ["=cmd|' /C calc'!A0", "3"]


def _entity() -> bytes:
    made = io.BytesIO(workbook({"質問": [["質問"], ["氏名"]]}))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/evil.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    return made.getvalue()


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))
    return made.getvalue()


@pytest.mark.parametrize("content", [b"PK\x03\x04", _entity(), _bomb(), b"\xff\xff\x00", b""])
def test_what_is_hostile_or_no_table_is_refused_whole(content: bytes) -> None:
    collected = read_outside(content, "", "")
    assert (collected.questions, len(collected.untaken)) == (0, 1)


def test_a_list_of_boxes_is_bounded() -> None:
    assert read_outside(None, "あ\n" * MOST_BOXES, "").questions == 0
