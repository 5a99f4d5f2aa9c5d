"""A refusal of a command is in Japanese, as `doctor` speaks, with the English detail below."""

import ast
import errno
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.keys.local import NUMBERS
from portal.cli import _NOT_HERE
from portal.cli.help_words import _WORDS
from portal.cli.problem import Problem, both, closed, file_sentence, unread, wrong_option
from portal.config import TREE
from tests.portal.cli.conftest import Kakanai

CLI = TREE / "portal" / "cli"
US = pwd.getpwuid(os.geteuid()).pw_name
DENIED = PermissionError(errno.EACCES, "Permission denied")
# For who tries or measures the program; doctor's last line has both.
_OF_DEVELOPERS = {"benching.py", "doctor.py"}


def refusals(file: Path) -> Iterator[tuple[int, str]]:
    """Line and source of what is written in place."""
    source = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (Problem.__name__, "typer.BadParameter"):
            for sentence in node.args:
                if isinstance(sentence, ast.Constant | ast.JoinedStr):
                    yield node.lineno, ast.get_source_segment(source, sentence) or ""
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Problem.of", wrong_option.__name__):
            words = ast.get_source_segment(source, node.args[0]) or ""
            if len(node.args) < 2 or (isinstance(node.args[0], ast.Constant | ast.JoinedStr) and words.isascii()):
                yield node.lineno, words


@pytest.mark.parametrize("file", sorted(CLI.rglob("*.py")), ids=lambda file: str(file.relative_to(CLI)))
def test_each_refusal_is_japanese_first(file: Path) -> None:
    if file.name in _OF_DEVELOPERS:
        return
    assert [(line, sentence) for line, sentence in refusals(file) if "reason_words(" not in sentence] == []


def test_the_english_is_below_and_indented() -> None:
    assert both("だめです。", "First.", "Second.") == "だめです。\n    First.\n    Second."


