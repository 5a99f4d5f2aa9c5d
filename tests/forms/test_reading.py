"""A mapping with places, or a complaint."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.reading import Fault, Sheet, read_sheet, read_yaml


def test_a_mapping_knows_where_its_keys_stand(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# comment\na: 1\nb: 2\n", encoding="utf-8")
    data = read_yaml(tmp_path / "a.yaml")
    assert (dict(data), data.lc.key("b")) == ({"a": 1, "b": 2}, (2, 0))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: [1\n", "a.yaml:2:1: no valid YAML"),
        (b"a: 1\na: 2\n", "a.yaml:2:1: no valid YAML: found duplicate key"),
        (b"a: 2026-02-31\n", "a.yaml:1:1: no valid YAML: day is out of range"),
        ("a: 見本".encode("cp932"), "a.yaml:1:1: no valid YAML"),
        (b"- a\n", "a.yaml:1:1: the file must be a mapping"),
    ],
)
def test_anything_else_is_refused_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_yaml(tmp_path / "a.yaml")
    assert said in str(refused.value)


class Span(Sheet):
    """Two numbers that only together can be wrong."""

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
    said: str


def test_a_sheet_is_read_again_when_its_file_was_changed_and_only_then(tmp_path: Path) -> None:
    file = tmp_path / "note.yaml"
    file.write_text("said: ひとつ\n", "utf-8")
    first = read_sheet(file, Note)
    assert read_sheet(file, Note) is first
    file.write_text("said: もうひとつ\n", "utf-8")
    assert read_sheet(file, Note).said == "もうひとつ"


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        read_sheet(tmp_path / "note.yaml", Note)
