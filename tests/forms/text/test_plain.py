"""Data of sheets kept beside them: the same as those that are parsed, and nothing else counts."""

import json
import sys
from pathlib import Path

import pytest

from forms import messages
from forms.complaints import Refused
from forms.loading import parsed, tree
from forms.text import plain, reading
from forms.text.plain import keep_all, kept_plain
from forms.text.reading import Sheet

TEXT = "title: 見本\nrows: [1, true, {a: '2'}]\n"


class Sample(Sheet):
    title: str
    rows: tuple[object, ...] = ()

    def faults(self) -> list[reading.Fault]:
        return [(("rows",), "too many")] if len(self.rows) > 3 else []


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    # Texts that were parsed, in a tree of its own.
    texts: list[str] = []

    def counted(text: str, name: str, elsewhere: bool) -> tree.Node:
        texts.append(text)
        return parsed.parsed(text, name, elsewhere)

    monkeypatch.setattr(plain, "_TREE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(tree, "_parsed", counted)
    return texts


def sheet(folder: Path, text: str = TEXT) -> Path:
    path = folder / "sample.yaml"
    path.write_text(text, "utf-8")
    return path


def is_parsed(path: Path, parses: list[str]) -> bool:
    # Whether the next process parses it instead of taking what is kept.
    tree._known.cache_clear()
    before = len(parses)
    assert reading._read_sheet(path, Sample) == Sample(title="見本", rows=(1, True, {"a": "2"}))
    return len(parses) > before


def kept_of(path: Path) -> Path:
    return path.parent / "__pycache__" / "sample.yaml.json"


def test_another_process_takes_what_is_kept(tmp_path: Path, parses: list[str]) -> None:
    path = sheet(tmp_path)
    assert is_parsed(path, parses)
    assert not is_parsed(path, parses)
    assert [file.name for file in kept_of(path).parent.iterdir()] == ["sample.yaml.json"]


def test_another_text_is_parsed(tmp_path: Path, parses: list[str]) -> None:
    path = sheet(tmp_path)
    assert is_parsed(path, parses)
    sheet(tmp_path, f"# the same\n{TEXT}")
    assert is_parsed(path, parses)
    assert not is_parsed(path, parses)


def test_another_parser_parses_again(tmp_path: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(tmp_path)
    assert is_parsed(path, parses)
    monkeypatch.setattr(plain, "_parser", lambda: b"of another release")
    assert is_parsed(path, parses)


def test_a_damaged_file_is_not_used_and_replaced(tmp_path: Path, parses: list[str]) -> None:
    path = sheet(tmp_path)
    assert is_parsed(path, parses)
    whole = kept_of(path).read_bytes()
    other = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in (0, 64, 65, len(whole) - 1)]
    for content in (*other, *(whole[:length] for length in (0, 10, 64, 65, len(whole) - 1)), b"\xff"):
        kept_of(path).write_bytes(content)
        assert is_parsed(path, parses)
        assert kept_of(path).read_bytes() == whole
    assert not is_parsed(path, parses)


@pytest.mark.parametrize("fault", ["colour: red", "title: {}", "rows: [1, 2, 3, 4]"])
def test_faults_are_named_with_their_place_whatever_is_kept(tmp_path: Path, parses: list[str], fault: str) -> None:
    text = f"{'' if fault.startswith('title') else 'title: 見本'}\n{fault}\n"
    path = sheet(tmp_path, text)
    plain.keep_plain(path, text, tree.read_tree(text, "x.yaml").plain())
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            reading._read_sheet(path, Sample)
        assert [(complaint.file, complaint.line) for complaint in refused.value.complaints] == [(str(path), 2)]


def test_sentences_are_kept_too_and_none_that_are_refused(tmp_path: Path, parses: list[str]) -> None:
    path = sheet(tmp_path, "a: 見本\nb: 別の見本\n")
    for _ in range(2):
        tree._known.cache_clear()
        assert messages.load(path) == {"a": "見本", "b": "別の見本"}
    assert len(parses) == 1
    sheet(tmp_path, "a: [見本]\n")
    plain.keep_plain(path, "a: [見本]\n", {"a": ["見本"]})
    for _ in range(2):
        with pytest.raises(Refused):
            messages.load(path)


def test_nothing_is_written_outside_of_the_tree_and_where_no_byte_code_may_be(
    tmp_path: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(tmp_path)
    monkeypatch.setattr(plain, "_TREE", tmp_path / "elsewhere")
    assert is_parsed(path, parses)
    monkeypatch.setattr(plain, "_TREE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert is_parsed(path, parses)
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_costs_a_parse(tmp_path: Path, parses: list[str]) -> None:
    path = sheet(tmp_path)
    (tmp_path / "__pycache__").touch()
    assert is_parsed(path, parses)
    assert is_parsed(path, parses)


def test_an_image_keeps_all_sheets_of_the_tree(
    tmp_path: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("forms/text", "portal/words", "forms/procedures"):
        (tmp_path / folder).mkdir(parents=True)
        sheet(tmp_path / folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keep_all()
    assert sorted(str(path.parent.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")) == [
        "forms/text/__pycache__", "portal/words/__pycache__",
    ]  # fmt: skip


@pytest.mark.uncounted
def test_every_sheet_of_the_tree_is_the_same_again() -> None:
    for path in plain._sheets():
        text = path.read_text("utf-8")
        try:
            data = tree.read_tree(text, str(path)).plain()
        except Refused:
            continue
        assert json.loads(json.dumps(data, ensure_ascii=False)) == data, path
        assert kept_plain(path, text) in (None, data), path
