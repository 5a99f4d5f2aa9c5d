"""Packages that are taken together, in one transaction: whatever there is to say of one is found alone, and costs no other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from integrations.register_socket import Resident, ResidentRegister
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.keep_package import keep_packages
from portal.services.note_protected import Looked
from portal.services.reconcile import reconcile
from portal.services.take_package import take_files, take_packages
from portal.services.write_audit import write_audits
from portal.store.audit_records import Told
from tests.portal.importing import CLERK, package, rows


def test_one_of_several_that_breaks_in_the_middle_leaves_no_trace_of_itself(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are taken in one transaction; what it had written is undone alone, by the database's own error, too."""
    kept = keep_packages(installation, [(package(f"GS{at}"), f"{at}.zip") for at in (1, 2, 3)], "upload", CLERK)

    def break_one(installation: Installation, unit: Unit, actor: Actor, told: Sequence[Told]) -> None:
        if str(rows(installation, kept[1].file_id)[0].id) in {one.detail for one in told}:
            unit.connection.exec_driver_sql("SELECT nothing FROM nowhere")
        write_audits(installation, unit, actor, told)

    monkeypatch.setattr("portal.services.take_package.write_audits", break_one)
    assert [dict(done) for done in take_files(installation, kept, CLERK)] == [
        {"taken": 1}, {"quarantined": 1}, {"taken": 1},
    ]  # fmt: skip
    with installation.database.read() as unit:
        found = reconcile(unit)
        assert (found.unexplained, sum(one.arrived for one in found.balances)) == ((), 2)
    assert rows(installation, kept[1].file_id)[0].reason == "bug"


def test_whom_the_register_protects_is_marked_where_several_are_taken_at_once(installation: Installation) -> None:
    """The register is asked once for all of them, and while nothing is held."""
    asked: list[object] = []

    class Register:
        def born(self, day: object) -> list[Resident]:
            with installation.database.write():  # nobody else holds it
                asked.append(day)
            return []

    there = replace(installation, register=cast(ResidentRegister, Register()))
    kept = keep_packages(there, [(package(f"GS{at}"), f"{at}.zip") for at in (1, 2, 3)], "upload", CLERK)
    assert [dict(done) for done in take_files(there, kept, CLERK)] == [{"taken": 1}] * 3
    assert len(asked) == 1


def test_what_comes_twice_together_is_kept_once_and_the_first_of_a_number_is_taken(installation: Installation) -> None:
    other = package(answers={"lost_how": "stolen"})
    kept = keep_packages(installation, [(package(), "a.zip"), (package(), "b.zip"), (other, "c.zip")], "upload", CLERK)
    assert [one.new for one in kept] == [True, False, True]
    assert kept[0].file_id == kept[1].file_id
    done = [dict(one) for one in take_files(installation, kept, CLERK)]
    assert done[1] == {}
    states = {rows(installation, one.file_id)[0].state for one in (kept[0], kept[2])}
    assert states == {"taken", "quarantined"}
    with installation.database.read() as unit:
        assert sum(one.arrived for one in reconcile(unit).balances) == 1


def test_where_somebody_was_faster_with_one_of_several_the_others_are_taken_all_the_same(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of what goes together is stored then; each is taken alone, and that one not twice."""
    kept = keep_packages(installation, [(package(f"GS{at}"), f"{at}.zip") for at in (1, 2, 3)], "upload", CLERK)

    def be_faster(there: Installation, ready: Sequence[object]) -> Looked:
        monkeypatch.undo()
        take_packages(there, kept[1].file_id, CLERK)
        return {}

    monkeypatch.setattr("portal.services.take_package._look_for", be_faster)
    assert [dict(done) for done in take_files(installation, kept, CLERK)] == [
        {"taken": 1}, {"elsewhere": 1}, {"taken": 1},
    ]  # fmt: skip
    with installation.database.read() as unit:
        found = reconcile(unit)
        assert (found.unexplained, sum(one.arrived for one in found.balances)) == ((), 3)
