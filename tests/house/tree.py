"""Files of the working tree."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    """Not ignored, also untracked; `patterns` as in git ("*.py")."""
    # In containers another user may own the folder.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    listed = subprocess.run([*command, *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    """Empty for pictures."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


@dataclass(frozen=True)
class Outline:
    """`definitions` holds the kind ("class" or "function"), the name, and the number of lines of each.
    `docstring`: of the module. `docstring_words`: of module, classes and functions together."""

    definitions: tuple[tuple[str, str, int], ...]
    imported: frozenset[str]
    docstring: str
    docstring_words: int


def statements(module: ast.Module) -> Iterator[ast.AST]:
    """With the module; without expressions, which are nine tenths of the nodes."""
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        yield node
        for part in ("body", "handlers", "orelse", "finalbody", "cases"):
            inner = getattr(node, part, ())
            waiting += inner if isinstance(inner, list) else ()


def outline(path: Path) -> Outline:
    """Of a Python file."""
    return _read(path)[0]


def texts(path: Path) -> "Texts":
    """Of a module of the product."""
    written = _read(path)[1]
    assert written is not None, path
    return written


# Parsing the whole tree and walking through the texts takes ten seconds: tests of several files that read it share that, and
# one process runs these files (`group_of` in tests/conftest.py). Nodes would take 200 MB.
@cache
def _read(path: Path) -> tuple[Outline, "Texts | None"]:
    module = ast.parse(text(path))
    return _outline(module), None if path.is_relative_to(ROOT / "tests") else _texts(module)


def _outline(module: ast.Module) -> Outline:
    definitions, imported, words = [], set[str](), 0
    for node in statements(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            words += len((ast.get_docstring(node) or "").split())
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            definitions.append((kind, node.name, (node.end_lineno or 0) - node.lineno))
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module)
    return Outline(tuple(definitions), frozenset(imported), ast.get_docstring(module) or "", words)


@dataclass(frozen=True)
class Texts:
    # `strings`: with line, also the fixed parts of a formatted one; `is_docstring` of each. `formatted`: None for what is filled in.
    # `first_arguments` of calls, where they are constants.
    strings: tuple[tuple[int, str, bool], ...]
    formatted: tuple[tuple[str | None, ...], ...]
    first_arguments: frozenset[str]


def _texts(module: ast.Module) -> Texts:
    strings: list[tuple[int, str, bool]] = []
    formatted: list[tuple[str | None, ...]] = []
    first_arguments, docstrings = set[str](), set[int]()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr):  # walked before its value
            docstrings.add(id(node.value))
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                strings.append((node.lineno, node.value, id(node) in docstrings))
        elif isinstance(node, ast.JoinedStr):
            formatted.append(tuple(str(part.value) if isinstance(part, ast.Constant) else None for part in node.values))
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            first_arguments.add(str(node.args[0].value))
    return Texts(tuple(strings), tuple(formatted), frozenset(first_arguments))
