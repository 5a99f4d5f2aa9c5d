"""An import of packages, a tenth of them broken, is killed and restarted repeatedly: each package is accounted for
once. `tests/long/bring_packages.py` does it with ten thousand and SIGKILL.
"""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.db import Unit
from portal.services.handover.reconcile import reconcile
from portal.services.imports.bring_packages import bring_all
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.importing import package

pytestmark = pytest.mark.both_engines

FEW, BROKEN = 20, 10  # one of ten
_WHO = Actor("system", "test")


class Killed(BaseException):
    """Like SIGKILL: no failure handling runs."""


def laid(folder: Path, count: int) -> list[Path]:
    """A tenth is broken: cut off, without a number, of an unknown form, or no ZIP file."""
    folder.mkdir()
    for number in range(count):
        content = package(f"GS{number:08}")
        if number % BROKEN == BROKEN - 1:
            unnumbered, unknown = (
                package("", {"lost_how": {"code": "other", "tell": str(number)}}),
                package(f"GS{number:08}", form="NOWHERE"),
            )
            ways = (content[: len(content) // 2], unnumbered, unknown, f"no ZIP {number}".encode())
            content = ways[number // BROKEN % len(ways)]
        (folder / f"{number:08}.zip").write_bytes(content)
    return sorted(folder.iterdir())


def accounted(installation: Installation, count: int) -> Counter[str]:
    """The states of the packages; AssertionError if one is missing or counted twice."""
    with installation.database.read() as unit:
        report = reconcile(unit)
        numbers = (
            unit.connection.execute(text("SELECT claim FROM import_package WHERE state = 'taken'")).scalars().all()
        )
        filed = unit.connection.execute(text("SELECT COUNT(*) FROM application")).scalar_one()
    assert report.unexplained == ()
    assert len(numbers) == len(set(numbers)) == filed == sum(balance.arrived for balance in report.balances)
    assert sum(report.packages.values()) == count
    return Counter(report.packages)


def test_an_import_that_is_killed_at_any_moment_accounts_for_every_package(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at every second commit until nothing is left."""
    paths, commit = laid(tmp_path / "in", FEW), Unit.commit
    counts = {"turns": 0, "commits": 0}

    def committing(unit: Unit) -> None:
        counts["commits"] += 1
        if counts["commits"] % 2 == 0 and counts["turns"] % 2:
            raise Killed
        commit(unit)
        if counts["commits"] % 2 == 0:
            raise Killed

    monkeypatch.setattr(Unit, "commit", committing)
    for module in ("bring_packages", "take_package"):  # smaller batches give more moments to be killed
        monkeypatch.setattr(f"portal.services.imports.{module}.TOGETHER", FEW // 4)
    while True:
        counts["turns"], counts["commits"] = counts["turns"] + 1, 0
        try:
            list(bring_all(installation, paths, "command", _WHO))
            break
        except Killed:
            assert counts["turns"] < 10 * FEW
    assert counts["turns"] > 4
    assert accounted(installation, FEW) == {"taken": FEW - FEW // BROKEN, "quarantined": FEW // BROKEN}
