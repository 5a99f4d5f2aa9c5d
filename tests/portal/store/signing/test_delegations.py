"""Delegations."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.residents.person import Person
from portal.store.signing import delegations
from portal.store.signing.delegations import CLAIMED, DUE, INFORMED, PRINCIPAL, REVOKED, VERIFIED, DelegationRow
from tests.portal.store.planting import plant


def test_a_mandate_is_judged_and_ends(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    row = DelegationRow(application, "agent", "all", "2026-11-01", b"people")
    for _ in range(2):
        delegations.add(unit, row)
    assert delegations.of_application(unit, application) == row
    judged = [
        delegations.judge(unit, application, CLAIMED, VERIFIED, "hanako", 5, b"shown", "2026-11-20") for _ in range(2)
    ]
    assert judged == [True, False]
    verified = replace(row, state=VERIFIED, judged_by="hanako", judged_at=5, sealed_shown=b"shown", ends="2026-11-20")
    assert delegations.of_application(unit, application) == verified
    assert [delegations.is_over(unit, application, day) for day in ("2026-11-20", "2026-11-21")] == [False, True]
    assert delegations.over_of(unit, [application, 0], "2026-11-21") == {application}
    assert delegations.over_of(unit, [application], "2026-11-20") == frozenset()
    delegations.cover(unit, application, "all file mend")
    assert delegations.of_application(unit, application) == replace(verified, scope="all file mend")
    delegations.judge(unit, application, VERIFIED, REVOKED, PRINCIPAL, 6, b"shown", "")
    assert delegations.is_over(unit, application, "2026-11-01")


def test_a_principal_is_notified_once(unit: Unit) -> None:
    first, second, other = (plant(unit, Application, duty=duty, state="s") for duty in ("tax", "tax", "welfare"))
    for row in (second, first, other):
        delegations.add(unit, DelegationRow(row["id"], "agent", "all", "2026-11-01", b"people", informed=DUE))
    numbers = [first["receipt_number"], second["receipt_number"]]
    assert delegations.numbers_to_notify(unit, ["tax"], ["s"], 9) == numbers
    assert delegations.numbers_to_notify(unit, ["tax"], ["s"], 1) == numbers[:1]
    assert delegations.numbers_to_notify(unit, ["tax"], ["x"], 9) == []
    assert [delegations.record_notification(unit, first["id"], INFORMED, now, b"data") for now in (5, 6)] == [
        True,
        False,
    ]
    person = plant(unit, Person)["id"]
    for row in (first, second):
        delegations.claim(unit, row["id"], person, 7)
    notifications = [(row.application_id, row.informed, row.told_at) for row in delegations.of_principal(unit, person)]
    assert notifications == [(second["id"], INFORMED, 7), (first["id"], INFORMED, 5)]
    assert delegations.numbers_taken_back(unit, ["tax"], ["s"], 9) == []
    delegations.judge(unit, first["id"], CLAIMED, REVOKED, PRINCIPAL, 6, b"", "")
    delegations.judge(unit, second["id"], CLAIMED, REVOKED, "hanako", 6, b"", "")
    assert delegations.numbers_taken_back(unit, ["tax"], ["s"], 9) == numbers[:1]
