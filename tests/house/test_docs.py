"""Examples and commands in the pages for authors work."""

import os
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_group
from typer.testing import CliRunner

from forms.complaint_lines import terminal_lines
from forms.complaints import Refused
from forms.rules.functions import NAMES
from portal.cli import application
from tests.house.pages import DOCS, blocks, complaints, parts, read, stages
from tests.house.tree import ROOT, files, short, text

FIRST, LANGUAGE = "first-procedure.md", "language.md"
PAGES = [short(path) for path in files("*.md")]


def commands(page: str) -> list[list[str]]:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [shlex.split(line.partition("kakanai ")[2]) for line in lines if "kakanai " in line]


def test_each_stage_of_the_first_procedure_can_be_read(tmp_path: Path) -> None:
    files = list(stages(FIRST))
    assert len(files) >= 4
    for definition in files:
        assert read(tmp_path / "toshokan-card.yaml", definition).id == "toshokan-card"


@pytest.mark.parametrize("page", [FIRST, "complaints.md"])
def test_the_complaint_on_the_page_is_what_the_command_prints(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path("my-procedures/toshokan-card.yaml")
    (tmp_path / file).parent.mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused) as refused:
        read(file, next(stages(FIRST)).replace("certainty: assumed", "certainty: asumed", 1))
    shown = [block.splitlines() for block in blocks(page, "text") if block.startswith(f"{file}:")]
    assert shown == [list(terminal_lines(refused.value.complaints))]


def test_the_first_procedure_is_sound_where_the_page_says_so(tmp_path: Path) -> None:
    keys = [
        {complaint.key for complaint in complaints(read(tmp_path / "toshokan-card.yaml", stage))}
        for stage in stages(FIRST)
    ]
    assert keys == [{"lint.scenarios"}, {"lint.scenarios", "scenario.complete"}, set(), set(), set()]


def test_the_commands_of_the_first_procedure_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, before = tmp_path / "my-procedures", tmp_path / "before"
    for place, stage in zip((before, folder), list(stages(FIRST))[-2:], strict=True):
        place.mkdir()
        read(place / "toshokan-card.yaml", stage)
    (tmp_path / "forms").symlink_to(DOCS.parent / "forms")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAKANAI_PROCEDURES", os.fspath(folder))
    for command in commands(FIRST):
        run = CliRunner().invoke(application(), command)
        assert run.exit_code == 0, (command, run.output)
    assert [Path(name).read_bytes()[:5] for name in ("form.pdf", "sheet.pdf")] == [b"%PDF-"] * 2
    assert "sound" in CliRunner().invoke(application(), commands(FIRST)[0]).output


@pytest.mark.parametrize("page", PAGES)
def test_each_command_that_a_page_names_exists_with_its_options(page: str) -> None:
    group = get_group(application())
    for words, options in re.findall(r"kakanai ((?:[a-z][a-z-]* ?)+)((?:--[a-z-]+)?)", text(ROOT / page)):
        first, *rest = words.split()
        assert first in group.commands, (page, words)
        sub = group.commands[first]
        if rest and hasattr(sub, "commands"):
            assert rest[0] in sub.commands, (page, words)
            known = {
                name
                for parameter in sub.commands[rest[0]].params
                for name in (*parameter.opts, *parameter.secondary_opts)
            }
            assert not options or options in known, (page, words, options)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_and_heading_that_a_page_links_to_exists(page: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", text(ROOT / page)):
        place, _, heading = link.partition("#")
        if "://" not in place:
            target = (ROOT / page).parent / place if place else ROOT / page
            assert target.exists(), link
            assert not heading or heading in anchors(target), link


def anchors(page: Path) -> set[str]:
    """As GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_test_file_that_a_page_names_exists(page: str) -> None:
    names = re.findall(r"`((?:tests/[a-z_/]+/)?test_[a-z_]+[.]py)`", text(ROOT / page))
    paths = ["/" + path.relative_to(ROOT).as_posix() for path in files("tests/**.py")]
    assert [name for name in names if not any(path.endswith(f"/{name}") for path in paths)] == []


def examples() -> list[str]:
    return [block for block in blocks(LANGUAGE, "yaml") if not is_shared(block)][1:]


def is_shared(block: str) -> bool:
    return {"block", "codes"} & set(parts(block)) != set() or bool(re.match(r"# [a-z/]+[.]easy[.]yaml", block))


@pytest.mark.parametrize("number", range(len(examples())))
def test_each_example_of_the_language_is_sound_and_its_scenarios_come_out(number: int, tmp_path: Path) -> None:
    share(tmp_path)
    begin = parts(blocks(LANGUAGE, "yaml")[0])
    example = "".join({**begin, **parts(examples()[number])}.values())
    assert [str(complaint) for complaint in complaints(read(tmp_path / "rei.yaml", example))] == []


def share(folder: Path) -> None:
    for block in filter(is_shared, blocks(LANGUAGE, "yaml")):
        named = re.match(r"# ([a-z/.-]+)\n", block)
        assert named is not None
        (folder / named[1]).parent.mkdir(exist_ok=True)
        (folder / named[1]).write_text(block, encoding="utf-8")


def test_every_function_of_the_language_is_reported() -> None:
    page = text(DOCS / LANGUAGE)
    assert [name for name in NAMES if f"`{name}(" not in page] == []


def test_the_architecture_is_two_screens() -> None:
    lines = text(ROOT / "ARCHITECTURE.md").splitlines()
    assert len(lines) <= 130
    assert [line for line in lines if len(line) > 160] == []
