"""A failing package does not affect its group."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from integrations.sockets.register_socket import Resident, ResidentRegister
from portal.db import Unit
from portal.services.filing.note_protected import Looked
from portal.services.handover.reconcile import reconcile
from portal.services.imports.keep_package import keep_packages
from portal.services.imports.take_package import take_files, take_packages
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor, write_audits
from portal.store import statements
from portal.store import together as reads_together
from portal.store.shared.audit_records import Entry
from portal.store.statements import Statement, execute
from tests.portal.importing import CLERK, package, rows


@pytest.mark.both_engines
def test_one_of_several_that_breaks_in_the_middle_leaves_no_trace_of_itself(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a database error."""
    kept = keep_packages(
        installation, [(package(f"GS{number}"), f"{number}.zip") for number in (1, 2, 3)], "upload", CLERK
    )

    def break_one(installation: Installation, unit: Unit, actor: Actor, entries: Sequence[Entry]) -> None:
        if str(rows(installation, kept[1].file_id)[0].id) in {entry.detail for entry in entries}:
            unit.connection.exec_driver_sql("SELECT nothing FROM nowhere")
        write_audits(installation, unit, actor, entries)

    monkeypatch.setattr("portal.services.imports.take_package.write_audits", break_one)
    assert [dict(done) for done in take_files(installation, kept, CLERK)] == [
        {"taken": 1}, {"quarantined": 1}, {"taken": 1},
    ]  # fmt: skip
    with installation.database.read() as unit:
        reconciliation = reconcile(unit)
        assert (reconciliation.unexplained, sum(balance.arrived for balance in reconciliation.balances)) == ((), 2)
    assert rows(installation, kept[1].file_id)[0].reason == "bug"


@pytest.mark.both_engines
def test_whom_the_register_protects_is_marked_where_several_are_taken_at_once(installation: Installation) -> None:
    """One query for all, outside of a transaction."""
    asked: list[object] = []

    class Register:
        def born(self, day: object) -> list[Resident]:
            with installation.database.write():  # no transaction is open
                asked.append(day)
            return []

    with_register = replace(installation, register=cast(ResidentRegister, Register()))
    kept = keep_packages(
        with_register, [(package(f"GS{number}"), f"{number}.zip") for number in (1, 2, 3)], "upload", CLERK
    )
    assert [dict(done) for done in take_files(with_register, kept, CLERK)] == [{"taken": 1}] * 3
    assert len(asked) == 1


def test_what_is_the_same_for_all_packages_is_read_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def noted(unit: Unit, statement: Statement[Any], values: Any) -> Any:
        texts.append(str(statement.compiled(unit.connection.dialect.name).text))
        return execute(unit, statement, values)

    for module in (statements, reads_together):
        monkeypatch.setattr(module, "execute", noted)
    kept = keep_packages(
        installation, [(package(f"GS{number}"), f"{number}.zip") for number in (1, 2, 3)], "upload", CLERK
    )
    assert [dict(done) for done in take_files(installation, kept, CLERK)] == [{"taken": 1}] * 3
    assert sum("FROM protection" in text for text in texts) == 1


def test_what_comes_twice_together_is_kept_once_and_the_first_of_a_number_is_taken(installation: Installation) -> None:
    other = package(answers={"lost_how": "stolen"})
    kept = keep_packages(installation, [(package(), "a.zip"), (package(), "b.zip"), (other, "c.zip")], "upload", CLERK)
    assert [file.new for file in kept] == [True, False, True]
    assert kept[0].file_id == kept[1].file_id
    done = [dict(result) for result in take_files(installation, kept, CLERK)]
    assert done[1] == {}
    states = {rows(installation, file.file_id)[0].state for file in (kept[0], kept[2])}
    assert states == {"taken", "quarantined"}
    with installation.database.read() as unit:
        assert sum(balance.arrived for balance in reconcile(unit).balances) == 1


def test_where_somebody_was_faster_with_one_of_several_the_others_are_taken_all_the_same(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The group is rolled back; each is then taken by itself."""
    kept = keep_packages(
        installation, [(package(f"GS{number}"), f"{number}.zip") for number in (1, 2, 3)], "upload", CLERK
    )

    def be_faster(installation: Installation, ready: Sequence[object]) -> Looked:
        monkeypatch.undo()
        take_packages(installation, kept[1].file_id, CLERK)
        return {}

    monkeypatch.setattr("portal.services.imports.take_package._look_for", be_faster)
    assert [dict(done) for done in take_files(installation, kept, CLERK)] == [
        {"taken": 1}, {"elsewhere": 1}, {"taken": 1},
    ]  # fmt: skip
    with installation.database.read() as unit:
        reconciliation = reconcile(unit)
        assert (reconciliation.unexplained, sum(balance.arrived for balance in reconciliation.balances)) == ((), 3)