def test_a_refused_setting_and_a_missing_procedure_are_reported_in_japanese(
    kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kakanai("procedures", "show", "no-such").err.startswith("no-such：その手続はありません。")
    monkeypatch.setenv("KAKANAI_PROCEDRES", "x")
    refused = kakanai("procedures", "list").err.splitlines()
    assert refused[0].startswith("このままでは動きません。")
    assert refused[1:] == [
        "・KAKANAI_PROCEDRES という設定はありません。名前を確かめてください。",
        "    KAKANAI_PROCEDRES is not a setting of this service; see docs/settings.md.",
    ]


@pytest.mark.parametrize(
    ("typed", "words", "english"),
    [
        ("restore", "FILE を書いてください。", "Missing argument 'FILE'."),
        ("restore x", "--passphrase-file を書いてください。", "Missing option '--passphrase-file'."),
        ("restor", "restor という命令はありません。もしかして：restore。", "No such command 'restor'."),
        ("staff nope", "nope という命令はありません。", "No such command 'nope'."),
        ("courier unpack", "unpack という命令はありません。もしかして：take。", "No such command 'unpack'."),
        ("import results", "results という命令はありません。結果の表は、画面（/desk/results）で", "No such command 'results'."),
        ("restore x --nope", "--nope という指定はありません。", "No such option: --nope"),
        ("--nope", "--nope という指定はありません。", "No such option: --nope"),
        ("restore --passphrase-file", "--passphrase-file の後に、値を書いてください。", "Option '--passphrase-file' requires"),
        ("migrate --plan=3", "--plan には、値を書きません。", "Option '--plan' does not take a value."),
        ("restore x --passphrase-file y", "--check, --into：どちらか1つだけ書いてください。", "Invalid value for --check, --into: exactly one"),
        ("audit report nope", "REPORT：nope：その報告はありません。night、", "Invalid value for REPORT: nope: there is no such"),
        ("audit report night --from 2027-13-01", "--from の書き方がちがいます。日は 2027-04-01 のように", "Invalid value for '--from'"),
        ("serve --workers abc", "--workers の書き方がちがいます。数を書いてください。", "Invalid value for '--workers'"),
        ("courier lost 1 2", "余分なことばがあります：2。", "Got unexpected extra argument"),
    ],
)  # fmt: skip
def test_wrong_usage_is_answered_in_japanese_first_and_says_where_the_way_to_write_is(
    kakanai: Kakanai, typed: str, words: str, english: str
) -> None:
    ran = kakanai(*typed.split(), *(["--reason", "x"] if "lost" in typed else []))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(words)
    assert "--help で見られます。" in ran.err.splitlines()[0]
    assert ran.english[0].startswith(english)


def test_a_family_without_a_command_lists_its_commands(kakanai: Kakanai) -> None:
    ran = kakanai("staff")
    assert ran.status == 2
    assert ran.err.startswith("kakanai staff の後に、次のどれかを書いてください。\nUsage: kakanai staff")


def test_a_command_that_ends_well_ends_with_status_0_and_one_that_finds_something_with_1(kakanai: Kakanai) -> None:
    assert kakanai("staff", "--help").status == 0
    assert kakanai("procedures", "show", "no-such").status == 1


HERE = [
    (zone, why, command)
    for zone, reasons in _NOT_HERE.items()
    for why, commands in reasons.items()
    for command in commands
]


@pytest.mark.parametrize(("zone", "why", "command"), HERE, ids=[f"{zone} {command}" for zone, _, command in HERE])
def test_what_makes_no_sense_in_a_zone_is_refused_and_changes_nothing(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, why: tuple[str, str], command: str
) -> None:
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv(*(("KAKANAI_LAPTOP", "2") if zone == "laptop" else ("KAKANAI_ZONE", zone)))
    ran = kakanai(*command.split())
    assert (ran.status, ran.out, (tmp_path / "data").exists()) == (1, "", False)
    assert all(word in ran.err for word in (command, *why))
    assert {command, command.rpartition(" ")[0]} & {*_WORDS}, "a command that there is"
    assert kakanai(*command.split()[:2], "--help").status == 0


@pytest.mark.parametrize("zone", ["inner", "single"])
def test_the_key_for_numbers_is_made_where_numbers_are(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    for name, value in {"ENV": "test", "IDENTITY": "none", "DATA": str(tmp_path), "ZONE": zone}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    assert kakanai("keys", "numbers").status == 0
    assert (tmp_path / "keys" / NUMBERS).is_file()


def test_everything_leaves_each_zone_at_the_end_of_a_contract(
    kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_ZONE", "outer")
    assert "--by" in kakanai("export", "everything").err
    assert "--by" in kakanai("export", "--out", "/nowhere/exit", "everything").err


@pytest.mark.parametrize(
    ("zone", "typed", "refused"),
    [
        ("outer", "keys rotate answers --to numbers", False),
        ("outer", "keys retire --nope numbers", False),
        ("outer", "export --procedure everything", True),
        ("outer", "export generic.application --by everything", True),
        ("outer", "courier take export", False),
        ("outer", "import check packages", False),
        ("inner", "line check --nope menu", False),
    ],
)
def test_a_value_that_looks_like_a_command_is_none(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, typed: str, refused: bool
) -> None:
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KAKANAI_ZONE", zone)
    ran = kakanai(*typed.split())
    assert ran.status
    assert ("では使えません。" in ran.err) is refused


def test_an_option_before_its_word_makes_no_command_another(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_ZONE", "outer")
    ran = kakanai("keys", "rotate", "--to", "software", "numbers")
    assert (ran.status, "kakanai keys rotate numbers は、" in ran.err) == (1, True)


def test_a_file_that_cannot_be_read_or_written_is_named_in_a_sentence(kakanai: Kakanai, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"\xff\xfe")
    latin = kakanai("translations", "take", "en", str(tmp_path / "other"))
    assert (latin.status, latin.err.startswith(f"{tmp_path / 'other'}：文字コードがUTF-8")) == (1, True)
    pem = kakanai("receipts", "verify", str(tmp_path / "other"), "--certificate", str(tmp_path / "other"))
    assert (pem.status, pem.err.startswith(f"{tmp_path / 'other'}：証明書（PEM）ではありません。")) == (1, True)


def test_a_place_where_nothing_can_be_written_ends_any_command_with_a_sentence(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        (tmp_path / "none" / "x").write_text("x", "utf-8")

    monkeypatch.setattr("portal.cli.supporting.plain_code", refuse)
    ran = kakanai("support", "12345678")
    assert (ran.status, ran.err) == (
        1, f"{tmp_path}/none/x を読み書きできません。場所と権限を確かめてください。\n    {tmp_path}/none/x: No such file or directory.\n",
    )  # fmt: skip


def test_a_support_code_without_eight_digits_is_wrong_use(kakanai: Kakanai) -> None:
    ran = kakanai("support", "1234")
    assert (ran.status, ran.err.splitlines()[0]) == (
        2, "CODE：サポート番号は8けたです。書き方は kakanai support --help で見られます。",
    )  # fmt: skip


# A file that the user of the service cannot read


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that this user cannot read, also where it is root."""
    file = tmp_path / "inner key"
    file.write_text("x", "utf-8")
    file.chmod(0o600)
    monkeypatch.setattr("portal.cli.problem.os.access", lambda *_given, **named: "effective_ids" not in named)
    return file


@pytest.fixture
def of_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in a folder that this user cannot enter."""
    place, stat = tmp_path / "root" / "inner.key", os.stat

    def looked_at(path: "str | Path", **named: bool) -> os.stat_result:
        if Path(path) == place:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **named)

    monkeypatch.setattr("os.stat", looked_at)
    return place


def test_whose_a_file_is_is_written_with_the_command_that_gives_it_to_the_service(copied: Path) -> None:
    given = f"chgrp -h {os.getegid()} '{copied}' && chmod g+rX '{copied}'"  # its owner stays
    words, english = unread(copied, DENIED).split("\n    ")
    assert words.startswith(f"{copied} を読めません。{US} のもの（0600）")
    assert (given in words, given in english) == (True, True)
    assert file_sentence(PermissionError(errno.EACCES, "Permission denied", str(copied))) == f"{words}\n    {english}"


def test_a_link_is_named_without_a_command_that_would_give_away_what_it_leads_to(copied: Path, tmp_path: Path) -> None:
    link = tmp_path / "x.courier"
    link.symlink_to(copied)
    words = closed(link)
    assert ("リンク" in words, "chgrp" in words, "chmod" in words) == (True, False, False)


def test_a_file_that_is_missing_or_can_be_read_is_no_matter_of_its_owner(tmp_path: Path) -> None:
    (tmp_path / "own").touch()
    assert closed(tmp_path / "own") == closed(tmp_path / "missing") == ""
    missing = FileNotFoundError(errno.ENOENT, "No such file or directory")
    assert unread(tmp_path / "missing", missing).endswith("missing: No such file or directory.")
    assert "場所と権限" in file_sentence(PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "own")))


def test_a_file_below_the_folder_of_root_is_not_called_missing(kakanai: Kakanai, of_root: Path) -> None:
    ran = kakanai("courier", "keys", "trust", str(of_root), "--fingerprint", "x")
    assert (ran.status, ran.out) == (2, "")
    copied = f"install -o {US} -m 0600 {of_root} /var/lib/kakanai/"
    assert ran.err == (
        f"{of_root} を読み書きできません。利用者 {US} が入れる場所（/var/lib/kakanai の中など）を書いてください。読むファイルなら、root で {copied}\n"
        f"    {of_root}: the user {US} cannot enter its folder: name another, or, for a file to be read, `{copied}`, as root.\n"
    )


@pytest.mark.parametrize("command", [("backup", "/nowhere/file"), ("restore", "/nowhere/file", "--check")])
def test_a_passphrase_that_only_root_may_read_is_named_with_its_owner(
    kakanai: Kakanai, copied: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "test")
    monkeypatch.setenv("KAKANAI_IDENTITY", "none")
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path))

    def refuse(_path: Path) -> bytes:
        raise DENIED

    monkeypatch.setattr(Path, "read_bytes", refuse)
    ran = kakanai(*command, "--passphrase-file", str(copied))
    assert (ran.status, f"chgrp -h {os.getegid()} " in ran.err) == (1, True), ran
