"""Packages from outside, a tenth of them broken, the import killed again and again and begun anew: each is accounted for, once. Ten
thousand of them, and SIGKILL, are in `tests/long/bring_packages.py`."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.bring_packages import bring_all
from portal.services.installation import Installation
from portal.services.reconcile import reconcile
from tests.portal.importing import package

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
            unnumbered, unknown = (
                package("", {"lost_how": {"code": "other", "tell": str(number)}}),
                package(f"GS{number:08}", form="NOWHERE"),
            )
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
    """At every second commit of what is left, until nothing is."""
    paths, commit = laid(tmp_path / "in", FEW), Unit.commit
    done = {"turns": 0, "commits": 0}

    def committing(unit: Unit) -> None:
        done["commits"] += 1
        if done["commits"] % 2 == 0 and done["turns"] % 2:
            raise Killed
        commit(unit)
        if done["commits"] % 2 == 0:
            raise Killed

    monkeypatch.setattr(Unit, "commit", committing)
    for module in ("bring_packages", "take_package"):  # fewer at once, so that there are moments enough
        monkeypatch.setattr(f"portal.services.{module}.TOGETHER", FEW // 4)
    while True:
        done["turns"], done["commits"] = done["turns"] + 1, 0
        try:
            list(bring_all(installation, paths, "command", _WHO))
            break
        except Killed:
            assert done["turns"] < 10 * FEW
    assert done["turns"] > 4
    assert accounted(installation, FEW) == {"taken": FEW - FEW // BROKEN, "quarantined": FEW // BROKEN}
