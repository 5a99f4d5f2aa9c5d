"""Locks, commands, sizes and names."""

import builtins
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from tests.house.tree import ROOT, files, outline, short, text

LOCKS = ("requirements.lock", "requirements-dev.lock")
# Split, so that the search does not match this file.
# Each part begins with a letter: `re` then looks for these first, and reads the tree in a tenth of the time.
HOSTS = re.compile("p[y]pi[.]org|pyth[o]nhosted|npm[j]s[.](?:org|com)|d[e]b[.]debian[.]org|secur[i]ty[.]debian[.]org")
UNFINISHED = re.compile(r"(?:TO[D]O|FIX[M]E|XX[X]|pragma: n[o] cover|pytest\.(?:mark\.)?(?:sk[i]p|xf[a]il))\b")
# They were 125,000: most of them repeated names and signatures.
MOST_DOCSTRING_WORDS = 50_000
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core"}
NAME = re.compile(r"[A-Z]\w+")
RAISES = re.compile(r"\bRaises ([A-Z]\w+(?:(?:, | or | and )[A-Z]\w+)*)")
IMPORTED_OR_RAISED = re.compile(r"^\s*(?:from \S+ import|import|raise|except) (.+)", re.MULTILINE)
MAKE = re.compile(r"`make ([a-z-]+)")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def nothing(faults: Iterable[str]) -> None:
    lines = list(faults)
    assert not lines, "\n".join(["", *lines])


def requirements(lock: str) -> dict[str, list[str]]:
    """name==version → hashes."""
    releases: dict[str, list[str]] = {}
    name = ""
    for line in text(ROOT / lock).splitlines():
        if line[:1].isalnum():
            name = line.split(" ")[0]
            releases[name] = []
        elif "--hash=sha256:" in line:
            releases[name].append(line)
    return releases


def test_no_file_names_a_package_host() -> None:
    nothing(short(path) for path in files() if HOSTS.search(text(path)))


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-attack.lock", "requirements-tools.lock"])
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: str) -> None:
    pinned = requirements(lock)
    assert pinned
    nothing(name for name, hashes in pinned.items() if "==" not in name or not hashes)
    nothing(line for line in text(ROOT / lock).splitlines() if line.startswith("-") or "://" in line)


def test_a_lock_holds_all_that_its_packages_require() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    asked = {("kakanai", Requirement(line)) for line in project["dependencies"]}
    pinned = {canonicalize_name(name.partition("==")[0]) for name in requirements("requirements.lock")}
    for name in pinned:
        asked |= {(name, Requirement(line)) for line in metadata.requires(name) or ()}
    nothing(
        f"{name} needs {requirement.name}"
        for name, requirement in asked
        if canonicalize_name(requirement.name) not in pinned
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    )


def test_the_product_imports_only_what_production_installs() -> None:
    """Tests have the extra `dev`; the image does not. Other extras are for cities that need them."""
    extras = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["optional-dependencies"]
    production = {
        "kakanai",
        *(canonicalize_name(Requirement(line).name) for name in extras.keys() - {"dev"} for line in extras[name]),
        *(canonicalize_name(name.partition("==")[0]) for name in requirements("requirements.lock")),
    }
    owners = metadata.packages_distributions()
    for path in files("forms/*.py", "integrations/*.py", "portal/*.py"):
        imported = {name.partition(".")[0] for name in outline(path).imported} - sys.stdlib_module_names
        nothing(
            f"{short(path)}: {name}"
            for name in imported
            if not production & {canonicalize_name(owner) for owner in owners.get(name, ())}
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
    assert "make test sbom" in text(ROOT / ".ci" / "run")


def test_a_commit_runs_the_linters_of_continuous_integration_and_fetches_nothing() -> None:
    (repository,) = YAML(typ="safe").load(text(ROOT / ".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    check = re.search(r"^check:.*\n\t@\$\(MAKE\) --no-print-directory (.*)$", text(ROOT / "Makefile"), re.MULTILINE)
    assert check
    assert {hook["entry"] for hook in repository["hooks"]} == {f"make {target}" for target in check[1].split()}


def test_nothing_is_left_unfinished() -> None:
    nothing(
        f"{short(path)}:{number}: {line.strip()}"
        for path in files()
        for number, line in enumerate(text(path).splitlines() if UNFINISHED.search(text(path)) else (), 1)
        if UNFINISHED.search(line)
    )


@pytest.mark.parametrize(
    ("pattern", "limit"), [("*.py", 400), ("templates/*.html", 150), ("*.js", 400), ("*.css", 400)]
)
def test_no_file_has_grown_into_two(pattern: str, limit: int) -> None:
    nothing(
        f"{short(path)}: {lines} lines: split it, at most {limit}"
        for path in files(pattern)
        if (lines := text(path).count("\n")) > limit
    )


def test_no_function_has_grown_into_two() -> None:
    # Migrations are lists of tables and are not edited after release.
    nothing(
        f"{short(path)}: {name}: {lines} lines: split it, at most 59"
        for path in files("*.py", ":!portal/migrations")
        for kind, name, lines in outline(path).definitions
        if kind == "function" and lines >= 60
    )


def test_a_module_that_says_what_it_is_for_says_more_than_its_path() -> None:
    def repeated(path: Path) -> bool:
        of_path = re.split("[/_.]", short(path))
        known = {word.rstrip("s") for word in (*of_path, "a", "an", "the", "of", "and", "or", "for", "in")}
        words = re.findall(r"\w+", outline(path).docstring.lower())
        return bool(words) and known.issuperset(word.rstrip("s") for word in words)

    nothing(
        short(path)
        for path in files("forms/*.py", "integrations/*.py", "portal/*.py", ":!portal/migrations")
        if repeated(path)
    )


def test_docstrings_stay_short() -> None:
    words = sum(outline(path).docstring_words for path in files("forms/*.py", "integrations/*.py", "portal/*.py"))
    assert 0 < words <= MOST_DOCSTRING_WORDS, f"{words} words: delete what names and signatures say already"


def test_an_error_that_a_docstring_names_can_be_raised() -> None:
    product = files("forms/*.py", "integrations/*.py", "portal/*.py")
    used = set(vars(builtins)) | {
        name for path in product for line in IMPORTED_OR_RAISED.findall(text(path)) for name in NAME.findall(line)
    }
    used |= {name for path in product for kind, name, _ in outline(path).definitions if kind == "class"}
    raised = [
        (short(path), name) for path in product for line in RAISES.findall(text(path)) for name in NAME.findall(line)
    ]
    assert len(raised) > 300
    nothing(f"{path}: {name}" for path, name in raised if name not in used)


def test_no_name_is_a_drawer_for_anything() -> None:
    nothing(short(path) for path in files() if VAGUE & {path.stem, *Path(short(path)).parts})


def test_every_folder_of_tests_is_a_package() -> None:
    # Without it, `import forms` inside tests/forms would import the tests.
    folders = {path.parent for path in files("tests/*.py")}
    nothing(short(folder) for folder in folders if not (folder / "__init__.py").exists())
