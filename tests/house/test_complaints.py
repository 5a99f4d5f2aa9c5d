"""docs/complaints.md lists the keys in the code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from forms.complaint_lines import sentences

TREE = Path(__file__).resolve().parents[2]
INDEX = (TREE / "docs" / "complaints.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r'^\| <a id="[a-z_.]+"></a>`([a-z_.]+)` \| (.*) \| (.*) \|$', INDEX, re.MULTILINE)
# Position of the key among the arguments.
SAYING = {"complain": 1, "Complaint": 3, "Fault": 0, "fault": 0, "Finding": 1, "_refused": 1, "complaint_at": 2}
# Keys that the code composes.
PARTS = {"{kind}.duplicate": ("step", "page", "field")}


def modules() -> list[Path]:
    rooms = [path for room in ("loading", "linting", "rules") for path in (TREE / "forms" / room).glob("*.py")]
    city = [
        TREE / "portal" / "services" / name
        for name in ("procedures/fit_city.py", "desk/sections/handling_rules.py", "handover/hand_over_times.py")
    ]
    files = ("integrations/exports/loading.py", "integrations/imports/loading.py", "portal/cli/layouts.py")
    layouts = [TREE / name for name in files]
    return sorted(
        [*rooms, *city, *layouts]
        + [
            TREE / name
            for name in (
                "forms/scenarios/scenarios.py",
                "forms/path/carrying.py",
                "forms/text/reading.py",
                "forms/text/translations.py",
            )
        ]
    )


def calls() -> Iterator[tuple[ast.expr, bool]]:
    """(key, is a warning)."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func if isinstance(node, ast.Call) else None
            called = name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""
            if isinstance(node, ast.Call) and called in SAYING:
                # A starred argument is line and column.
                marked = any(isinstance(argument, ast.Starred) for argument in node.args)
                yield node.args[SAYING[called] - marked], any(word.arg == "warning" for word in node.keywords)


@cache
def used_keys() -> frozenset[str]:
    keys: set[str] = set()
    for key, _ in calls():
        if isinstance(key, ast.Constant):
            keys.add(str(key.value))
        elif isinstance(key, ast.JoinedStr):
            pattern = ast.unparse(key)[2:-1]
            keys |= {pattern.replace("{kind}", part) for part in PARTS.get(pattern, ())}
    return frozenset(keys | kept_elsewhere() | of_scenarios())


def kept_elsewhere() -> set[str]:
    text = "".join((TREE / "forms" / name).read_text("utf-8") for name in ("rules/parse.py", "loading/misfit.py"))
    files = ("exports/loading.py", "exports/shrink_map.py", "register/residents.py", "register/link_file.py")
    neighbours = "".join((TREE / "integrations" / name).read_text("utf-8") for name in files)
    named = re.findall(r'"((?:layout|shrink_map|register|links)\.[a-z]+)"', neighbours)
    return set(re.findall(r'"((?:expression|value)\.[a-z]+)"', text)) | set(named)


def of_scenarios() -> set[str]:
    tree = ast.parse((TREE / "forms" / "scenarios" / "scenarios.py").read_text(encoding="utf-8"))
    pairs = (node.value for node in ast.walk(tree) if isinstance(node, ast.Yield))
    first = [pair.elts[0] for pair in pairs if isinstance(pair, ast.Tuple)]
    named = {str(key.value) for key in first if isinstance(key, ast.Constant)}
    # The facts that are compared individually.
    facts = {
        str(key.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    return {f"scenario.{name}" for name in named | facts}


def test_every_complaint_has_its_entry_and_every_entry_its_complaint() -> None:
    listed = [key for key, _, _ in ENTRIES]
    assert len(listed) == len(set(listed))
    assert set(listed) == used_keys(), "docs/complaints.md has an entry for each"


def test_every_complaint_has_its_japanese_sentence_and_every_sentence_its_complaint() -> None:
    assert set(sentences()) == used_keys(), "forms/messages/complaints.ja.yaml has a sentence for each"
    assert {
        key
        for key, sentence in sentences().items()
        if not re.search(r"(です|ます|ません|ください)(（.*）)?。$", sentence)
    } == set()


def test_every_key_has_an_address_on_the_page() -> None:
    addresses = re.findall(r'^\| <a id="([a-z_.]+)"></a>', INDEX, re.MULTILINE)
    assert addresses == [key for key, _, _ in ENTRIES]
    assert re.findall(r"^\| `[a-z]+\.[a-z_]+` \|.*", INDEX, re.MULTILINE) == []


def test_the_index_says_which_are_warnings() -> None:
    warnings = {str(key.value) for key, warning in calls() if warning and isinstance(key, ast.Constant)}
    assert {key for key, meaning, _ in ENTRIES if meaning.startswith("Warning: ")} == warnings != set()


def test_every_complaint_of_lint_is_shown_by_a_fault_that_is_planted() -> None:
    planted = "".join(path.read_text("utf-8") for path in (TREE / "tests/forms/loading/bad").glob("*.yaml"))
    # tests/forms/linting has those of translations, blocks and references, which need a second file.
    elsewhere = {"translation_missing", "translation_stale", "english_missing", "parameter_unused", "reference"}
    lint = {key for key in used_keys() if key.startswith("lint.")}
    assert {key for key in lint if f"{key}@" not in planted} == {f"lint.{key}" for key in elsewhere}, (
        "plant a fault in tests/forms/loading/bad"
    )
