"""YAML of definitions."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms.complaints import Refused
from forms.loading import parsed, tree
from forms.loading.tree import node_of, read_tree
from tests.examples import examples, some

SHIPPED = sorted((Path(forms.__file__).parent / "procedures").glob("*.yaml"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("2026-11-20", "2026-11-20"),
        ("1.50", "1.50"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("9" * 17, "9" * 17),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-12", -12),
        ("'007'", "007"),
        ('"null"', "null"),
        ("[a, {b: 1}]", ["a", {"b": 1}]),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
    ],
)
def test_only_whole_numbers_and_true_and_false_are_no_text(written: str, value: object) -> None:
    assert read_tree(f"key: {written}", "x.yaml").plain() == {"key": value}


def test_keys_are_always_text() -> None:
    assert read_tree("1: a\ntrue: b\n", "x.yaml").plain() == {"1": "a", "true": "b"}


@pytest.mark.parametrize(
    ("written", "begins"),
    [
        ("key: a == b", (1, 6)),
        ("key: 'a == b'", (1, 7)),
        ('key: "a == b"', (1, 7)),
        ("key:\n  a == b", (2, 3)),
        ("key: >-\n    a == b\n", (2, 5)),
        ("key: |\n  a == b\n", (2, 3)),
        ("key: 'it''s'", None),
        ("key: a\n  == b", None),
        ('key: "\\u0061"', None),
    ],
)
def test_the_place_of_a_text_is_that_of_its_first_character(written: str, begins: tuple[int, int] | None) -> None:
    child = read_tree(written, "x.yaml").get("key")
    assert child is not None
    assert child.begins == begins


def test_every_complaint_is_reported_at_once_with_its_place() -> None:
    with pytest.raises(Refused) as refused:
        read_tree("a: &x 1\nb: *x\na: ~\nc: 007\n", "x.yaml")
    assert [(complaint.line, complaint.column, complaint.key) for complaint in refused.value.complaints] == [
        (1, 4, "yaml.anchor"),
        (2, 4, "yaml.alias"),
        (3, 1, "yaml.duplicate"),
        (3, 4, "yaml.null"),
        (4, 4, "yaml.leading_zero"),
    ]


@pytest.mark.parametrize("text", ["a: \x01", '"\\UFFFFFFFF": 1', "a: [", "a: |\n", "---\n---\n", "a:\tb"])
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_tree(text, "x.yaml")


def test_what_stands_bare_in_braces_and_has_a_bracket_is_to_be_quoted() -> None:
    with pytest.raises(Refused, match="quote text that contains a bracket or a comma"):
        read_tree("{when: a and b in [c, d], id: e}", "x.yaml")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n", "just words"])
def test_a_definition_is_a_mapping(text: str) -> None:
    with pytest.raises(Refused, match=r"\[yaml.mapping\]"):
        read_tree(text, "x.yaml")


def test_other_line_ends_are_read() -> None:
    assert read_tree("a: b\r\nc: d\r\n", "x.yaml").plain() == {"a": "b", "c": "d"}


def test_a_part_that_is_not_there_is_none() -> None:
    root = read_tree("a: [b]\n", "x.yaml")
    parts = root.get("a")
    assert parts is not None
    assert (root.get("b"), parts.get(1), parts.get("a"), root.part("a"), parts.mapping) == (None, None, None, {}, {})


_PLAIN = st.recursive(
    st.booleans() | st.integers() | st.text(),
    lambda child: st.lists(child) | st.dictionaries(st.text(), child),
    max_leaves=10,
)


@given(_PLAIN)
def test_plain_data_comes_back_plain(data: object) -> None:
    assert node_of(data).plain() == data


@given(st.text(alphabet="ab:-?[]{},&*!|>'\"%@`#~ \n\r\t\\u0\x85\u2028見\ufeff", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_tree(text, "x.yaml")
    except Refused as refused:
        assert refused.complaints  # noqa: PT017


# Two readers


_PIECES = st.sampled_from(
    ["a", "key", "市", "𠮷", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ", ", ",", "'", '"', "|", ">", "|-", "#",
     " #", "?", "? ", "!", "&x", "*x", "%", "@", "`", "\\", "\\/", "\\x41", "~", "no", "12:30", "0x1", "---", "...", "\t", "\r", "=", "<<"]
)  # fmt: skip


def outcome(text: str) -> object:
    try:
        return read_tree(text, "x.yaml")
    except Refused as refused:
        return refused.complaints


def same_by_both(text: str) -> bool:
    quick = outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsed, "_OF_OLD_YAML", re.compile(""))
        tree._known.cache_clear()
        return quick == outcome(text)


@settings(max_examples=examples(40))
@given(st.lists(_PIECES, max_size=14).map("".join).map("key: ".__add__))
def test_both_readers_read_the_same(text: str) -> None:
    assert same_by_both(text), text


def test_a_line_that_ends_as_on_an_old_mac_is_a_line() -> None:
    assert read_tree("a: |\r  b\r", "x.yaml").plain() == {"a": "b\n"}


@pytest.mark.parametrize(
    "text", ["a: b\x85c", "a: b\u2028c", "%YAML 1.1\n---\na: no", "\ufeffa: b", "a: x\u2029y\nb: 1"]
)
def test_what_old_yaml_reads_otherwise_is_read_as_new(text: str) -> None:
    assert same_by_both(text)


@pytest.mark.uncounted
@pytest.mark.parametrize("file", some(SHIPPED, 60), ids=lambda file: file.name)
def test_both_readers_read_what_is_shipped_the_same(file: Path) -> None:
    assert same_by_both(file.read_text(encoding="utf-8"))
