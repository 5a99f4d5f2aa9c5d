"""The boxes of an official form."""

from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.definition.official_form import OfficialForm, official_form
from tests.house.tree import ROOT

FORM = "format: 1\nform: 届\nsource: 市の案内\ncertainty: assumed\nboxes:\n"


def test_the_questions_of_its_boxes(tmp_path: Path) -> None:
    (tmp_path / "boxes").mkdir()
    written = tmp_path / "boxes" / "todoke.yaml"
    written.write_text(FORM + "  - {box: 氏名, from: name}\n  - {box: 届出日, because: 市が書く}\n", encoding="utf-8")
    form = official_form(tmp_path, "todoke")
    assert form is not None
    assert form.questions == {"name"}
    assert official_form(tmp_path, "other") is None
    written.write_text(FORM + "  - {boxes: 氏名}\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"todoke\.yaml"):
        official_form(tmp_path, "todoke")


def test_what_sets_the_form_may_be_surer_than_its_boxes(tmp_path: Path) -> None:
    (tmp_path / "boxes").mkdir()
    file = tmp_path / "boxes" / "todoke.yaml"
    for set_by, sure in (("", False), ("set_by: {text: 規則 様式第1号, certainty: law}\n", True)):
        file.write_text(FORM.replace("boxes:\n", set_by) + "boxes:\n  - {box: 氏名, from: name}\n", encoding="utf-8")
        form = official_form(tmp_path, "todoke")
        assert form is not None
        assert form.sure_of_number is sure


SHEET = """sheet:
  front:
    - part: 届出人
      drop: [申請者]
      rows:
        - [申請者 氏名: 3, 届出人 印]
  apart: {別紙: [別紙]}
"""
BOXES = """boxes:
  - {box: 申請者 氏名, from: name}
  - {box: 届出人 印, because: 求めない}
  - {box: 別紙 勤務先, from: employer}
"""


def written(folder: Path, sheet: str, boxes: str = BOXES) -> OfficialForm:
    (folder / "boxes").mkdir(exist_ok=True)
    text = FORM.removesuffix("boxes:\n") + sheet + boxes
    (folder / "boxes" / "todoke.yaml").write_text(text, encoding="utf-8")
    form = official_form(folder, "todoke")
    assert form is not None
    return form


def test_a_cell_is_a_box_with_its_share_of_the_row(tmp_path: Path) -> None:
    form = written(tmp_path, SHEET)
    assert form.sheet is not None
    (part,) = form.sheet.parts
    assert list(part.cells) == [("申請者 氏名", 3), ("届出人 印", 1)]
    assert [part.label(name) for name, _ in part.cells] == ["氏名", "印"]


def test_a_box_that_stands_nowhere_is_listed(tmp_path: Path) -> None:
    assert written(tmp_path, SHEET).left_out == ()
    extra = BOXES + "  - {box: 申請者 電話, from: phone}\n  - {box: 申請者 氏名（2）, from: name}\n"
    assert written(tmp_path, SHEET, extra).left_out == ("申請者 電話",)
    assert written(tmp_path, "").left_out == ()


def test_a_sheet_names_boxes_of_its_list_only(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="届出人 判: no such box"):
        written(tmp_path, SHEET.replace("届出人 印]", "届出人 判]"))


SUPPLEMENT = """  supplements:
    - supplement: 別紙の証明書
      of: proof
      parts: [{part: 別紙, rows: [[別紙 勤務先]]}]
"""


def test_a_supplement_has_boxes_of_the_list(tmp_path: Path) -> None:
    form = written(tmp_path, SHEET.replace("  apart: {別紙: [別紙]}\n", SUPPLEMENT))
    assert form.left_out == ()
    assert form.sheet is not None
    assert [place for place, _ in form.sheet.places] == [("sheet", "front", 0), ("sheet", "supplements", 0, "parts", 0)]
    assert [part.part for part in form.sheet.parts] == ["届出人"]
    with pytest.raises(Refused, match="別紙 電話: no such box"):
        written(
            tmp_path, SHEET.replace("  apart: {別紙: [別紙]}\n", SUPPLEMENT.replace("[[別紙 勤務先]]", "[[別紙 電話]]"))
        )


def test_the_example_of_the_page_is_a_list(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "official-forms.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "boxes").mkdir()
    (tmp_path / "boxes" / "todoke.yaml").write_text(example, encoding="utf-8")
    form = official_form(tmp_path, "todoke")
    assert form is not None
    assert form.left_out == ()
