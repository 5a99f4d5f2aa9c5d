"""Time and loss of a restore on both databases, and of PostgreSQL's recovery to a point in time as docs/backup.md sets it up."""

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from portal.config import TREE, load_settings
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.store.shared import audit_records
from portal.wiring import install
from tests.databases import ENGINES, NOW, Makers, migrated
from tests.portal.cli.test_restore import attach
from tests.portal.world import alice, file_application
from tests.postgresql import Postgresql, _ordinary_user, _program, postgresql, programs
from tests.servers import KAKANAI

FILES = int(os.environ.get("FILES", "200"))  # attachments of 1 MiB
PAGE = (TREE / "docs" / "backup.md").read_text()
ARCHIVE_TIMEOUT = 2  # seconds; the page says 60

pytestmark = pytest.mark.timeout(0)


def settings(url: str, data: Path) -> dict[str, str]:
    return {
        "PATH": f"{programs()}{os.pathsep}{os.environ['PATH']}", "KAKANAI_ENV": "test", "KAKANAI_NOW": NOW,
        "KAKANAI_DATA": str(data), "KAKANAI_DATABASE_URL": url, "KAKANAI_IDENTITY": "none",
        "PYTHONPATH": str(TREE),  # the environment may be that of another tree, whose code the command would run
    }  # fmt: skip


def opened(url: str, data: Path) -> Installation:
    return install(load_settings(env="test", now=NOW, data=data, database_url=url, identity="none"))


