"""Breaks one place of the code after another and runs the tests of it: what no test notices is written down.

    python scripts/mutate.py integrations/identity --tests tests/integrations/identity --sample 200 --seed 1

Works on a copy of the tree; a mutant is one process of pytest. Comparisons, conditions, `and`/`or`, numbers, truth values,
sums, `return` and `raise` are changed, text is not. A survivor is a test that lacks, or a change that means nothing.
"""
# ruff: noqa: S603 - every command is a fixed list

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 180  # an endless loop is noticed too
Change = Callable[[ast.AST], None]
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """`file` with one place changed; `source` is the whole of it."""

    file: Path
    line: int
    what: str
    source: str


def main() -> None:
    parser = argparse.ArgumentParser(description="Tells which changes of the code no test notices.")
    parser.add_argument("places", nargs="+", help="files and folders to break, from the root of the tree")
    parser.add_argument("--tests", nargs="+", required=True, help="files and folders of tests that should notice")
    parser.add_argument("--sample", type=int, default=0, help="so many of all changes, by chance; 0: all")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    given = parser.parse_args()
    found = [mutant for place in given.places for file in files_in(place) for mutant in mutants_of(file)]
    if given.sample and given.sample < len(found):
        found = random.Random(given.seed).sample(found, given.sample)
    os.nice(15)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "tree"
        copied(copy)
        if run(copy, tests_for("", given.tests)) != "survived":
            sys.exit("The tests fail before anything is broken.")
        ends = Counter(
            told(copy, mutant, given.tests) for mutant in sorted(found, key=lambda one: (one.file, one.line))
        )
    print(f"{len(found)} mutants: " + ", ".join(f"{number} {end}" for end, number in sorted(ends.items())))


def told(copy: Path, mutant: Mutant, tests: list[str]) -> str:
    """What became of it; a line at once for each that was not noticed."""
    place = copy / mutant.file
    before = place.read_bytes()
    place.write_text(mutant.source, encoding="utf-8")
    try:
        end = run(copy, tests_for(mutant.file.stem, tests))
    finally:
        place.write_bytes(before)
    if end == "survived":
        print(f"{mutant.file}:{mutant.line} {mutant.what}", flush=True)
    return end


def run(copy: Path, tests: list[str]) -> str:
    """survived, killed or timed out."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
    around = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, cwd=copy, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            return "killed" if process.wait(SECONDS) else "survived"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            return "timed out"


def tests_for(stem: str, tests: list[str]) -> list[str]:
    """All of them, those first that are named after what is broken."""
    found = [file for test in tests for file in files_in(test) if file.name.startswith("test_")]
    return [str(file) for file in sorted(found, key=lambda file: not stem or stem not in file.stem)]


def files_in(place: str) -> list[Path]:
    """From the root of the tree, in order."""
    path = ROOT / place
    return [file.relative_to(ROOT) for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]


def copied(folder: Path) -> None:
    """What git knows of this tree, as it lies here."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, capture_output=True, check=True).stdout.decode().split("\0")
    for name in names:
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def mutants_of(file: Path) -> Iterator[Mutant]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        for what, change in changes(node):
            changed = deepcopy(tree)
            change(next(one for at, one in enumerate(ast.walk(changed)) if at == number))
            yield Mutant(file, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(changed)))


def changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What can be broken at this node, each with a name."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            if type(operator) in SWAPS:
                yield f"{type(operator).__name__} swapped", swapped_at(at)
    elif isinstance(node, (ast.BoolOp, ast.BinOp, ast.AugAssign)) and type(node.op) in SWAPS:
        yield f"{type(node.op).__name__} swapped", swapped
    elif isinstance(node, ast.Constant):
        yield from constants(node)
    elif isinstance(node, ast.Return) and node.value is not None and not is_none(node.value):
        yield "returns None", put("value", ast.Constant(None))
    if isinstance(node, (ast.If, ast.IfExp, ast.While, ast.Assert)):
        yield "condition turned round", put("test", ast.UnaryOp(ast.Not(), node.test))
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        for at, statement in enumerate(block if isinstance(block, list) else []):
            if isinstance(statement, ast.Raise):
                yield f"raise in line {statement.lineno} dropped", dropped(name, at)


def constants(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    if isinstance(node.value, bool):
        yield f"{node.value} turned round", put("value", not node.value)
    elif isinstance(node.value, (int, float)):
        yield f"{node.value} and one more", put("value", node.value + 1)
    elif isinstance(node.value, bytes):
        yield "other bytes", put("value", node.value + b"!")


def is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def put(name: str, value: object) -> Change:
    return lambda node: setattr(node, name, deepcopy(value))


def swapped(node: ast.AST) -> None:
    setattr(node, "op", SWAPS[type(node.op)]())  # type: ignore[attr-defined]  # noqa: B010


def swapped_at(at: int) -> Change:
    def change(node: ast.AST) -> None:
        node.ops[at] = SWAPS[type(node.ops[at])]()  # type: ignore[attr-defined]

    return change


def dropped(name: str, at: int) -> Change:
    return lambda node: getattr(node, name).__setitem__(at, ast.Pass())


if __name__ == "__main__":
    main()
