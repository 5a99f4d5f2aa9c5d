"""Packages from outside by the thousand, a tenth of them broken, the import killed half way and begun again: each is accounted for, once.
In the suite a few, and the process ends by an exception that nothing catches; `make long` has 10 000 (PACKAGES), and SIGKILL."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.config import TREE, load_settings
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.bring_packages import bring
from portal.services.installation import Installation
from portal.services.reconcile import reconcile
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.importing import package

MANY = int(os.environ.get("PACKAGES", "0"))
FEW, BROKEN = 20, 10  # one of ten
_WHO = Actor("system", "test")


class Killed(BaseException):
    """As SIGKILL: nothing that the program does about failures is done."""


def laid(folder: Path, count: int) -> list[Path]:
    """One broken of ten: cut, without a number, of no known form, or no ZIP at all."""
    folder.mkdir()
    for number in range(count):
        whole = package(f"GS{number:08}")
        if number % BROKEN == BROKEN - 1:
            unnumbered, unknown = package("", {"lost_how": str(number)}), package(f"GS{number:08}", form="NOWHERE")
            ways = (whole[: len(whole) // 2], unnumbered, unknown, f"no ZIP {number}".encode())
            whole = ways[number // BROKEN % len(ways)]
        (folder / f"{number:08}.zip").write_bytes(whole)
    return sorted(folder.iterdir())


def accounted(installation: Installation, count: int) -> Counter[str]:
    """What became of each; AssertionError where one is not to be found, or is there twice."""
    with installation.database.read() as unit:
        found = reconcile(unit)
        numbers = (
            unit.connection.execute(text("SELECT claim FROM import_package WHERE state = 'taken'")).scalars().all()
        )
        filed = unit.connection.execute(text("SELECT COUNT(*) FROM application")).scalar_one()
    assert found.unexplained == ()
    assert len(numbers) == len(set(numbers)) == filed == sum(one.arrived for one in found.balances)
    assert sum(found.packages.values()) == count
    return Counter(found.packages)


def test_an_import_that_is_killed_at_any_moment_accounts_for_every_package(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every fifth commit of what is left, until nothing is."""
    paths, commit = laid(tmp_path / "in", FEW), Unit.commit
    done = {"turns": 0, "commits": 0}

    def committing(unit: Unit) -> None:
        done["commits"] += 1
        if done["commits"] % 5 == 0 and done["turns"] % 2:
            raise Killed
        commit(unit)
        if done["commits"] % 5 == 0:
            raise Killed

    monkeypatch.setattr(Unit, "commit", committing)
    while True:
        done["turns"], done["commits"] = done["turns"] + 1, 0
        try:
            for path in paths:
                bring(installation, path, "command", _WHO)
            break
        except Killed:
            assert done["turns"] < 10 * FEW
    assert done["turns"] > 5
    assert accounted(installation, FEW) == {"taken": FEW - FEW // BROKEN, "quarantined": FEW // BROKEN}


def so_far(installation: Installation) -> Counter[str]:
    with installation.database.read() as unit:
        rows = unit.connection.execute(text("SELECT state, COUNT(*) FROM import_package GROUP BY state")).all()
    return Counter({row[0]: int(row[1]) for row in rows})


if MANY:  # else nobody is told of a test that does not run

    @pytest.mark.timeout(0)
    def test_ten_thousand_packages_a_tenth_broken_killed_half_way_are_all_accounted_for(
        makers: Makers, tmp_path: Path
    ) -> None:
        laid(tmp_path / "in", MANY)
        url = makers["sqlite"].offered()
        settings = {"KAKANAI_ENV": "test", "KAKANAI_NOW": NOW, "KAKANAI_DATA": str(tmp_path / "data")}
        environment = {**os.environ, **settings, "KAKANAI_DATABASE_URL": url, "KAKANAI_IDENTITY": "none"}
        start = "from portal.cli import main; main()"
        command = [sys.executable, "-c", start, "import", "packages", str(tmp_path / "in"), "--json"]
        installation = install(
            load_settings(env="test", now=NOW, data=tmp_path / "data", database_url=url, identity="none")
        )
        first = subprocess.Popen(command, cwd=TREE, env=environment, stdout=subprocess.DEVNULL)
        try:
            while sum(so_far(installation).values()) < MANY // 2:
                with suppress(subprocess.TimeoutExpired):
                    first.wait(0.2)
                    break  # it ended before it was half way: the next line says so
        finally:
            first.kill()
        assert first.wait() == -signal.SIGKILL
        half = so_far(installation)
        second = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, check=False)
        told, found = json.loads(second.stdout), accounted(installation, MANY)
        print(f"{MANY} packages, killed at {dict(half)}, then {told}; in all {dict(found)}")
        assert found == {"taken": MANY - MANY // BROKEN, "quarantined": MANY // BROKEN}
        installation.database.close()
