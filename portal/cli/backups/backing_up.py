"""`backup` and `restore`: the database in one encrypted file, without keys."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from cryptography.exceptions import InvalidTag
from sqlalchemy import make_url

from integrations.courier.keys import FILE_NAME as COURIER_KEYS
from integrations.keys.local import FILE_NAME as DATA_KEYS
from integrations.keys.local import NUMBERS as NUMBER_KEYS
from integrations.signatures.own_key import FILE_NAME as RECEIPT_KEYS
from integrations.signatures.own_key import load_own_key
from integrations.sockets.interfaces import AdapterError
from portal.cli.backups.database_copies import demand_only_begun, load_postgresql, load_sqlite, one_state
from portal.cli.opened import opened
from portal.cli.problem import Problem, both, note_act, unread, wrong_option
from portal.cli.reconciling import WHY
from portal.clock import to_micro
from portal.config import Settings, load_settings, settings_with
from portal.db import Database, Unit
from portal.errors import BadSetting
from portal.migrate import is_empty, newest
from portal.sealing import ANSWERS, COURIER, NUMBERS, RECEIPTS
from portal.services.audit.backup_file import BackupUnfit, open_backup, seal_backup
from portal.services.filing.drafts import application_sealer
from portal.services.handover.reconcile import reconcile
from portal.services.shared.check_key_rings import Rings
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import verify_audit
from portal.services.shared.visit_part import sealer_of_visit
from portal.store.audit import backup_figures
from portal.store.files import attachments
from portal.store.shared import audit_records
from portal.wiring.keys import key_rings, key_store, number_key_store

_SHORTEST = 16
_KEY_FILES = {ANSWERS: DATA_KEYS, NUMBERS: NUMBER_KEYS, RECEIPTS: RECEIPT_KEYS, COURIER: COURIER_KEYS}
_PUT_BACK = "バックアップの日の鍵の控えを戻してください。データベースには何も入れていません。"
_File = Annotated[Path, typer.Argument(metavar="FILE")]
_Passphrase = Annotated[Path, typer.Option("--passphrase-file", help="A file with at least 16 characters.")]

app = typer.Typer()


@app.command()
def backup(file: _File, passphrase_file: _Passphrase) -> None:
    """Write the whole database, encrypted, while the service runs. Keys are never in it: copy them apart (docs/backup.md). In a joint
    installation without --city: that of each city, in FILE-NAME."""
    if cities := settings_with({}).cities:
        _of_each(cities, file, passphrase_file)
        return
    secret = _passphrase(passphrase_file)
    if file.exists():
        raise Problem.of(f"{file} はもうあります。別の名前にしてください。", f"{file} is there already.")
    part = file.with_name(f"{file.name}.part")
    with opened() as installation:
        note_act(installation, "back up", file.name)
        url = installation.settings.database
        try:
            with one_state(url, installation.database, part) as (unit, pieces), part.open("wb") as target:
                part.chmod(0o600)
                manifest = seal_backup(target, secret, pieces, lambda: _described(installation, unit))
                target.flush()
                os.fsync(target.fileno())
            part.rename(file)
            note_act(installation, "backed up", file.name)  # an upgrade asks for it
        finally:
            part.unlink(missing_ok=True)
    print(
        both(
            f"{file}：{sum(manifest['rows'].values())}行、{manifest['bytes']}バイト、sha256 {manifest['sha256']}",
            f"{file}: {sum(manifest['rows'].values())} rows, {manifest['bytes']} bytes, sha256 {manifest['sha256']}",
        )
    )
    print(
        both(
            f"鍵は入っていません（{_files_named(manifest)}）。別の場所に控えを取ってください。",
            f"Keys are not in it. It opens only with: {_named(manifest)}",
        )
    )


def _of_each(cities: str, file: Path, passphrase_file: Path) -> None:
    # In a process each: what is wrong with one city keeps no other from its backup. Raises Problem.
    names = sorted(path.stem for path in Path(cities).glob("*.env"))
    ours = [sys.executable, "-c", "from portal.cli import main; main()", "--city"]
    rest = ["--passphrase-file", str(passphrase_file)]
    failed = [
        name
        for name in names
        if subprocess.run([*ours, name, "backup", f"{file}-{name}", *rest], check=False).returncode  # noqa: S603 - ourselves
    ]
    if failed or not names:
        raise Problem.of(
            "バックアップできなかった市町村があります。",
            f"Not backed up: {', '.join(failed) or f'no city in {cities}'}.",
        )


def _described(installation: Installation, unit: Unit) -> dict[str, Any]:
    last = audit_records.last_batch(unit)
    keys: dict[str, dict[str, str]] = {}
    for ring, key_id, value in backup_figures.key_values(unit):
        keys.setdefault(ring, {})[key_id] = value.hex()
    return {
        "made_at": to_micro(installation.clock.now()), "version": version("kakanai"),
        "engine": _engine(installation.database), "revision": newest(),
        "head": last.hash.hex() if last else "", "last_receipt": backup_figures.last_receipt(unit),
        "rows": backup_figures.counts(unit), "keys": keys,
    }  # fmt: skip


@app.command()
def restore(
    file: _File,
    passphrase_file: _Passphrase,
    check: Annotated[bool, typer.Option("--check", help="Only verify it, and compare its keys with ours.")] = False,
    into: Annotated[bool, typer.Option("--into", help="Into the database of KAKANAI_DATABASE_URL, if empty.")] = False,
) -> None:
    """Verify a backup, or bring it into an empty database and prove that it is whole. Exit status 1 if it is not."""
    if check == into:
        raise wrong_option(
            "どちらか1つだけ書いてください。調べるだけなら --check、空のデータベースに入れるなら --into です。",
            "exactly one is needed",
            hint="--check, --into",
        )
    settings, secret = load_settings(), _passphrase(passphrase_file)
    with _readable(file) as source:
        manifest = open_backup(source, secret, lambda _: None)
        print(
            both(
                f"終わりまで読めました。切れも書換えもありません（{sum(manifest['rows'].values()):,}行）。",
                f"Whole: {sum(manifest['rows'].values())} rows, {manifest['bytes']} bytes, sha256 {manifest['sha256']}",
            )
        )
        print(both(f"必要な鍵：{_files_named(manifest)}", f"Needs: {_named(manifest)}"), flush=True)
        _demand_keys(settings, manifest)
        print(both("この設置の鍵で開きます。", "The keys of this installation are those."), flush=True)
        if check:
            if manifest["revision"] != newest():
                print(_of_another_revision(manifest))
            elif manifest["version"] != version("kakanai"):
                print(_of_another_version(manifest))
            return
        source.seek(0)
        _load(settings, source, secret, manifest)
    _prove(manifest)


def _load(settings: Settings, source: BinaryIO, secret: bytes, manifest: Mapping[str, Any]) -> None:
    # Raises before anything is changed, or leaves the database empty.
    if manifest["revision"] != newest():
        raise Problem(_of_another_revision(manifest))
    database, target = Database(settings.database), Path(make_url(settings.database).database or "")
    try:
        if manifest["engine"] != _engine(database):
            raise Problem.of(
                "データベースの種類がちがいます。KAKANAI_DATABASE_URL を確かめてください。",
                f"It was made of {manifest['engine']}: KAKANAI_DATABASE_URL names another kind of database.",
            )
        # To look into an SQLite file makes it.
        begun = not (database.sqlite and not target.exists()) and not is_empty(database)
        if begun:
            demand_only_begun(database, target)
    finally:
        database.close()
    if manifest["engine"] == "sqlite":
        load_sqlite(
            target, lambda take: open_backup(source, secret, take), lambda copied: _demand_rows(copied, manifest)
        )
        return
    load_postgresql(settings.database, lambda take: open_backup(source, secret, take), replace=begun)
    database = Database(settings.database)
    try:
        _demand_rows(database, manifest)
    finally:
        database.close()


def _of_another_revision(manifest: Mapping[str, Any]) -> str:
    return both(
        f"ほかの版で作ったバックアップです。戻すときは、作ったときの版（{manifest['version']}）を置いてから戻します。",
        f"Its tables are of revision {manifest['revision']}: restore it with kakanai {manifest['version']}.",
    )


def _of_another_version(manifest: Mapping[str, Any]) -> str:
    made, here = manifest["version"], version("kakanai")
    return both(
        f"ほかの版（{made}）で作ったバックアップです。表はこの版（{here}）と同じなので、この版で戻せます。",
        f"Made by kakanai {made}; its tables are those of this version ({here}), which can restore it.",
    )


def _demand_rows(database: Database, manifest: Mapping[str, Any]) -> None:
    with database.read() as unit:
        rows = backup_figures.counts(unit)
    wrong = [
        f"{name} {rows[name]} instead of {count}" for name, count in manifest["rows"].items() if rows[name] != count
    ]
    if wrong:
        raise Problem.of(
            "戻した行数が、バックアップの記録と合いません。このまま始めてはいけません。空のデータベースを作り直し、もう一度戻してください。",
            f"The rows are not those of the manifest: {', '.join(wrong)}.",
        )


def _prove(manifest: Mapping[str, Any]) -> None:
    with opened() as installation:
        verdict = verify_audit(installation, manifest["head"])
        with installation.database.read() as unit:
            balance, last = reconcile(unit), backup_figures.last_receipt(unit)
        files, unopened = _open_files(installation)
        wrong = [f"{fault.mark}: {fault}." for fault in verdict.faults]
        wrong += [
            f"{case.receipt_number or f'application {case.application_id}'}: {WHY[case.why]}."
            for case in balance.unexplained
        ]
        wrong += [f"attachment {file_id}: does not open." for file_id in unopened]
        if last != manifest["last_receipt"]:
            wrong.append(f"The last receipt number is {last}, not {manifest['last_receipt']}.")
        note_act(installation, "restore", f"{manifest['sha256']}")
    words = (
        "戻したものが、バックアップの記録と合うか調べました。"
        if wrong
        else "バックアップのとおりに戻りました。始める前に、kakanai audit verify、reconcile、purge verify、doctor を打ちます。"
    )
    print(words)
    arrived, unexplained = sum(each.arrived for each in balance.balances), len(balance.unexplained)
    for japanese, english in (
        (
            f"監査の記録：封をしたもの {verdict.sealed}、待っているもの {verdict.waiting}、先頭 {verdict.head}",
            f"Audit: {verdict.sealed} sealed, {verdict.waiting} waiting, head {verdict.head}",
        ),
        (
            f"突合：届いたもの {arrived}、理由のわからないもの {unexplained}",
            f"Reconciled: {arrived} arrived, {unexplained} unexplained",
        ),
        (
            f"添付：{files}のうち {files - len(unopened)} が開きます。",
            f"Attachments: {files - len(unopened)} of {files} open",
        ),
        (f"最後の受付番号：{last}", f"Last receipt: {last}"),
    ):
        print(both(japanese, english))
    if wrong:
        raise Problem.of("戻したものが、バックアップの記録と合いません。このまま始めてはいけません。", *wrong)


def _open_files(installation: Installation) -> tuple[int, list[str]]:
    count, unopened = 0, []
    for row in _files(installation):
        count += 1
        box_of = application_sealer if row.visit_id is None else sealer_of_visit
        try:
            box = box_of(installation, row.uid, row.key_id, row.wrapped_key)
            box.open_bytes(f"file:{row.id}", _sealed(installation, row)())
        except (InvalidTag, KeyError, ValueError, AdapterError):
            unopened.append(row.id)
    return count, unopened


def _sealed(installation: Installation, row: attachments.WaitingRow) -> attachments.Sealed:
    with installation.database.read() as unit:
        return attachments.sealed(unit, row.id, row.sealed_content) or (lambda: row.sealed_content)


def _files(installation: Installation) -> Iterator[attachments.WaitingRow]:
    last = ""
    while True:
        with installation.database.read() as unit:
            row = attachments.next_file(unit, last)
        if row is None:
            return
        yield row
        last = row.id


def _demand_keys(settings: Settings, manifest: Mapping[str, Any]) -> None:
    # Raises Problem.
    try:
        rings = _rings(settings)
    except BadSetting as bad:
        raise Problem.of(
            f"{settings.data / 'keys'} に、鍵のファイルがないか、読めません。{_PUT_BACK}", *bad.sentences
        ) from None
    missing = [
        (ring, key_id)
        for ring, values in manifest["keys"].items()
        for key_id, value in values.items()
        if ring not in rings or not rings[ring].fits(key_id, bytes.fromhex(value))
    ]
    if missing:
        files = "、".join(dict.fromkeys(_KEY_FILES.get(ring, ring) for ring, _ in missing))
        lack = ", ".join(f"{ring} {key_id}" for ring, key_id in missing)
        raise Problem.of(
            f"鍵が足りないか、ちがいます：{settings.data / 'keys'} の {files}。{_PUT_BACK}",
            f"The keys of this installation lack {lack}: put the key files of that day back.",
        )


def _rings(settings: Settings) -> Rings:
    # Makes no key, not even in demo and test. Raises BadSetting.

    try:
        documents = load_own_key(settings.data / "keys")
    except ValueError as error:
        raise BadSetting(
            f"{settings.data / 'keys'}: {error}",
            words=["控えに署名する鍵のファイルが使えません。控えから戻してください。"],
        ) from None
    return key_rings(settings, key_store(settings, create=False), number_key_store(settings, create=False), documents)


def _named(manifest: Mapping[str, Any]) -> str:
    return ", ".join(f"{ring} {key_id}" for ring, values in manifest["keys"].items() for key_id in values)


def _files_named(manifest: Mapping[str, Any]) -> str:
    return "、".join(_KEY_FILES.get(ring, ring) for ring in manifest["keys"])


def _engine(database: Database) -> str:
    return "sqlite" if database.sqlite else "postgresql"


def _passphrase(file: Path) -> bytes:
    # Raises Problem.
    try:
        secret = file.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise Problem(unread(file, error)) from None
    if len(secret) < _SHORTEST:
        raise Problem.of(
            f"{file}：合言葉は{_SHORTEST}文字以上にしてください。",
            f"{file}: a passphrase has at least {_SHORTEST} characters.",
        )
    return secret


@contextmanager
def _readable(file: Path) -> Iterator[BinaryIO]:
    try:
        source = file.open("rb")
    except OSError as error:
        raise Problem(unread(file, error)) from None
    with source:
        try:
            yield source
        except BackupUnfit as unfit:
            raise Problem.of(f"{file}：{unfit.words}データベースには何も入れていません。", f"{file}: {unfit}") from None
