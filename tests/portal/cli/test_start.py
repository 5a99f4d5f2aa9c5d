"""A command starts with the modules that it uses."""

import subprocess
import sys

import pytest
from typer.main import get_group

from portal.cli import COMMANDS, FAMILIES, application, listed

PROGRAM = """
import sys
from portal.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted(name for name in sys.modules if name.startswith(("portal.wiring", "portal.cli.", "portal.models", "fastapi", "sqlalchemy"))), file=sys.stderr)
"""


def imported(*arguments: str) -> list[str]:
    run = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    return run.stderr.split()


@pytest.mark.parametrize(("command", "module"), [("migrate", "migrating"), ("guides", "guides")])
def test_a_command_for_files_or_tables_alone_starts_without_the_service(command: str, module: str) -> None:
    modules = imported(command, "--help")
    assert f"portal.cli.{module}" in modules
    assert not {"portal.cli.demo", "portal.cli.serving", "portal.wiring", "fastapi"} & set(modules)


def test_a_command_for_key_files_opens_no_database_and_one_for_the_revision_imports_no_tables() -> None:
    assert not {"portal.wiring.installing", "sqlalchemy"} & set(imported("keys", "--help"))
    assert not {"portal.models", "fastapi"} & set(imported("migrate", "--help"))


def test_a_command_that_opens_an_installation_imports_no_web_framework() -> None:
    assert not {"fastapi", "portal.app"} & set(imported("audit", "verify", "--help"))


@pytest.mark.parametrize("name", [*COMMANDS, *FAMILIES])
def test_a_command_alone_is_the_command_among_all(name: str) -> None:
    alone, among_all = get_group(application([name])).commands[name], get_group(application()).commands[name]
    assert alone.get_short_help_str(200) == among_all.get_short_help_str(200)
    assert name in get_group(application([name])).commands


def test_every_command_and_family_is_listed() -> None:
    assert set(get_group(application()).commands) == {*COMMANDS, *FAMILIES}


def test_the_help_names_all_commands_with_their_sentences_and_imports_none() -> None:
    whole, alone = get_group(application()).commands, get_group(listed()).commands
    assert list(alone) == list(whole)
    assert {name: command.help for name, command in alone.items()} == {
        name: command.help for name, command in whole.items()
    }
    assert imported("--help") == ["portal.cli.outline", "portal.cli.problem"]
