"""Every sentence that is named is there, in every language, with the same {arguments}; and every one that is there is
named. Names are found in the source itself: a key in a template or a module that leads nowhere is a page that breaks."""

import ast
import re
import string
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from jinja2 import nodes

from forms.kind import RETURNED
from forms.messages import LANGUAGES, sentences
from portal import errors
from portal.services import state_line
from portal.web.page import templates
from portal.web.words import words
from tests.house.tree import files, short, text

ANY = "[a-z0-9_-]+"
# A pattern with fewer fixed letters would match by chance.
FIXED = re.compile(r"[a-z_]{3}")


def arguments(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


# What templates name


def patterns(node: nodes.Node) -> list[str]:
    """Regular expressions of the keys that a template's expression can become."""
    if isinstance(node, nodes.Const):
        return [re.escape(str(node.value))]
    if isinstance(node, nodes.CondExpr):
        return patterns(node.expr1) + patterns(node.expr2 or nodes.Const(""))
    if isinstance(node, nodes.Concat):
        return ["".join(patterns(part)[0] for part in node.nodes)]
    return [ANY]


@cache
def said_in_templates() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """(template, pattern of the key, names of the arguments) of every `t(…)`."""
    found = []
    for path in files("templates/**.html", "templates/*.html"):
        if "mock" in path.parts:
            continue  # the mock provider's own pages: Japanese only
        tree = templates().parse(text(path))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                given = frozenset(argument.key for argument in call.kwargs)
                found += [(short(path), pattern, given) for pattern in patterns(call.args[0])]
    return tuple(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_template_is_there_and_gets_its_arguments(language: str) -> None:
    there = words(language)
    assert len(said_in_templates()) > 100, "the search for t(…) finds nothing: it is the search that broke"
    for template, pattern, given in said_in_templates():
        if pattern == ANY:
            continue  # a key that the code gives: see below
        found = [key for key in there if re.fullmatch(pattern, key)]
        assert found, f"{template}: no sentence {pattern} in {language}"
        for key in found:
            assert arguments(there[key]) <= given, f"{template}: {key} is not given {arguments(there[key]) - given}"


# What modules name


def modules(*folders: str) -> Iterator[ast.Module]:
    for path in files(*(f"{folder}/**.py" for folder in folders)):
        yield ast.parse(text(path))


@cache
def named(*folders: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """All fixed strings of the modules, and the patterns of their f-strings."""
    fixed: set[str] = set()
    composed: set[str] = set()
    for module in modules(*folders):
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                fixed.add(node.value)
            if isinstance(node, ast.JoinedStr):
                composed.add(pattern_of(node))
    return frozenset(fixed), tuple(pattern for pattern in composed if FIXED.search(pattern.replace(ANY, "")))


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else ANY
        for part in node.values
    )


def unused(keys: Iterable[str], fixed: frozenset[str], composed: Iterable[str]) -> list[str]:
    # One pattern of all: a thousand by turns are compiled anew for each key.
    some = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(set(composed))))
    return [key for key in keys if key not in fixed and not some.fullmatch(key)]


def test_every_sentence_of_the_pages_is_said_somewhere() -> None:
    fixed, composed = named("portal")
    in_templates = tuple(pattern for _, pattern, _ in said_in_templates() if pattern != ANY)
    there = words("ja").keys() - said_of_states()
    assert unused(there, fixed, composed + in_templates) == []


def test_the_pages_say_the_same_in_every_language() -> None:
    japanese = words("ja")
    for language in LANGUAGES:
        there = words(language)
        assert there.keys() == japanese.keys(), language
        assert {key: arguments(there[key]) for key in there} == {key: arguments(japanese[key]) for key in japanese}


def said_of_states() -> set[str]:
    """Every key that a state line can have; those that name a day are three."""
    found = set()
    for kind in state_line.TABLE.values():
        for state, (key, _) in kind.items():
            ends = ("", "_open", "_late") if state in state_line._WITH_DAY else ("",)
            found |= {key + end for end in (*ends, *(("_late",) if state == RETURNED else ()))}
    return found


def test_every_state_that_a_resident_can_be_told_has_its_line() -> None:
    keys = said_of_states() | {f"timeline.{move}" for move in state_line.TOLD}
    assert keys - words("ja").keys() == set()


def refusals(kind: type[errors.Refusal] = errors.Refusal) -> Iterator[type[errors.Refusal]]:
    yield kind
    for more in kind.__subclasses__():
        yield from refusals(more)


def test_every_refusal_has_its_page() -> None:
    elsewhere = {errors.SignInNeeded, errors.FreshSignInNeeded, errors.SignInFailed}  # redirects, and pages of its own
    keys = {kind.key for kind in refusals() if kind not in elsewhere} | {"bug", "busy"}
    assert {f"refusal.{key}.{part}" for key in keys for part in ("title", "text")} - words("ja").keys() == set()


# What the parts of forms name


def test_every_mistake_that_a_field_can_tell_has_its_sentence() -> None:
    there = sentences("ja")
    for path, key in said_by_fields():
        assert key == "rule" or any(re.fullmatch(key, known) for known in there), f"{path}: no sentence {key}"


def said_by_fields() -> Iterator[tuple[str, str]]:
    """(file, key or pattern) of every `Mistake(…)` and every `speech.message(…)`."""
    found = 0
    for path in files("forms/**.py", "portal/**.py"):
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, ast.Call) and node.args and called(node) in ("Mistake", "message"):
                for key in keys(node.args[0]):
                    found += 1
                    yield short(path), key
    assert found > 30, "the search for mistakes finds nothing: it is the search that broke"


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def keys(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [re.escape(str(node.value))]
    if isinstance(node, ast.IfExp):
        return keys(node.body) + keys(node.orelse)
    return [pattern_of(node)] if isinstance(node, ast.JoinedStr) else []


def test_every_sentence_of_the_fields_is_said_somewhere() -> None:
    fixed, composed = named("forms", "portal")
    in_templates = tuple(pattern for _, pattern, _ in said_in_templates())
    boxes = (r"(person_name|kana)\.(family|given|full)",)  # both name themselves by `self.id`
    assert unused(sentences("ja"), fixed, composed + in_templates + boxes) == []


def test_no_key_stands_in_two_files_of_one_language() -> None:
    for language in LANGUAGES:
        every = [
            key
            for path in files(f"portal/web/words/*{language}.yaml")
            for key in re.findall(r"^([a-z_.0-9-]+):", text(path), re.MULTILINE)
        ]
        assert len(every) == len(set(every)) == len(words(language))
