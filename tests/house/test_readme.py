"""The procedure, commands and pages of README exist."""

import re
from pathlib import Path

from typer.main import get_group

from forms.complaints import errors
from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import load_text
from portal.cli import application

TREE = Path(__file__).resolve().parent.parent.parent
README = (TREE / "README.md").read_text(encoding="utf-8")


def test_the_procedure_of_the_ten_minutes_is_sound() -> None:
    block = re.search(r"   ```yaml\n(.*?)   ```", README, re.DOTALL)
    assert block is not None
    text = "".join(line[3:] for line in block[1].splitlines(keepends=True))
    procedure = load_text(text, "toshokan-card.yaml", fields=field_types())
    assert procedure.id == "toshokan-card"
    assert errors(lint(procedure)) == []


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"`kakanai ([a-z]+)", README + (TREE / "docs/running.md").read_text(encoding="utf-8")))
    listed = re.search(r"Commands:\s+`kakanai ([a-z| ]+)`", (TREE / "docs/features.md").read_text(encoding="utf-8"))
    assert listed is not None
    assert {word.strip() for word in listed[1].split("|")} == _commands(), "the list is whole"
    assert named <= _commands()


def test_every_layout_that_an_export_names_exists() -> None:
    pages = [TREE / "README.md", TREE / "README.ja.md", *(TREE / "docs").rglob("*.md")]
    named = {word for page in pages for word in re.findall(r"kakanai export ([a-z][a-z.]+)", page.read_text("utf-8"))}
    assert named - {"everything"} <= {path.stem for path in (TREE / "integrations/exports/layouts").glob("*.yaml")}


def test_every_target_that_is_named_exists() -> None:
    makefile = (TREE / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"make ([a-z-]+)", README)) - {"it"}
    assert [name for name in sorted(named) if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


def test_each_page_is_in_the_list_of_pages() -> None:
    listed = set(re.findall(r"\(([a-z-]+\.md)\)", (TREE / "docs/README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in (TREE / "docs").glob("*.md")} - {"README.md"}


def _commands() -> set[str]:
    return set(get_group(application()).commands)
