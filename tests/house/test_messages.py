"""Message keys exist in each language with equal {arguments}, and are used."""

import ast
import re
import string
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from jinja2 import nodes

from forms.definition.kind import RETURNED
from forms.messages import LANGUAGES, sentences
from portal import errors
from portal.services.my_cases import state_line
from portal.web.shared.templates import templates
from portal.web.shared.words import words
from tests.house.tree import files, short, text, texts

ANY = "[a-z0-9_-]+"
# A pattern with fewer fixed letters would match by chance.
FIXED = re.compile(r"[a-z_]{3}")


def arguments(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


# Keys in templates


def patterns(node: nodes.Node) -> list[str]:
    """Patterns of the keys that a template's expression can give."""
    if isinstance(node, nodes.Const):
        return [re.escape(str(node.value))]
    if isinstance(node, nodes.CondExpr):
        return patterns(node.expr1) + patterns(node.expr2 or nodes.Const(""))
    if isinstance(node, nodes.Concat):
        return ["".join(patterns(part)[0] for part in node.nodes)]
    return [ANY]


@cache
def keys_in_templates() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """(template, key pattern, argument names) of every `t(…)`."""
    faults = []
    for path in files("templates/**.html", "templates/*.html"):
        if "mock" in path.parts:
            continue  # the mock provider's own pages: Japanese only
        tree = templates("ja").parse(text(path))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                given = frozenset(argument.key for argument in call.kwargs)
                faults += [(short(path), pattern, given) for pattern in patterns(call.args[0])]
    return tuple(faults)


def matching(pattern: str, keys: Iterable[str]) -> list[str]:
    if ANY not in pattern:
        return [key for key in (pattern.replace("\\", ""),) if key in keys]
    whole = re.compile(pattern).fullmatch
    return [key for key in keys if whole(key)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_template_is_there_and_gets_its_arguments(language: str) -> None:
    keys = words(language)
    assert len(keys_in_templates()) > 100, "the search for t(…) is broken"
    for template, pattern, given in keys_in_templates():
        if pattern == ANY:
            continue  # a key that the code passes: see below
        matches = matching(pattern, keys)
        assert matches, f"{template}: no sentence {pattern} in {language}"
        for key in matches:
            assert arguments(keys[key]) <= given, f"{template}: {key} is not given {arguments(keys[key]) - given}"


# Keys in modules


@cache
def named(folder: str) -> tuple[frozenset[str], tuple[str, ...]]:
    fixed: set[str] = set()
    composed: set[str] = set()
    for path in files(f"{folder}/**.py"):
        written = texts(path)
        fixed |= {value for _, value, _ in written.strings}
        composed |= {"".join(ANY if part is None else re.escape(part) for part in parts) for parts in written.formatted}
    return frozenset(fixed), tuple(pattern for pattern in composed if FIXED.search(pattern.replace(ANY, "")))


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else ANY
        for part in node.values
    )


def unused(keys: Iterable[str], fixed: frozenset[str], composed: Iterable[str]) -> list[str]:
    # One joined pattern: a thousand separate ones exceed the cache of `re`.
    some = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(set(composed))))
    return [key for key in keys if key not in fixed and not some.fullmatch(key)]


def test_every_sentence_of_the_pages_is_stated_somewhere() -> None:
    fixed, composed = named("portal")
    in_templates = tuple(pattern for _, pattern, _ in keys_in_templates() if pattern != ANY)
    keys = words("ja").keys() - keys_of_states()
    assert unused(keys, fixed, composed + in_templates) == []


def test_the_pages_say_the_same_in_every_language() -> None:
    japanese = words("ja")
    for language in LANGUAGES:
        texts = words(language)
        assert texts.keys() == japanese.keys(), language
        assert {key: arguments(texts[key]) for key in texts} == {key: arguments(japanese[key]) for key in japanese}


def keys_of_states() -> set[str]:
    """Those with a day have three forms."""
    used = set()
    for kind in state_line.TABLE.values():
        for state, (key, _) in kind.items():
            ends = ("", "_open", "_late") if state in state_line._WITH_DAY else ("",)
            used |= {key + end for end in (*ends, *(("_late",) if state == RETURNED else ()))}
    return used


def test_every_state_that_a_resident_can_see_has_its_line() -> None:
    keys = keys_of_states() | {f"timeline.{move}" for move in state_line.SHOWN_MOVES}
    assert keys - words("ja").keys() == set()


def refusals(kind: type[errors.Refusal] = errors.Refusal) -> Iterator[type[errors.Refusal]]:
    yield kind
    for more in kind.__subclasses__():
        yield from refusals(more)


def test_every_refusal_has_its_page() -> None:
    # Redirects, and pages of their own.
    elsewhere = {errors.SignInNeeded, errors.FreshSignInNeeded, errors.SignInFailed}
    keys = {kind.key for kind in refusals() if kind not in elsewhere} | {"bug", "busy"}
    assert {f"refusal.{key}.{part}" for key in keys for part in ("title", "text")} - words("ja").keys() == set()


# Keys in forms


def test_every_mistake_that_a_field_can_tell_has_its_sentence() -> None:
    texts = sentences("ja")
    for path, key in keys_of_fields():
        assert key == "rule" or any(re.fullmatch(key, known) for known in texts), f"{path}: no sentence {key}"


def keys_of_fields() -> Iterator[tuple[str, str]]:
    """(file, key or pattern) of every `Mistake(…)` and `speech.message(…)`."""
    count = 0
    for path in files("forms/**.py", "portal/**.py"):
        code = text(path)
        if "Mistake(" not in code and "message(" not in code:
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call) and node.args and called(node) in ("Mistake", "message"):
                for key in keys(node.args[0]):
                    count += 1
                    yield short(path), key
    assert count > 30, "the search for mistakes is broken"


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def keys(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [re.escape(str(node.value))]
    if isinstance(node, ast.IfExp):
        return keys(node.body) + keys(node.orelse)
    return [pattern_of(node)] if isinstance(node, ast.JoinedStr) else []


def test_every_sentence_of_the_fields_is_stated_somewhere() -> None:
    (fixed, composed), (more_fixed, more_composed) = named("forms"), named("portal")
    in_templates = tuple(pattern for _, pattern, _ in keys_in_templates())
    boxes = (r"(person_name|kana)\.(family|given|full)",)  # both use `self.id`
    every = composed + more_composed + in_templates + boxes
    assert unused(sentences("ja"), fixed | more_fixed, every) == []


def test_no_key_is_in_two_files_of_one_language() -> None:
    for language in LANGUAGES:
        every = [
            key
            for path in files(f"portal/web/words/*{language}.yaml")
            for key in re.findall(r"^([a-z_.0-9-]+):", text(path), re.MULTILINE)
        ]
        assert len(every) == len(set(every)) == len(words(language))
