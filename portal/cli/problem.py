import json
import os
import pwd
import re
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from shlex import quote
from stat import S_IMODE
from typing import TYPE_CHECKING, Annotated

import typer

from portal.outages import AWAY, BUSY, FULL, READ_ONLY, outage_of

if TYPE_CHECKING:
    from portal.services.shared.needs import Basics
    from portal.services.shared.write_audit import Actor

CITY_OF_COMMAND: ContextVar[str] = ContextVar("city of the command", default="")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Problem(Exception):
    """Ends the command with status 1."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences

    @classmethod
    def of(cls, words: str, *english: str) -> "Problem":
        return cls(both(words, *english))


def both(words: str, *english: str) -> str:
    # As `doctor` and complaints about definitions print it.
    return "\n    ".join((words, *english))


def wrong_option(words: str, english: str, hint: str | None = None) -> typer.BadParameter:
    return typer.BadParameter(both(words, english), param_hint=hint)


def as_typed(command: str) -> str:
    # With what was written around this command: another version's code, and a city of a joint installation.
    code, city = os.environ.get("CODE", ""), CITY_OF_COMMAND.get()
    # CODE is that of the command `kakanai` of an installation, and another program's elsewhere.
    other = f"CODE={quote(code)} " if code and Path(sys.prefix) == Path(code) / ".venv" else ""
    return f"{other}kakanai {f'--city {city} ' if city else ''}{command}"


# Commands of the whole installation, which none of its cities has.
_IN_SENTENCE = re.compile(r"(?<![\w./-])kakanai (?!(?:cities|serve|worker|mock)\b)(?=[a-z])")


def for_city(sentence: str) -> str:
    # With the city of this command in each command that the sentence names: without it a joint installation refuses them.
    return _IN_SENTENCE.sub(lambda _: as_typed(""), sentence) if CITY_OF_COMMAND.get() else sentence


def complain(sentence: str) -> None:
    print(for_city(sentence), file=sys.stderr)


_OUTAGES = {
    AWAY: ("データベースにつながりません。動いているか、その名前のデータベースと利用者があるか、KAKANAI_DATABASE_URL を確かめてください。", "The database does not answer"),
    FULL: ("保存する場所が一杯です。空きを作ってください。", "There is no space left to store anything"),
    READ_ONLY: ("データベースが読むだけになっています。主のサーバーにつないでください。", "The database can only be read"),
    BUSY: ("データベースがこみ合っています。少し待って、もう一度打ってください。", "The database is too busy"),
}  # fmt: skip


def outage_sentence(error: BaseException) -> str:
    """ "" if it is no outage."""
    kind = outage_of(error)
    if not kind:
        return ""
    # The first line is the server's message; the rest is the statement with its values.
    reason = str(getattr(error, "orig", error)).splitlines()[0]
    words, english = _OUTAGES[kind]
    return both(words, f"{english}: {reason}{'' if isinstance(error, OSError) else ' (KAKANAI_DATABASE_URL)'}.")


def file_sentence(error: BaseException) -> str:
    """ "" if it names no file."""
    if not isinstance(error, OSError) or not error.filename:
        return ""
    kept_out = closed(Path(os.fsdecode(error.filename))) if isinstance(error, PermissionError) else ""
    return kept_out or both(
        f"{error.filename} を読み書きできません。場所と権限を確かめてください。", f"{error.filename}: {error.strerror}."
    )


def unread(path: Path, error: OSError) -> str:
    return closed(path) or both(
        f"{path} を読めません。場所と権限を確かめてください。", f"{path}: {error.strerror or type(error).__name__}."
    )


def closed(path: Path) -> str:
    # "" unless owner or mode keeps us out. The command runs as the service's user: a copy that root made, or a file below /root,
    # is there for who typed it and not for us, and only whose it is leads on.
    us = _name(os.geteuid())
    try:
        state = path.stat()
    except PermissionError:
        copied = f"install -o {us} -m 0600 {quote(str(path))} /var/lib/kakanai/"
        return both(
            f"{path} を読み書きできません。利用者 {us} が入れる場所（/var/lib/kakanai の中など）を書いてください。読むファイルなら、root で {copied}",
            f"{path}: the user {us} cannot enter its folder: name another, or, for a file to be read, `{copied}`, as root.",
        )
    except OSError:
        return ""
    if os.access(path, os.R_OK, effective_ids=True):
        return ""
    whose, mode = _name(state.st_uid), f"{S_IMODE(state.st_mode):04o}"
    if path.is_symlink():  # what root then gives away may be any file
        return both(
            f"{path} を読めません。{whose} のもの（{mode}）を指すリンクです。リンクの先を確かめてください。",
            f"{path}: a link to what belongs to {whose} ({mode}), which {us} cannot read.",
        )
    # Its owner stays: a secret of root that the service could write is none.
    given = f"chgrp -h {os.getegid()} {quote(str(path))} && chmod g+rX {quote(str(path))}"
    return both(
        f"{path} を読めません。{whose} のもの（{mode}）で、利用者 {us} には読めません。root で {given} を打ってください。",
        f"{path}: it belongs to {whose} ({mode}), and {us} cannot read it: `{given}`, as root.",
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # in a container
        return str(uid)


def listing(
    rows: Sequence[Mapping[str, object]],
    as_json: bool,
    columns: Sequence[str],
    headings: Sequence[str] = (),
    empty: str = "",
) -> None:
    # `headings`: of each column; `empty`: what a person reads where there is no row.
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if empty and not rows:
        complain(empty)
    if headings and rows:
        print("\t".join(f"{words} / {name}" for words, name in zip(headings, columns, strict=True)))
    for row in rows:
        print("\t".join(str(row[name]) for name in columns))


def command_line() -> "Actor":
    """Numeric: names may be missing in containers."""
    # The help of a command needs no database.
    from portal.services.shared.write_audit import Actor  # noqa: PLC0415

    return Actor("system", f"command line, uid {os.getuid()}")


def note_act(installation: "Basics", action: str, detail: str) -> None:
    from portal.services.shared.write_audit import write_audit  # noqa: PLC0415 - as above

    with installation.database.change() as unit:
        write_audit(installation, unit, command_line(), action, detail=detail)
