"""Reading of sheets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.text.reading import Fault, Sheet, complaint_at, read_beside, read_sheet


class Span(Sheet):
    low: int
    high: int

    def faults(self) -> Iterator[Fault]:
        if self.high < self.low:
            yield ("high",), "less than low"


def test_what_only_shows_in_the_whole_file_has_its_place_too(tmp_path: Path) -> None:
    (tmp_path / "span.yaml").write_text("low: 1\nhigh: 2\n", encoding="utf-8")
    assert read_sheet(tmp_path / "span.yaml", Span) == Span(low=1, high=2)
    (tmp_path / "span.yaml").write_text("low: 2\nhigh: 1\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"span\.yaml:2:7: less than low \[value\.unfit\]"):
        read_sheet(tmp_path / "span.yaml", Span)


class Note(Sheet):
    text: str


def test_a_sheet_is_read_again_when_its_file_was_changed_and_only_then(tmp_path: Path) -> None:
    file = tmp_path / "note.yaml"
    file.write_text("text: ひとつ\n", "utf-8")
    first = read_sheet(file, Note)
    assert read_sheet(file, Note) is first
    file.write_text("text: もうひとつ\n", "utf-8")
    assert read_sheet(file, Note).text == "もうひとつ"


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        read_sheet(tmp_path / "note.yaml", Note)


def test_what_only_shows_beside_something_else_has_its_place_too(tmp_path: Path) -> None:
    file = tmp_path / "note.yaml"
    file.write_text("# one line\ntext: 赤\n", "utf-8")
    assert str(complaint_at(file, ("text",), "note.unknown", "unexpected content")).startswith(f"{file}:2:")
    with pytest.raises(Refused, match=r"note\.yaml:2:7: unexpected content"):
        read_beside(file, Note, lambda note: [(("text",), "unexpected content")] if note.text == "赤" else [])
    assert read_beside(file, Note, lambda _: ()) == Note(text="赤")
