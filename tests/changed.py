"""Tests of changed files, nearest first:

`python -m tests.changed [BASE]`, `--list` only prints them. BASE is origin/main, else main. A changed file selects
its mirror test, the tests of its room and every test that imports it; quick house tests always run. Tests beyond
`--seconds` are listed and left to `make test`.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# These check the whole tree in a second or two.
HOUSE = ("tests/house/test_words.py", "tests/house/test_messages.py")
# These start services and browsers or measure load: too slow for changes elsewhere.
SLOW = ("tests/journeys/", "tests/load/", "tests/bench/", "tests/long/", "tests/definitions/")
DATA = {
    "forms/procedures/": ("tests/forms/guide/test_stories.py", "tests/forms/scenarios/test_scenarios.py", "tests/forms/loading/test_load.py"),
    "forms/guides/": ("tests/forms/guide/test_guides.py",),
    "forms/faq/": ("tests/forms/city/test_faq.py",),
    "forms/linting/": ("tests/house/test_complaints.py",),
    "forms/messages/": ("tests/forms/test_messages.py", "tests/house/test_messages.py"),
    "integrations/exports/layouts/": ("tests/integrations/exports",),
    "integrations/imports/mappings/": ("tests/integrations/imports",),
    "portal/migrations/": ("tests/portal/test_migrations.py",),
    "portal/models/": ("tests/portal/test_migrations.py",),
    "portal/routes/": ("tests/house/test_routes_are_visited.py",),
    "portal/web/words/": ("tests/house/languages/test_translations.py",),
    "templates/mail/": ("tests/house/test_notices.py",),
    "templates/": ("tests/portal/web",),
    "docs/": ("tests/house/test_docs.py",),
    "Makefile": ("tests/house/test_readme.py",),
}  # fmt: skip


def git(*words: str) -> list[str]:
    command = ["git", "-c", "safe.directory=*", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")[:-1]


def base_of(wanted: str | None) -> str:
    known = git("for-each-ref", "--format=%(refname:short)", "refs/heads/main", "refs/remotes/origin/main")
    main = "origin/main" if "origin/main" in known else "main" if "main" in known else "HEAD"
    return git("merge-base", wanted or main, "HEAD")[0]


def changed(base: str) -> list[str]:
    """Paths from the root, deleted files included."""
    return sorted({*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")})


def room_of(path: Path) -> Path | None:
    """The test folder of a source's room: `portal/<floor>/<room>`, `forms/<room>`, `integrations/<kind>`."""
    depth = {"portal": 3, "forms": 2, "integrations": 2}.get(path.parts[0], 0)
    return Path("tests", *path.parts[:depth]) if depth and len(path.parts) > depth else None


def nearest(names: Iterable[str]) -> Iterator[str]:
    paths = [Path(name) for name in names]
    tests = {file: file.read_text(encoding="utf-8") for file in sorted((ROOT / "tests").rglob("test_*.py"))}
    sources = [path for path in paths if path.suffix == ".py" and path.parts[0] in ("portal", "forms", "integrations")]
    yield from (str(path) for path in paths if path.name.startswith("test_"))
    yield from (str(Path("tests", *path.parts[:-1], f"test_{path.name}")) for path in sources)
    yield from HOUSE
    for path in paths:
        yield from (test for place, tests_of in DATA.items() if str(path).startswith(place) for test in tests_of)
    yield from (str(room_of(path)) for path in sources)
    helpers = [
        path for path in paths if path.parts[0] == "tests" and path.suffix == ".py" and path.name != "conftest.py"
    ]
    for path in [*sources, *helpers]:
        imports = importing(path)
        yield from (str(file.relative_to(ROOT)) for file, text in tests.items() if imports.search(text))


def importing(path: Path) -> re.Pattern[str]:
    module = path.with_suffix("") if path.name != "__init__.py" else path.parent
    package, _, name = ".".join(module.parts).rpartition(".")
    dotted = re.escape(f"{package}.{name}")
    return re.compile(rf"\b{dotted}\b|from {re.escape(package)} import [^\n]*\b{name}\b")


def selected(paths: Iterable[str]) -> list[str]:
    paths = list(paths)
    tests = [test for test in nearest(paths) if test in paths or not test.startswith(SLOW)]
    return [test for test in dict.fromkeys(tests) if (ROOT / test).exists()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", nargs="?", help="what to compare with")
    parser.add_argument("--list", action="store_true", help="print the tests and run none")
    parser.add_argument("--seconds", type=int, default=45, help="after which no further test begins")
    asked = parser.parse_args()
    tests = selected(changed(base_of(asked.base or None)))
    if asked.list:
        print("\n".join(tests))
        return 0
    processes = ["--processes=2"] if len(tests) > len(HOUSE) + 4 else []
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:randomly",
        "-p",
        "tests.budget",
        f"--seconds={asked.seconds}",
        *processes,
    ]
    return subprocess.run([*command, *tests], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
