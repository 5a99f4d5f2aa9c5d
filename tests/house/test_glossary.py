"""Names use the words of the glossary in ARCHITECTURE.md."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.house.tree import ROOT, files, outline, short, text

WORDS = {"one", "found", "said", "told", "thing", "stuff", "those"}
CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def glossary() -> str:
    return text(ROOT / "ARCHITECTURE.md").partition("## Glossary")[2].partition("\n## ")[0]


def quoted(line: str) -> set[str]:
    return {word for quotation in re.findall(r"`([a-z_ ]+)`", line) for word in quotation.split()}


def unused_words() -> set[str]:
    """The words in backticks in the last column of the table."""
    rows = [line for line in glossary().splitlines() if line.startswith("| ")]
    return {word for row in rows for word in quoted(row.rstrip(" |").rpartition("|")[2])}


def words_banned_in_modules() -> set[str]:
    (line,) = (line for line in glossary().splitlines() if line.startswith("Not in modules:"))
    return quoted(line)


def words_banned_in_variables() -> set[str]:
    (line,) = (line for line in glossary().splitlines() if line.startswith("Not in modules:"))
    return quoted(line.partition("(variables)")[0])


def words_banned_in_functions() -> set[str]:
    (line,) = (line for line in glossary().splitlines() if line.startswith("Not in modules:"))
    return quoted(line.partition("(variables)")[2].partition("(functions)")[0])


def names_in(content: str) -> set[str]:
    # Of variables, parameters and fields; not of attributes and keywords.
    names = set[str]()
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
    return names


def names_in_template(content: str) -> set[str]:
    # Of macros, and of what the page is given, too.
    module = Environment().parse(content)
    return {node.name for node in module.find_all(nodes.Name)} | {node.name for node in module.find_all(nodes.Macro)}


def variables(path: Path, words: set[str]) -> set[str]:
    content, name = text(path), rf"(?<![.\w\"'])(?:{'|'.join(words)})\b"
    if path.suffix == ".html":
        return words & names_in_template(content) if re.search(name, content) else set()
    # Parsing all of them takes five seconds: only where a sign follows that may make a variable.
    return words & names_in(content) if re.search(rf"{name} *(?:[]=:,)]|in\b|if\b)", content) else set()


@cache
def snake(name: str) -> str:
    return CAPITALS.sub("_", name).lower()


def uses(name: str, word: str) -> bool:
    """Whether the word, or its plural, is among the words of the name; a word of several parts must appear in that order."""
    return re.search(rf"(^|_){word}s?(_|$)", snake(name)) is not None


def public_names() -> Iterator[tuple[str, str]]:
    """Each package, module, class and public function of the product, with its kind."""
    for path in files("forms/**.py", "integrations/**.py", "portal/**.py"):
        if "migrations" in path.parts:
            continue
        yield "module", path.parent.name if path.stem == "__init__" else path.stem
        for kind, name, _ in outline(path).definitions:
            if kind == "class" or not name.startswith("_"):
                yield kind, name


def violations() -> set[str]:
    names = set(public_names())
    banned = [(word, {"module", "class", "function"}) for word in unused_words()]
    banned += [(word, {"module"}) for word in words_banned_in_modules()]
    banned += [(word, {"class", "function"}) for word in words_banned_in_functions()]
    of_names = {
        f"{kind} {name}: {word}" for word, kinds in banned for kind, name in names if kind in kinds and uses(name, word)
    }
    code = files(
        "forms/**.py", "integrations/**.py", "portal/**.py", "scripts/**.py", "templates/**.html", "tests/**.py"
    )
    words = words_banned_in_variables()
    return of_names | {f"variable in {short(path)}: {name}" for path in code for name in variables(path, words)}


def test_no_name_uses_a_word_that_the_glossary_replaces() -> None:
    assert sorted(violations()) == [], "ARCHITECTURE.md, Glossary, has the word to use in its place"


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("rows = [one.id for number, (one, rest) in rows]", {"one"}),
        ("def ask(unit, *, told=None): pass", {"told"}),
        ("rows.sort(key=lambda one: one.id)", {"one"}),
        ("with opened() as found: pass", {"found"}),
        ("class Row:\n    said: str", {"said"}),
        ("if (told := words()): first, *found = told", {"told", "found"}),
        ("row.told = one(said=2); one_day = 3", set()),
    ],
)
def test_a_variable_of_code_is_seen_where_it_is_made(line: str, seen: set[str]) -> None:
    assert names_in(line) & WORDS == seen


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("{% for row in rows %}{% set said = row.text %}{% endfor %}", {"said"}),
        ("{% macro row(label, one, last=1) %}{% endmacro %}", {"one"}),
        ("{% macro told(label) %}{% endmacro %}", {"told"}),
        ("{% call(found) rows() %}{% endcall %}", {"found"}),
        ("{% if told %}{% endif %}", {"told"}),
        ("{{ row.told }}{{ t('one', said=2) }}<p class='found'>", set()),
    ],
)
def test_a_variable_of_a_template_is_seen_where_it_is_made_or_given(line: str, seen: set[str]) -> None:
    assert names_in_template(line) & WORDS == seen


def test_the_glossary_has_its_words() -> None:
    assert len(unused_words()) >= 40
    assert len(words_banned_in_modules()) >= 10
    assert words_banned_in_variables() == WORDS


@pytest.mark.parametrize(
    ("name", "word", "used"),
    [
        ("CitizenPage", "citizen", True),
        ("list_citizens", "citizen", True),
        ("XMLOfficer", "officer", True),
        ("reception_number_of", "reception_number", True),
        ("reception_of_number", "reception_number", False),
        ("told_of", "told", True),
        ("untold", "told", False),
    ],
)
def test_a_word_is_found_in_either_style_of_name(name: str, word: str, used: bool) -> None:
    assert uses(name, word) is used
