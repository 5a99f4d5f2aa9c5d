"""What is built from, and how: locks, commands, sizes, names. A review remark that came twice became a check here."""

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, files, short, text

LOCKS = ("requirements.lock", "requirements-dev.lock")
# Written so that this file does not find itself.
HOSTS = re.compile(
    "|".join(("p[y]pi[.]org", "pyth[o]nhosted", "npm[j]s[.](org|com)", "(d[e]b|secur[i]ty)[.]debian[.]org"))
)
UNFINISHED = re.compile(
    "|".join(
        (r"\bTO[D]O\b", r"\bFIX[M]E\b", r"\bXX[X]\b", "pragma: n[o] cover", r"pytest\.(mark\.)?(sk[i]p|xf[a]il)\b")
    )
)
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core"}
MAKE = re.compile(r"`make ([a-z-]+)")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def nothing(found: Iterable[str]) -> None:
    """All of them in the message: whoever mends one wants to mend the rest in the same go."""
    lines = list(found)
    assert not lines, "\n".join(["", *lines])


def requirements(lock: str) -> dict[str, list[str]]:
    """Name==version → its hashes."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text(ROOT / lock).splitlines():
        if line[:1].isalnum():
            name = line.split(" ")[0]
            found[name] = []
        elif "--hash=sha256:" in line:
            found[name].append(line)
    return found


def test_no_file_names_a_package_host() -> None:
    nothing(short(path) for path in files() if HOSTS.search(text(path)))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: str) -> None:
    pinned = requirements(lock)
    assert pinned
    nothing(name for name, hashes in pinned.items() if "==" not in name or not hashes)
    nothing(line for line in text(ROOT / lock).splitlines() if line.startswith("-") or "://" in line)


def test_a_lock_leaves_out_nothing_but_what_a_font_asks_for() -> None:
    """It is installed without dependencies (Makefile): whoever else needs a package of that list must get it."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    asked = {("kakanai", Requirement(one)) for one in project["dependencies"]}
    pinned = {canonicalize_name(name.partition("==")[0]) for name in requirements("requirements.lock")}
    for name in pinned - {"matplotlib-fontja"}:
        asked |= {(name, Requirement(one)) for one in metadata.requires(name) or ()}
    nothing(
        f"{name} needs {one.name}"
        for name, one in asked
        if canonicalize_name(one.name) not in pinned and (one.marker is None or one.marker.evaluate({"extra": ""}))
    )


def test_the_tests_run_on_the_very_versions_that_the_service_runs_on() -> None:
    run, test = (set(requirements(lock)) for lock in LOCKS)
    nothing(run - test)


def test_every_command_that_a_document_names_exists() -> None:
    targets = set(TARGET.findall(text(ROOT / "Makefile")))
    for document in files("*.md"):
        nothing(f"{short(document)}: make {name}" for name in MAKE.findall(text(document)) if name not in targets)


def test_make_help_lists_the_commands_for_people() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = re.findall(r"^  make ([a-z-]+) ", shown, re.MULTILINE)
    assert {"demo", "demo-reset", "install", "test", "check", "format", "lock"} <= set(listed)
    declared = re.search(r"^\.PHONY: (.*)$", text(ROOT / "Makefile"), re.MULTILINE)
    assert declared
    assert set(declared[1].split()) == set(TARGET.findall(text(ROOT / "Makefile")))


def test_continuous_integration_runs_what_people_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "make test" in text(ROOT / ".ci" / "run")


def test_nothing_is_left_unfinished() -> None:
    nothing(
        f"{short(path)}:{number}: {line.strip()}"
        for path in files()
        for number, line in enumerate(text(path).splitlines(), 1)
        if UNFINISHED.search(line)
    )


@pytest.mark.parametrize(
    ("pattern", "limit"), [("*.py", 400), ("templates/*.html", 150), ("*.js", 400), ("*.css", 400)]
)
def test_no_file_has_grown_into_two(pattern: str, limit: int) -> None:
    nothing(f"{short(path)}: {lines}" for path in files(pattern) if (lines := text(path).count("\n")) > limit)


def test_no_function_has_grown_into_two() -> None:
    # A migration is a list of tables, written once and never read again.
    nothing(
        f"{short(path)}: {node.name}"
        for path in files("*.py", ":!portal/migrations")
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    )


def test_every_room_says_what_it_is_for() -> None:
    rooms = files("forms/*.py", "integrations/*.py", "portal/*.py", "scripts/*.py", ":!portal/migrations")
    nothing(short(path) for path in rooms if text(path).strip() and not ast.get_docstring(ast.parse(text(path))))


def test_no_name_is_a_drawer_for_anything() -> None:
    nothing(short(path) for path in files() if VAGUE & {path.stem, *Path(short(path)).parts})


def test_every_folder_of_tests_is_a_package() -> None:
    # Without it, `import forms` inside tests/forms finds the tests.
    folders = {path.parent for path in files("tests/*.py")}
    nothing(short(folder) for folder in folders if not (folder / "__init__.py").exists())
