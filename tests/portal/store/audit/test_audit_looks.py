"""Staff acts, by keyset in order of time."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.shared.audit_record import AuditRecord
from portal.store import statements
from portal.store.audit import audit_looks
from tests.portal.store.planting import plant


def record(unit: Unit, at: int, actor: str, action: str = "see case", application: int | None = None) -> int:
    number: int = plant(unit, AuditRecord, at=at, actor=actor, action=action, application_id=application)["id"]
    return number


def test_only_staff_between_two_instants_are_read_in_order(unit: Unit) -> None:
    application = plant(unit, Application, receipt_number="1234", duty="tax")["id"]
    late = record(unit, 7, "staff:hanako", application=application)
    early = record(unit, 5, "staff:taro")
    for at, actor in ((4, "staff:taro"), (8, "staff:taro"), (6, "resident:alice"), (6, "system:staff")):
        record(unit, at, actor)
    looks = list(audit_looks.between(unit, 5, 8))
    assert [(look.id, look.login, look.receipt_number, look.duty) for look in looks] == [
        (early, "taro", "", ""),
        (late, "hanako", "1234", "tax"),
    ]


def test_pages_meet_each_record_once_where_many_have_one_instant(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    short = audit_looks._BETWEEN.clause.limit(2)  # type: ignore[union-attr]
    monkeypatch.setattr(audit_looks, "_BETWEEN", statements.sql(short, audit_looks.Look))
    numbers = [record(unit, at, "staff:hanako") for at in (5, 5, 5, 5, 6)]
    assert [look.id for look in audit_looks.between(unit, 5, 7)] == numbers


def test_what_was_done_with_applications_leaves_out_what_only_reads(unit: Unit) -> None:
    application, other = plant(unit, Application)["id"], plant(unit, Application)["id"]
    for action in ("see case", "decide", "decide"):
        record(unit, 5, "staff:hanako", action, application)
    record(unit, 5, "staff:taro", "decide", other)
    assert audit_looks.acted(unit, [application], ["see case"]) == {(application, "hanako"): {"decide"}}
    assert audit_looks.acted(unit, [application], [])[application, "hanako"] == {"see case", "decide"}
    assert [look.action for look in audit_looks.of_application(unit, application)] == ["see case", "decide", "decide"]
