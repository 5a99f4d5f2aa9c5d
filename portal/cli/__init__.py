"""The command line `kakanai`."""

# Exit status: 0, 1 a problem, 2 wrong usage.

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer
from typer.exceptions import TyperException

from forms.complaints import Refused
from integrations.sockets.interfaces import AdapterError
from portal.cli.problem import CITY_OF_COMMAND, Problem, both, complain, file_sentence, outage_sentence
from portal.errors import BadSetting

# The name of a command, or of a family of commands, and its module.
FAMILIES = {
    "procedures": "procedures", "layouts": "layouts", "audit": "auditing", "staff": "staff", "keys": "keys.commands",
    "mail": "notices.mailing", "line": "notices.line_menus", "purge": "purging", "import": "imports.commands", "courier": "courier",
    "guides": "guides", "receipts": "receipts", "signatures": "signatures", "translations": "translating",
    "cities": "joint.commands", "city": "city.commands",
}  # fmt: skip
COMMANDS = {
    "demo": "demo", "serve": "serving", "worker": "serving", "mock": "serving", "migrate": "migrating",
    "doctor": "doctor",
    "export": "exporting", "acknowledge": "acknowledging", "deliver": "delivering", "book": "book",
    "stats": "book",
    "reconcile": "reconciling", "bench": "benching", "support": "supporting", "backup": "backups.backing_up",
    "restore": "backups.backing_up",
}  # fmt: skip

_NUMBERS = ("個人番号を持ちません", "it keeps no 個人番号")
_EXAMINED_INSIDE = ("審査、引渡し、廃棄は庁内側でします", "examination, hand-over and disposal are done in zone inner")
# What makes no sense in a zone, as it is typed, and why. `export everything` is for each.
_NOT_HERE: Mapping[str, Mapping[tuple[str, str], Sequence[str]]] = {
    "outer": {
        _NUMBERS: ("keys numbers", "keys rotate numbers", "keys retire numbers"),
        _EXAMINED_INSIDE: (
            "export", "acknowledge", "deliver", "import packages", "import retry", "import states", "import register",
            "import links", "purge due", "purge propose", "purge run", "purge record",
        ),
        ("職員のページがありません", "it has no pages for staff"): ("city code",),
    },
    "inner": {("LINEなど、インターネットにはつなぎません", "nothing inside calls the internet"): ("line menu",)},
    "laptop": {_NUMBERS: ("keys numbers", "keys rotate numbers", "keys retire numbers")},
}  # fmt: skip
_WHERE = {
    "outer": ("インターネット側（KAKANAI_ZONE=outer）", "KAKANAI_ZONE=outer"),
    "inner": ("庁内側（KAKANAI_ZONE=inner）", "KAKANAI_ZONE=inner"),
    "laptop": ("出張受付の端末（KAKANAI_LAPTOP）", "KAKANAI_LAPTOP"),
}

_EXPORT, _EVERYTHING = ["export"], "everything"
_MISUSED = 2
CITY = "--city"  # before the command: it acts on this city of a joint installation


def main(arguments: Sequence[str] | None = None) -> None:
    """Raises SystemExit. Files are private to account and group: they hold answers."""
    before = os.umask(0o077)
    os.umask(before | 0o007)
    CITY_OF_COMMAND.set("")
    given = [*(sys.argv[1:] if arguments is None else arguments)]
    try:
        if given[:1] == [CITY]:
            given = _in_city(given)
        if given == ["--version"]:
            print(f"kakanai {version('kakanai')} ({Path(__file__).resolve().parents[2]})")
            sys.exit(0)
        _demand_zone(given)
        app = application(given) if {*given[:1]} & {*COMMANDS, *FAMILIES} else listed()
        ended = app(given, prog_name="kakanai", standalone_mode=False)
        sys.exit(ended if isinstance(ended, int) else 0)
    except TyperException as mistake:
        from portal.cli.misuse import misuse  # noqa: PLC0415 - most commands are typed as they should be

        family = 2 if {*given[:1]} & {*FAMILIES} else 1
        complain(misuse(mistake, [word for word in given[:family] if not word.startswith("-")]))
        sys.exit(_MISUSED)
    except typer.Abort:
        _end([both("中止しました。", "Aborted.")])
    except Problem as problem:
        _end(problem.sentences)
    except BadSetting as bad:
        from portal.config.fault_words import words_of  # noqa: PLC0415 - most installations are in order

        reasons = (both(f"・{words}", each) for words, each in zip(words_of(bad), bad.sentences, strict=True))
        _end(["このままでは動きません。次の点を直してください（kakanai doctor が全部を調べます）。", *reasons])
    except Refused as refused:
        from forms.complaint_lines import terminal_lines  # noqa: PLC0415 - its sentences are files that other commands need not read

        _end(terminal_lines(refused.complaints))
    except AdapterError as error:
        _end([both("つなぐ相手か、鍵の装置が答えません。", f"{error}.")])
    except Exception as error:
        if not (sentence := outage_sentence(error) or file_sentence(error)):
            raise
        _end([sentence])
    finally:
        os.umask(before)


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """With the command of the arguments, or with all: all modules take a second to import."""
    app = _empty()
    wanted = {argument for argument in arguments[:1] if argument in FAMILIES or argument in COMMANDS}
    for module in dict.fromkeys(module for name, module in COMMANDS.items() if name in (wanted or COMMANDS)):
        app.add_typer(_module(module))
    for name, module in FAMILIES.items():
        if name in (wanted or FAMILIES):
            app.add_typer(_module(module), name=name)
    if "--help" in arguments or not wanted or (len(arguments) <= 2 and wanted <= {*FAMILIES}):
        from portal.cli.help_words import explain  # noqa: PLC0415 - a command need not read them

        explain(app)
    return app


