"""A command starts with the modules that it uses."""

import ctypes
import subprocess
import sys

import pytest
from typer.main import get_group

from portal.cli import COMMANDS, FAMILIES, application, listed
from portal.cli.demo import _unless_set
from portal.routes.served_addresses import keep_addresses

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


@pytest.mark.parametrize(("module", "table"), [("staff", "staff"), ("auditing", "audit"), ("supporting", "support")])
def test_a_command_for_records_reads_no_definition_and_imports_only_tables_of_its_rooms(
    module: str, table: str
) -> None:
    program = f"import sys, portal.cli, portal.cli.{module}, portal.wiring.records; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = run.stdout.split()
    heavy = (
        "portal.wiring.installing",
        "portal.services.shared.catalogue",
        "forms.definition",
        "forms.city",
        "ruamel",
        "fastapi",
        "alembic",
    )
    assert not [name for name in modules if name.startswith(heavy)]
    tables = [name for name in modules if name.startswith("portal.models.") and name.count(".") == 3]
    assert any(table in name for name in tables)
    assert len(tables) < 40


def test_a_web_process_starts_without_what_single_pages_use(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import sys, portal.wiring.installing, portal.app; portal.app.served('single'); print(*sys.modules)"
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    keep_addresses()
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = set(run.stdout.split())
    assert "structlog" in modules
    assert not {"icalendar", "pikepdf", "PIL", "pyhanko", "httpx", "typst", "python_calamine"} & modules
    assert {name for name in modules if name.startswith("portal.routes.") and name.count(".") == 3} == {
        "portal.routes.finding.front"
    }


ARENAS = """
import ctypes, threading
{imported}
begun = threading.Barrier(8)
def allocate():
    begun.wait()
    [bytearray(10_000) for _ in range(1_000)]
threads = [threading.Thread(target=allocate) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="this C library has no arenas")
def test_threads_share_one_arena() -> None:
    arenas = {
        imported: subprocess.run(
            [sys.executable, "-c", ARENAS.format(imported=imported)], capture_output=True, text=True, check=True
        ).stdout.count("<heap nr=")
        for imported in ("", "import portal")
    }
    assert arenas["import portal"] == 1 < arenas[""]


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


def test_the_demos_line_account_answers_unless_it_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _unless_set()["line_talk"] == "on"
    monkeypatch.setenv("KAKANAI_LINE_TALK", "off")
    assert "line_talk" not in _unless_set()
