"""What the papers in docs/ja name: tests, pages of the service, commands, settings."""

import re
import shlex
from collections.abc import Iterator
from functools import cache

from typer import Context
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from portal.cli import application
from tests.house.tree import ROOT, outline, text

FOLDER = ROOT / "docs" / "ja"
PAPERS = sorted(path.name for path in FOLDER.glob("*.md"))
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROUTE = re.compile(r"`(GET|POST|PATCH) (/[^`]*)`")


@cache
def paper(name: str) -> str:
    return text(FOLDER / name)


def rows(name: str, columns: int) -> list[list[str]]:
    """Cells of all lines of tables with that many columns, without headings."""
    lines = re.findall(r"^\| (.+) \|$", paper(name), re.MULTILINE)
    cells = [line.split(" | ") for line in lines if not set(line) <= set("-| ")]
    return [line for line in cells if len(line) == columns]


def missing_tests(words: str) -> list[str]:
    missing = []
    for file, name in TEST.findall(words):
        path = ROOT / file
        functions = {defined for _, defined, _ in outline(path).definitions} if path.exists() else set()
        if not path.exists() or (name and name not in functions):
            missing.append(f"{file}::{name}")
    return missing


def command_lines(name: str) -> Iterator[list[str]]:
    """Of code blocks and of single words in backticks, from `kakanai` on, without what the shell adds."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", paper(name), re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    for line in [*lines, *re.findall(r"`([^`\n]+)`", paper(name))]:
        written = re.search(r"(?:^|[ (])kakanai ([a-z].*)$", re.sub(r'"\$\([^"]*\)"', "FILE", line))
        if written:
            yield shlex.split(re.sub(r" [|>;&] .*$", "", written[1]), comments=True)


@cache
def every_command() -> TyperGroup:
    return get_group(application())


def wrong_command(words: list[str]) -> str | None:
    """None if the command line interface takes these words. Files need not be there. A command without its arguments is only named."""
    command: TyperCommand | TyperGroup = every_command()
    taken: list[str] = []
    while words and (commands := getattr(command, "commands", None)):
        if words[0] not in commands:
            return " ".join([*taken, words[0]])
        command = commands[words[0]]
        taken.append(words.pop(0))
    if not words:
        return None
    options = {option for known in command.params for option in (*known.opts, *known.secondary_opts)}
    unknown = [word for word in words if word.startswith("--") and word not in options]
    if unknown:
        return f"{' '.join(taken)} {unknown}"
    given, left, _ = command.make_parser(Context(command)).parse_args(words)
    lacking = [known.name for known in command.params if known.required and given.get(known.name or "") in (None, ())]
    return f"{' '.join(taken)} {left} {lacking}" if left or lacking else None
