"""Names use the words of the glossary in ARCHITECTURE.md. What breaks it today is listed in glossary_debt.txt, which only shrinks."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.house.tree import ROOT, files, outline, short, text

DEBT = ROOT / "tests" / "house" / "glossary_debt.txt"
CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def glossary() -> str:
    return text(ROOT / "ARCHITECTURE.md").partition("## Glossary")[2].partition("\n## ")[0]


def quoted(line: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", line))


def unused_words() -> set[str]:
    """The words in backticks in the last column of the table."""
    rows = [line for line in glossary().splitlines() if line.startswith("| ")]
    return {word for row in rows for word in quoted(row.rstrip(" |").rpartition("|")[2])}


def words_banned_in_modules() -> set[str]:
    (line,) = (line for line in glossary().splitlines() if line.startswith("Module names never use:"))
    return quoted(line)


def words_banned_in_variables() -> set[str]:
    (line,) = (line for line in glossary().splitlines() if line.startswith("Module names never use:"))
    return quoted(line.partition("(nor do variables)")[0])


def variables(content: str, words: set[str]) -> list[str]:
    """Where a loop, an assignment, `{% set %}` or a macro makes a variable of this name: the part of the line."""
    name = f"(?:{'|'.join(sorted(words))})"
    made = rf"\bfor (?:\w+, )*{name}(?:, \w+)* in\b|(?:^ *|{{%-? *set ){name}(?:: [^=\n]+)? = |\({name} :="
    made += rf"|macro \w+\((?:[^)]*, )?{name}\b"
    return [match[0].strip() for match in re.finditer(made, content, re.MULTILINE)]


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


@cache
def violations() -> frozenset[str]:
    """As in the list of the debt: "kind name: word"."""
    names = set(public_names())
    banned = [(word, {"module", "class", "function"}) for word in unused_words()]
    banned += [(word, {"module"}) for word in words_banned_in_modules()]
    of_names = {
        f"{kind} {name}: {word}" for word, kinds in banned for kind, name in names if kind in kinds and uses(name, word)
    }
    code = files("forms/**.py", "integrations/**.py", "portal/**.py", "scripts/**.py", "templates/**.html")
    words = words_banned_in_variables()
    return frozenset(
        of_names | {f"variable in {short(path)}: {made}" for path in code for made in variables(text(path), words)}
    )


def debt() -> list[str]:
    return [line for line in text(DEBT).splitlines() if line and not line.startswith("#")]


def test_no_new_name_uses_a_word_that_the_glossary_replaces() -> None:
    assert sorted(violations() - set(debt())) == []


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("rows = [one.id for one in rows]", ["for one in"]),
        ("    for number, one, rest in rows:", ["for number, one, rest in"]),
        ("    found: Row | None = find(unit)", ["found: Row | None ="]),
        ("if (told := words()):", ["(told :="]),
        ("{% for row in rows %}{% set said = row.text %}", ["{% set said ="]),
        ("{% macro row(label, one, last=1) %}", ["macro row(label, one"]),
        ("row.told = 1; ask(found=2); one_day = 3", []),
    ],
)
def test_a_variable_is_seen_where_it_is_made(line: str, made: list[str]) -> None:
    assert variables(line, {"one", "found", "said", "told"}) == made


def test_the_debt_lists_only_names_that_still_exist() -> None:
    assert [line for line in debt() if line not in violations()] == [], "remove these lines"


def test_the_debt_is_sorted_and_lists_each_name_once() -> None:
    assert debt() == sorted(set(debt()))


def test_the_glossary_has_its_words() -> None:
    assert len(unused_words()) >= 40
    assert len(words_banned_in_modules()) >= 10
    assert len(words_banned_in_variables()) == 4


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