def ran(url: str, data: Path, *arguments: str) -> tuple[str, float, int]:
    """Output, seconds and the most memory in MiB of a command that succeeds."""
    begin = time.monotonic()
    with subprocess.Popen([KAKANAI, *arguments], env=settings(url, data), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, out
    return out, time.monotonic() - begin, used.ru_maxrss >> 10


@contextmanager
def filing(installation: Installation) -> Iterator[list[tuple[float, str]]]:
    """When each receipt was answered, while a resident files one after the other. A database that is killed ends it."""
    session, answered, enough = alice(installation), list[tuple[float, str]](), threading.Event()

    def file_on() -> None:
        while not enough.is_set():
            try:
                receipt = file_application(installation, session)
            except OperationalError:
                return
            answered.append((time.monotonic(), receipt))
            time.sleep(0.05)

    thread = threading.Thread(target=file_on)
    thread.start()
    try:
        yield answered
    finally:
        enough.set()
        thread.join()


def receipts(installation: Installation) -> set[str]:
    with installation.database.read() as unit:
        return {row[0] for row in unit.connection.exec_driver_sql("SELECT receipt_number FROM application")}


@pytest.mark.parametrize("engine", ENGINES)
def test_restore_loses_nothing_that_was_answered_before_the_backup_began(
    engine: str, makers: Makers, tmp_path: Path
) -> None:
    url, empty, data = makers[engine].offered(), makers[engine].empty(), tmp_path / "data"
    installation = opened(url, data)
    for _ in range(FILES):
        attach(installation, file_application(installation, alice(installation)), os.urandom(1 << 20))
    seal_audit(installation)
    secret, file = tmp_path / "secret", str(tmp_path / "b")
    secret.write_text("correct horse battery staple")
    options = (file, "--passphrase-file", str(secret))
    with filing(installation) as answered:
        wait(lambda: len(answered) > 3)
        before, begin = receipts(installation), time.monotonic()
        _, backup, memory = ran(url, data, "backup", *options)
        during = [moment for moment, _ in answered if moment > begin]
    _, check, check_memory = ran(url, data, "restore", *options, "--check")
    proof, into, into_memory = ran(empty, data, "restore", *options, "--into")
    after = opened(empty, data)
    kept = receipts(after)
    assert before <= kept <= receipts(installation)
    assert f"Attachments: {FILES} of {FILES} open" in proof
    assert during, "nobody filed meanwhile"
    longest = max(b - a for a, b in zip([begin, *during], during, strict=False))
    print(
        f"\n{engine}, {FILES} files, {os.stat(file).st_size >> 20} MiB: backup {backup:.1f} s, {memory} MiB of memory; --check "
        f"{check:.1f} s, {check_memory} MiB; --into {into:.1f} s, {into_memory} MiB; {len(during)} filed meanwhile, at most "
        f"{longest:.1f} s apart; {len(receipts(installation) - kept)} of them came after the state of the backup"
    )
    after.database.close()
    installation.database.close()


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def asked(server: Postgresql, question: str) -> str:
    with psycopg.connect(host=str(server.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
        return str((connection.execute(question.encode()).fetchone() or ("",))[0])


def of_page(name: str, **words: object) -> str:
    """The value of a setting as the page says it."""
    value = re.search(rf"`{name} = '([^`]*)'`", PAGE)
    assert value, name
    return value[1].replace("/archive", str(words["archive"]))


def owned(folder: Path) -> Path:
    folder.mkdir(0o700)
    if user := _ordinary_user():
        os.chown(folder, user["user"], user["group"])
    return folder


def recovered(server: Postgresql, base: Path, *lines: str) -> None:
    """The server's data folder is lost; a copy of the base backup and the archive take its place."""
    shutil.rmtree(server.data)
    subprocess.run(["cp", "-a", str(base), str(server.data)], check=True)
    with (server.data / "postgresql.auto.conf").open("a") as conf:
        conf.write("".join(f"{line}\n" for line in lines))
    (server.data / "recovery.signal").touch()
    server.start()
    wait(lambda: asked(server, "SELECT pg_is_in_recovery()") == "False")


def test_restore_to_a_point_in_time_keeps_what_was_answered_until_then(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with postgresql(durable=True) as server:
        archive, base = owned(server.folder / "archive"), owned(server.folder / "base")
        command = of_page("archive_command", archive=archive)
        for name, value in (
            ("archive_mode", "on"), ("archive_timeout", str(ARCHIVE_TIMEOUT)), ("archive_command", command)
        ):  # fmt: skip
            server.execute(f"ALTER SYSTEM SET {name} = '{value.replace(chr(39), chr(39) * 2)}'")
        server.stop()
        server.start()
        server.execute("CREATE DATABASE kakanai")
        url = migrated(server.url("kakanai"), offered=True)
        installation = opened(url, data)
        with filing(installation) as answered:
            wait(lambda: len(answered) > 3)
            subprocess.run(
                [_program(server.folder, "pg_basebackup"), "-h", str(server.folder), "-U", "postgres", "-D", str(base),
                 "-X", "stream", "-c", "fast"],
                check=True, **_ordinary_user(),
            )  # fmt: skip
            at_base = len(answered)
            wait(lambda: len(answered) > at_base + 5)
        good = receipts(installation)
        head, target = kept_head(installation), asked(server, "SELECT clock_timestamp()")
        with filing(installation) as answered:
            time.sleep(4 * ARCHIVE_TIMEOUT)
            server.kill()
            lost_at = time.monotonic()
        installation.database.close()
        assert at_base < len(good)
        off, fetch = "archive_mode = off", f"restore_command = '{of_page('restore_command', archive=archive)}'"

        recovered(server, base, off, fetch, "recovery_target_action = 'promote'")
        installation = opened(url, data)
        kept = receipts(installation)
        gone = [moment for moment, receipt in answered if receipt not in kept]
        print(
            f"\nTo the end of the archive: of {len(answered)} receipts in {4 * ARCHIVE_TIMEOUT} s {len(gone)} are lost, "
            f"of the last {lost_at - min(gone, default=lost_at):.1f} s; archive_timeout {ARCHIVE_TIMEOUT} s"
        )
        assert good < kept
        assert lost_at - min(gone, default=lost_at) < 2 * ARCHIVE_TIMEOUT + 1
        installation.database.close()
        server.stop()

        began = time.monotonic()
        recovered(server, base, off, fetch, f"recovery_target_time = '{target}'", "recovery_target_action = 'promote'")
        print(f"To {target}: {time.monotonic() - began:.1f} s")
        installation = opened(url, data)
        assert receipts(installation) == good
        installation.database.close()
        ran(url, data, "audit", "verify", "--head", head)
        ran(url, data, "purge", "verify")
        assert "unexplained: 0" in ran(url, data, "reconcile")[0]


def kept_head(installation: Installation) -> str:
    seal_audit(installation)
    with installation.database.read() as unit:
        last = audit_records.last_batch(unit)
    assert last
    return last.hash.hex()
