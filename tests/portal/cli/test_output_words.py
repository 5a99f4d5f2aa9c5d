"""What a command prints for people begins in Japanese: no sentence is English only."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_group

from portal.cli import application, listed
from portal.cli.help_words import _OF_PARAMETERS, _WORDS, keys_of
from portal.services.shared.installation import Installation
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from tests.house.tree import ROOT
from tests.portal.cli.conftest import Kakanai
from tests.portal.world import DUTY, add_member

CLI = ROOT / "portal" / "cli"
_SPEAKS = {"print", "complain", "Problem"}


def _words(node: ast.expr) -> str:
    # What a constant or an f-string has written out.
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_words(value) for value in values if isinstance(value, ast.Constant))
        case ast.IfExp(body=body, orelse=orelse):
            return f"{_words(body)}\n{_words(orelse)}"
    return ""


def _is_sentence(text: str) -> bool:
    # At least two English words, and no Japanese.
    return sum(word.strip(".,:;").isalpha() for word in text.split()) >= 2 and text.isascii()


def _is_japanese_alone(text: str) -> bool:
    # Words, more than a heading or a mark, and no English one.
    return len(re.findall("[ぁ-ん]", text)) >= 2 and not re.search(r"[A-Za-z]{2,} [a-z]{2,}| / [A-Z][a-z]+\.", text)


def _printed() -> Iterator[tuple[str, str]]:
    # (place, what is written out).
    for file in sorted(CLI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SPEAKS and node.args:
                yield f"{file.relative_to(CLI)}:{node.lineno}", _words(node.args[0])


def test_no_sentence_that_a_command_prints_is_english_only() -> None:
    assert [f"{place}: {text}" for place, text in _printed() if _is_sentence(text)] == []
    assert _is_sentence("12 rows, unexplained: nothing")


def test_no_sentence_that_a_command_prints_is_japanese_only() -> None:
    assert [f"{place}: {text}" for place, text in _printed() if _is_japanese_alone(text)] == []
    assert _is_japanese_alone("市の名前は、だれでも書けます。")


def _helps(app: typer.Typer, *typed: str) -> Iterator[tuple[str, str]]:
    # What is typed, and its help.
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "").replace("_", "-")
        yield " ".join((*typed, name)), command.help or ""
    for family in app.registered_groups:
        named = (family.name,) if isinstance(family.name, str) else ()
        if named:
            yield " ".join((*typed, *named)), str(family.help)
        if family.typer_instance is not None:
            yield from _helps(family.typer_instance, *typed, *named)


def test_each_command_and_family_says_in_japanese_what_it_is_for() -> None:
    helps = dict(_helps(application()))
    assert [typed for typed, text in helps.items() if text.partition("\n\n")[0].isascii()] == []
    assert _WORDS.keys() == helps.keys()
    assert [typed for typed, text in _helps(listed()) if text.isascii()] == []


def test_a_help_has_its_japanese_once_however_often_it_is_asked_for() -> None:
    for _ in range(2):
        helps = dict(_helps(application()))
    assert [typed for typed, text in helps.items() if text.count(_WORDS[typed]) != 1] == []


def _parameters(command: Any, *typed: str) -> Iterator[tuple[tuple[str, str], str]]:
    # What may be looked up of each option and argument, and its help.
    for name, inner in getattr(command, "commands", {}).items():
        yield from _parameters(inner, *typed, name)
    for parameter in command.params:
        yield keys_of(parameter, *typed), parameter.help or ""


def test_each_option_and_argument_says_in_japanese_what_it_is() -> None:
    helps = dict(_parameters(get_group(application())))
    assert len(helps) > 150
    assert [own for (own, _), text in helps.items() if text.partition(" / ")[0].isascii()] == []
    used = {next(key for key in keys if key in _OF_PARAMETERS) for keys in helps}
    assert _OF_PARAMETERS.keys() - used == set()


@pytest.mark.usefixtures("settings")
def test_who_is_disabled_who_begins_later_and_who_has_no_right_differ_in_the_list(
    kakanai: Kakanai, installation: Installation
) -> None:
    assert kakanai("staff", "list").err.startswith("職員は、まだ1人もいません。")
    for login in ("now", "gone", "later", "none"):
        held = add_member(installation, login, *([("clerk", "*")] if login in ("now", "gone") else []), name=login)
        if login in ("now", "later"):
            with installation.database.write() as unit:
                staff_members.grant(unit, held.id, RightRow("reviewer", DUTY, "2027-04-01", None))
                unit.commit()
    assert kakanai("staff", "disable", "gone").status == 0
    assert [line.split("\t") for line in kakanai("staff", "list").out.splitlines()] == [
        ["ログイン名 / login", "氏名 / name", "所属 / section", "権限 / rights"],
        ["gone", "gone", "", "止めてあります / disabled"],
        ["later", "later", "", f"reviewer:{DUTY}（2027-04-01から）"],
        ["none", "none", "", "なし / none"],
        ["now", "now", "", f"clerk:* reviewer:{DUTY}（2027-04-01から）"],
    ]
    rows = {row["login"]: row for row in json.loads(kakanai("staff", "list", "--json").out)}
    assert (rows["gone"]["disabled"], rows["gone"]["rights"], rows["later"]["later"]) == (
        True, [], [f"reviewer:{DUTY} 2027-04-01"],
    )  # fmt: skip


@pytest.mark.usefixtures("settings")
def test_moves_and_who_loses_all_rights_have_headings_and_a_sentence_where_there_is_nothing(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    add_member(installation, "kanri", ("administrator", "*"))
    tanto = add_member(installation, "tanto", name="見本 課子")
    with installation.database.write() as unit:
        staff_members.grant(unit, tanto.id, RightRow("clerk", "*", "2026-11-01", "2026-11-20"))
        unit.commit()
    nothing = kakanai("staff", "tomorrow", "--day", "2026-11-20")
    assert (nothing.status, nothing.out, len(nothing.english)) == (0, "", 1)
    leaving = kakanai("staff", "tomorrow")
    assert leaving.status == 1
    assert leaving.out.splitlines()[1:] == ["tanto\t見本 課子\t\t0"]
    assert leaving.out.startswith("ログイン名 / login\t氏名 / name\t")
    (tmp_path / "moves.csv").write_text("ログイン名,役割,事務,から\ntanto,clerk,*,2026-12-01\n", encoding="utf-8")
    planned = kakanai("staff", "move", str(tmp_path / "moves.csv"), "--dry-run")
    assert planned.out.splitlines() == [
        "ログイン名 / login\tすること / what\t役割 / role\t事務か所属 / duty\tから / from\tまで / to",
        "tanto\t始まる / begins\tclerk\t*\t2026-12-01\t",
    ]
    assert kakanai("staff", "move", str(tmp_path / "moves.csv")).out == planned.out
    again = kakanai("staff", "move", str(tmp_path / "moves.csv"))
    assert (again.status, again.out, again.english) == (0, "", ["Nothing changes: all is so already."])
