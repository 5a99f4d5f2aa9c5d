"""The records have the names that layouts use."""

from dataclasses import replace
from typing import Any

import pytest

from integrations.exports.layout import facts_of
from integrations.exports.sources import ITEMS, OF_BATCH_LINES
from portal.services.cases.cases import case_of_member
from portal.services.cases.debits import debited
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover import records
from portal.services.handover.records import batch_of, waiting_records
from portal.services.residents.mark_protected import mark_protected
from portal.services.shared.installation import Installation
from tests.portal.services.fees.debiting import ACCOUNT, FakeRegistrar, begin, case_of, drawing, report
from tests.portal.services.handover.test_hand_over import GENERIC, examining, handed
from tests.portal.world import DUTY, add_member, alice


def heads(installation: Installation) -> list[set[str]]:
    waiting = waiting_records(installation, installation.layouts[GENERIC], DUTY)
    return [{*record.head} for _, record in waiting]


def test_a_layout_may_name_what_is_in_a_head(installation: Installation) -> None:
    named = add_member(installation, "named", ("reviewer", DUTY), ("protected", DUTY))
    number = examining(installation, named)
    assert heads(installation) == [{*ITEMS["head"]} - {"protected"}]
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, named, number)
        mark_protected(installation, unit, named, case, case.row.revision, ["0"], "支援措置")
        unit.commit()
    assert heads(installation) == [{*ITEMS["head"]}]


def test_a_layout_may_name_what_is_reported_of_a_batch(installation: Installation) -> None:
    examining(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    batch = handed(installation).batch
    assert batch is not None
    names = {f"batch.{name}" for name in facts_of(batch_of(installation, batch))}
    assert {f"batch.{name}" for name in ITEMS["batch"]} == {*names, OF_BATCH_LINES}


def test_reading_many_gives_way_to_pages_between_the_records(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, read, paused_after = add_member(installation, "reviewer", ("reviewer", DUTY)), list[str](), list[int]()
    numbers = [examining(installation, member) for _ in range(5)]
    monkeypatch.setattr(records, "_AT_LEAST", 2)
    monkeypatch.setattr(records, "perf_counter", lambda: 0.0009 * len(read))  # of two milliseconds
    monkeypatch.setattr(records, "sleep", lambda _seconds: paused_after.append(len(read)))
    for item, _ in waiting_records(installation, installation.layouts[GENERIC], DUTY):
        read.append(item.receipt_number)
    assert sorted(read) == sorted(numbers)
    assert paused_after == [4]


def test_the_account_that_the_bank_registered_is_handed_over(installation: Installation) -> None:
    site, session = replace(installation, debits=FakeRegistrar()), alice(installation)
    number = drawing(site, session)
    member = add_member(site, "named", ("reviewer", DUTY))

    def handed_account() -> tuple[str, str, str]:
        waiting = waiting_records(site, site.layouts[GENERIC], DUTY)
        account: Any
        (account,) = [record.answers["answer"] for item, record in waiting if item.receipt_number == number]
        return account["bank"], account["number"], account["kind"]

    late = begin(site, session, number).number
    report(site, late, "failed")
    report(site, begin(site, session, number).number, "registered", ACCOUNT)
    report(site, late, "registered", replace(ACCOUNT, number="1111111"))
    with site.database.read() as unit:
        debit = debited(unit, case_of(site, session, number))
    assert debit is not None
    assert debit.registered is not None
    assert debit.registered["number"] == ACCOUNT.number, "pages show what is handed over"
    with site.database.write() as unit:
        case = case_of_member(site, unit, member, number)
        pass_screening(site, unit, member, case, case.row.revision)
        unit.commit()
    assert handed_account() == (ACCOUNT.bank, ACCOUNT.number, "current")
