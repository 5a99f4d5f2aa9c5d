"""`export everything`: all data into a folder of open formats, confirmed by two administrators (docs/exit.md)."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import typer

from integrations.signatures.own_key import OwnKey, load_own_key
from portal.cli.opened import opened
from portal.cli.problem import Problem, both, complain, wrong_option
from portal.config import TREE
from portal.errors import TooMany
from portal.migrate import newest
from portal.services.audit.exit_columns import LEFT_OUT, NUMBERS
from portal.services.audit.export_everything import FORMAT, SUMS, Folder, HandBack
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import AuditVerdict, verify_audit_as_of
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.staff.add_staff import administrators
from portal.services.staff.sign_in_by_password import count_try, proves, right_password

EVERYTHING = "everything"
_PLACE = "command line"
# Of the documentation, so that the folder explains itself.
_PAGES = ("exit.md", "exit-tables.md")


@dataclass(frozen=True)
class Asked:
    """`by` and `second`: logins; `numbers`: purpose of the 個人番号 in it, or ""."""

    by: str
    second: str
    why: str
    numbers: str


def hand_back(out: Path, asked: Asked) -> None:
    """Raises Problem. The folder gets its name only once whole."""
    if not (asked.by and asked.second and asked.why):
        raise wrong_option("3つとも書いてください。", "all three are needed", hint="--by, --second, --why")
    if asked.by == asked.second:
        raise wrong_option("--by とは別の管理者を書いてください。", "another administrator is needed", hint="--second")
    part = out.with_name(f"{out.name}.part")
    for path in (out, part):
        if path.exists():
            raise Problem.of(f"{path} はもうあります。別の名前にしてください。", f"{path} is there already.")
    with opened() as installation:
        if asked.numbers and installation.number_keys is None:
            raise Problem.of(
                "個人番号の鍵がここにありません。--numbers-for は使えません。",
                "There are no keys of 個人番号 here: --numbers-for cannot be met.",
            )
        for login in (asked.by, asked.second):
            _confirm(installation, login)
        _record(installation, asked, "export everything", f"with {asked.second}: {asked.why}{_for(asked)}")
        part.mkdir(mode=0o700, parents=True)
        try:
            verdict, unopened = _write(installation, part, asked)
        except BaseException:
            shutil.rmtree(part)
            raise
        part.rename(out)
        digest = _digest_of(out / SUMS)
        _record(installation, asked, "exported everything", f"sha256 {digest}")
    print(
        both(
            f"{out} に書き出しました。{SUMS} の指紋は {digest} です（監査記録にも残しました）。",
            f"Written: {out}, {SUMS} has sha256 {digest}.",
        )
    )
    for fault in verdict.faults:
        complain(both(f"{fault.mark}：監査の記録のつながりが切れています。", f"{fault.mark}: {fault}."))
    for place in unopened:
        where = f"{place.table} {dict(place.key)}"
        complain(both(f"{where}：{place.column} が開きません。", f"{where}: {place.column} does not open."))
    if unopened or verdict.faults:
        raise typer.Exit(1)


def _for(asked: Asked) -> str:
    return f"; 個人番号: {asked.numbers}" if asked.numbers else ""


def _write(installation: Installation, part: Path, asked: Asked) -> tuple[AuditVerdict, list[Any]]:
    own = load_own_key(installation.settings.data / "keys")
    with (part / SUMS).open("wb") as sums:
        folder = Folder(part, sums)
        for name in _PAGES:
            folder.put(name, (TREE / "docs" / name).read_bytes())
        folder.files = folder.size = 0
        with installation.database.read() as unit:
            back = HandBack(installation, unit, folder, bool(asked.numbers), _report)
            tables = back.write()
            # In the transaction of the tables: with a link that the worker made between the two, the head was not theirs.
            verdict = verify_audit_as_of(unit, installation.keys)
        folder.put("manifest.json", _manifest(installation, asked, verdict, back, tables))
        if own:
            folder.put("certificate.pem", own.certificates)
    if own:
        _sign(part, own)
    _settle(part)
    return verdict, back.unopened


def _manifest(
    installation: Installation, asked: Asked, verdict: AuditVerdict, back: HandBack, tables: list[dict[str, Any]]
) -> bytes:
    left_out: Mapping[str, str] = LEFT_OUT | ({} if asked.numbers else {NUMBERS: "not asked for (--numbers-for)"})
    return orjson.dumps(
        {
            "format": FORMAT, "made_at": installation.clock.now().isoformat(), "version": version("kakanai"),
            "revision": newest(), "city": installation.city.name, "zone": installation.settings.zone,
            "by": [asked.by, asked.second], "why": asked.why, "numbers_for": asked.numbers,
            "audit": {
                "sealed": verdict.sealed, "waiting": verdict.waiting, "head": verdict.head,
                "faults": [str(fault) for fault in verdict.faults], "noted": [fault.mark for fault, _ in verdict.noted],
            },
            "tables": tables, "files": {"count": back.folder.files, "bytes": back.folder.size}, "sums": back.sums,
            "unopened": len(back.unopened), "left_out": left_out,
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS,
    )  # fmt: skip


def _sign(part: Path, own: OwnKey) -> None:
    (part / f"{SUMS}.sig").write_bytes(own.sign_digest(bytes.fromhex(_digest_of(part / SUMS))))


def _settle(part: Path) -> None:
    # On the disk before it has its name.
    for path in (*part.rglob("*"), part):
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _report(table: str, rows: int) -> None:
    if rows:
        print(f"{table}\t{rows}", flush=True)


def _confirm(installation: Installation, login: str) -> None:
    # By password and code, with the throttle of a sign-in. Raises Problem.
    password = _ask(f"{login}: password")
    code = _ask(f"{login}: code of the authenticator")
    try:
        with installation.database.change() as unit:
            row = count_try(installation, unit, login, _PLACE, "")
        right = right_password(row, password)
        with installation.database.change() as unit:
            proved = proves(installation, unit, row, right, code, _PLACE)
    except TooMany:
        raise Problem.of(
            f"{login}：まちがいが続きました。15分後にもう一度試してください。",
            f"{login}: too many attempts; try again in a quarter of an hour.",
        ) from None
    today = installation.clock.today().isoformat()
    with installation.database.read() as unit:
        of_city = administrators(unit, today)
    if not proved or row is None or row.id not in of_city:
        raise Problem.of(
            f"{login}：パスワードか番号がちがうか、管理者ではありません。",
            f"{login}: password or code is wrong, or this is no administrator.",
        )


def _ask(words: str) -> str:
    # Without echo at a terminal; else a line of standard input.
    if sys.stdin.isatty():
        return str(typer.prompt(words, hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _record(installation: Installation, asked: Asked, action: str, detail: str) -> None:
    with installation.database.change() as unit:
        write_audit(installation, unit, Actor("staff", asked.by, place=_PLACE), action, detail=detail)