def listed() -> typer.Typer:
    """Names and sentences alone, for the help and for unknown commands."""
    from portal.cli.help_words import explain  # noqa: PLC0415 - a command need not read them
    from portal.cli.outline import about_command, about_family  # noqa: PLC0415

    app = _empty()
    for name, module in COMMANDS.items():
        app.command(name, help=about_command(module, name))(lambda: None)
    for name, module in FAMILIES.items():
        app.add_typer(typer.Typer(callback=lambda: None, help=about_family(module)), name=name)
    explain(app)
    return app


def _in_city(given: list[str]) -> list[str]:
    # The rest of the command line, after the city's settings are the environment. Raises BadSetting.
    from portal.config.cities import enter_city  # noqa: PLC0415 - most commands have one city

    if len(given) < 2:
        raise Problem.of(
            f"{CITY} の後に、KAKANAI_CITIES の市町村の名前を書いてください。",
            f"{CITY} NAME: a city of KAKANAI_CITIES is missing.",
        )
    folder = os.environ.get("KAKANAI_CITIES", "")
    names = sorted(file.stem for file in Path(folder).glob("*.env")) if folder else []
    if names and given[1] not in names and not (Path(folder) / f"{given[1]}.ended").is_file():
        raise Problem.of(
            f"{given[1]} という市町村はありません。あるのは：{'、'.join(names)}。",
            f"KAKANAI_CITIES={folder}: there is no city {given[1]}.",
        )
    CITY_OF_COMMAND.set(given[1])
    enter_city(given[1])
    return given[2:]


def _demand_zone(given: Sequence[str]) -> None:
    # Before it demands its options. A zone that does not exist is refused with the other settings.
    if "--help" in given:
        return
    own = list(given[: 2 if {*given[:1]} & {*FAMILIES} else 1])
    zone = "laptop" if os.environ.get("KAKANAI_LAPTOP", "0") not in ("", "0") else os.environ.get("KAKANAI_ZONE", "")
    for why, commands in _NOT_HERE.get(zone, {}).items():
        for command in commands:
            parts = command.split()
            if own != parts[:2] or (own == _EXPORT and _EVERYTHING in _arguments(given, own)):
                continue
            if len(parts) == len(own) or parts[-1] in _arguments(given, own):
                raise Problem.of(
                    f"kakanai {command} は、{_WHERE[zone][0]}では使えません。{why[0]}。",
                    f"`kakanai {command}` cannot run here ({_WHERE[zone][1]}): {why[1]}.",
                )


def _arguments(given: Sequence[str], own: Sequence[str]) -> Sequence[object]:
    # As the command reads them: a value of an option may look like one.
    from typer.main import get_command  # noqa: PLC0415 - few commands are refused by an argument

    command: Any = get_command(application(given))
    for name in own:
        command = command.commands.get(name)
        if command is None:
            return ()
    try:
        context = command.make_context(own[-1], [*given[len(own) :]], resilient_parsing=True)
    except TyperException:
        return ()  # wrong usage is answered where the command runs
    return [context.params[each.name] for each in command.params if each.param_type_name == "argument"]


def _empty() -> typer.Typer:
    app = typer.Typer(
        name="kakanai", help="書かない窓口と電子申請のサービス。版は kakanai --version、共同利用では kakanai --city 名前 命令。\n\n書かない: smart applications for municipalities. Its version: kakanai --version. In a joint installation: kakanai --city NAME COMMAND.", no_args_is_help=True, add_completion=False,
        pretty_exceptions_enable=False, rich_markup_mode=None,
    )  # fmt: skip
    app.callback()(lambda: None)  # without it a single command would be the application itself
    return app


def _module(name: str) -> typer.Typer:
    commands: typer.Typer = import_module(f"portal.cli.{name}").app
    return commands


def _end(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        complain(sentence)
    sys.exit(1)
