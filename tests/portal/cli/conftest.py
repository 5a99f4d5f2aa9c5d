"""The command line in this process: `kakanai("book", "--csv")` returns status, stdout and stderr."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal.cli import main
from portal.config import TREE
from tests.databases import NOW


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def english(self) -> list[str]:
        """Of a refusal: what is below each Japanese line."""
        return [line.strip() for line in self.err.splitlines() if line.startswith("    ")]

    @property
    def below(self) -> str:
        """What was printed, with the English sentence in place of the Japanese one above it."""
        lines: list[str] = []
        for line in self.out.splitlines(keepends=True):
            if line.startswith("    "):
                lines[-1:] = [line.removeprefix("    ")]
            else:
                lines.append(line)
        return "".join(lines)

    @property
    def counted(self) -> str:
        """What was printed, without the Japanese before each English name of a number."""
        return re.sub(r"[^\t\n]+ / (?=[a-z])", "", self.out)


Kakanai = Callable[..., Ran]


def few_procedures(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        for file in (TREE / "forms" / "procedures").glob(f"{name}.*yaml"):
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def kakanai(capsys: pytest.CaptureFixture[str]) -> Kakanai:
    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        output = capsys.readouterr()
        code: Any = ended.value.code
        return Ran(code or 0, output.out, output.err)

    return run


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> None:
    """Environment variables of the fixture `installation`: commands open the same installation."""
    for name, value in {
        "ENV": "test", "DATA": str(tmp_path), "DATABASE_URL": database_url, "IDENTITY": "none", "NOW": NOW,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"KAKANAI_{name}", value)
