"""A command starts with the modules that it uses."""

import ctypes
import subprocess
import sys
from functools import cache

import pytest
from typer.main import get_group

from portal.cli import COMMANDS, FAMILIES, application, listed
from portal.cli.demo import _unless_set
from portal.routes.served_addresses import keep_addresses

STARTED = ("migrate --help", "guides --help", "keys --help", "audit verify --help", "--help")
# Each in a process of its own, which the first forks after what every command imports.
PROGRAM = """
import os, sys
from portal.cli import main
for words in sys.argv[1:]:
    if os.fork():
        assert os.wait()[1] == 0
        continue
    try:
        main(words.split())
    except SystemExit as ended:
        assert not ended.code
    print(*sorted(name for name in sys.modules if name.startswith(("portal.wiring", "portal.cli.", "portal.models", "fastapi", "sqlalchemy"))), file=sys.stderr, flush=True)
    os._exit(0)
"""


@cache
def _imported() -> dict[str, list[str]]:
    run = subprocess.run([sys.executable, "-c", PROGRAM, *STARTED], capture_output=True, text=True, check=True)
    return {words: line.split() for words, line in zip(STARTED, run.stderr.splitlines(), strict=True)}


def imported(*arguments: str) -> list[str]:
    return _imported()[" ".join(arguments)]


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


OF_RECORDS = ("staff", "auditing", "supporting")
RECORDS = """
import os, sys, importlib, portal.cli, portal.wiring.records
for module in sys.argv[1:]:
    if os.fork():
        assert os.wait()[1] == 0
        continue
    importlib.import_module(f"portal.cli.{module}")
    print(*sys.modules, flush=True)
    os._exit(0)
"""


@cache
def imported_by_records() -> dict[str, list[str]]:
    run = subprocess.run([sys.executable, "-c", RECORDS, *OF_RECORDS], capture_output=True, text=True, check=True)
    return {module: line.split() for module, line in zip(OF_RECORDS, run.stdout.splitlines(), strict=True)}


@pytest.mark.parametrize(("module", "table"), list(zip(OF_RECORDS, ("staff", "audit", "support"), strict=True)))
def test_a_command_for_records_reads_no_definition_and_imports_only_tables_of_its_rooms(
    module: str, table: str
) -> None:
    modules = imported_by_records()[module]
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


SERVICE = """
import sys, portal.wiring.installing, portal.app
portal.app.served("single")
print(*sys.modules)
import portal.routes.finding.front, portal.routes.shared.health, portal.services.shared.write_workbook
print(*sys.modules)
import portal.jobs
portal.jobs.all_jobs()
print(*sys.modules)
import portal.routes.desk.queue.queue
print(*sys.modules)
"""
LATER = {
    "portal.wiring.arrival_steps", "portal.web.my_cases.own_work", "portal.web.staff.nav", "portal.web.filing.keep_typed",
    "portal.web.residents.sign_in_words", "portal.services.audit.state_gauges", "portal.services.campaigns.holds_invitation",
    "portal.store.disposal.disposals", "xlsxwriter",
}  # fmt: skip


@pytest.fixture(scope="module")
def service() -> list[set[str]]:
    """What a web process has imported when it starts, and with its first pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)
        keep_addresses()
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", SERVICE], capture_output=True, text=True, check=True)
    return [set(line.split()) for line in run.stdout.splitlines()]


def test_a_web_process_starts_without_what_single_pages_use(service: list[set[str]]) -> None:
    modules = service[0]
    assert "structlog" in modules
    assert (
        not {
            "rich",
            "pygments",
            "attr",
            "asn1crypto",
            "icalendar",
            "pikepdf",
            "PIL",
            "pyhanko",
            "httpx",
            "typst",
            "python_calamine",
        }
        & modules
    )
    assert {name for name in modules if name.startswith("portal.routes.") and name.count(".") == 3} == {
        "portal.routes.finding.front"
    }


def test_a_start_that_kept_its_definitions_imports_neither_their_reader_nor_their_checks(
    service: list[set[str]],
) -> None:
    assert "forms.loading.packed" in service[0]
    readers = (
        "forms.loading.definition",
        "forms.loading.shape",
        "forms.loading.guides",
        "forms.linting",
        "forms.scenarios.scenarios",
    )
    assert not {*readers, "ruamel.yaml", "segno"} & service[2], "nor does background work"
    assert not set(readers) & service[3], "nor the queue of a clerk who was asked to sign nothing"


def test_a_start_imports_no_step_of_a_submission_no_writer_of_workbooks_and_nothing_of_who_is_signed_in(
    service: list[set[str]],
) -> None:
    assert not LATER & service[1]


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
    alone = get_group(application([name, "--help"])).commands[name]
    among_all = get_group(application()).commands[name]
    assert (alone.help, alone.get_short_help_str(200)) == (among_all.help, among_all.get_short_help_str(200))
    assert name in get_group(application([name])).commands


def test_every_command_and_family_is_listed() -> None:
    assert set(get_group(application()).commands) == {*COMMANDS, *FAMILIES}


def test_the_help_names_all_commands_with_their_sentences_and_imports_none() -> None:
    whole, alone = get_group(application()).commands, get_group(listed()).commands
    assert list(alone) == list(whole)
    assert {name: command.help for name, command in alone.items()} == {
        name: command.help for name, command in whole.items()
    }
    assert imported("--help") == ["portal.cli.help_words", "portal.cli.outline", "portal.cli.problem"]


def test_the_demos_line_account_answers_unless_it_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _unless_set()["line_talk"] == "on"
    monkeypatch.setenv("KAKANAI_LINE_TALK", "off")
    assert "line_talk" not in _unless_set()
