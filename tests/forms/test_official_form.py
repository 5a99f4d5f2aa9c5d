"""The boxes of an official form, for counting."""

from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.official_form import official_form

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
