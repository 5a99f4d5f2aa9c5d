"""A command starts with the modules that it uses."""

import subprocess
import sys

import pytest
from typer.main import get_group

from portal.cli import COMMANDS, FAMILIES, application

PROGRAM = """
import sys
from portal.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted(name for name in sys.modules if name.startswith(("portal.wiring", "portal.cli.", "fastapi"))), file=sys.stderr)
"""


def imported(*arguments: str) -> list[str]:
    run = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    return run.stderr.split()


@pytest.mark.parametrize(("command", "module"), [("migrate", "migrating"), ("guides", "guides")])
def test_a_command_for_files_or_tables_alone_starts_without_the_service(command: str, module: str) -> None:
    modules = imported(command, "--help")
    assert f"portal.cli.{module}" in modules
    assert not {"portal.cli.demo", "portal.cli.serving", "portal.wiring", "fastapi"} & set(modules)


@pytest.mark.parametrize("name", [*COMMANDS, *FAMILIES])
def test_a_command_alone_is_the_command_among_all(name: str) -> None:
    alone, among_all = get_group(application([name])).commands[name], get_group(application()).commands[name]
    assert alone.get_short_help_str(200) == among_all.get_short_help_str(200)
    assert name in get_group(application([name])).commands


def test_every_command_and_family_is_listed() -> None:
    assert set(get_group(application()).commands) == {*COMMANDS, *FAMILIES}
