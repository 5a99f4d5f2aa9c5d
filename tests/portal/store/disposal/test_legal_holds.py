"""Legal holds of an application or a procedure."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.disposal import legal_holds
from portal.store.disposal.legal_holds import LegalHoldRow
from tests.portal.store.planting import plant


def test_a_hold_is_in_force_until_it_is_lifted(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    hold = LegalHoldRow(0, "u1", "tax", application, "", "k", b"w", b"why", "hanako", 5)
    of_procedure = replace(hold, uid="u2", application_id=None, procedure="p")
    for row in (hold, of_procedure, replace(of_procedure, uid="u3", duty="welfare", procedure="q")):
        legal_holds.add(unit, row)
    second, first = legal_holds.in_force(unit, ["tax"])
    assert (first, second) == (replace(hold, id=first.id), replace(of_procedure, id=second.id))
    assert legal_holds.by_id(unit, first.id) == first
    assert legal_holds.by_id(unit, 0) is None
    assert legal_holds.in_force(unit, []) == []
    assert legal_holds.procedures(unit, "tax") == {"p"}
    assert [legal_holds.lift(unit, first.id, b"over", "taro", 6) for _ in range(2)] == [True, False]
    lifted = replace(first, sealed_lifted=b"over", lifted_by="taro", lifted_at=6)
    assert legal_holds.of_application(unit, application) == [lifted]
    assert legal_holds.in_force(unit, ["tax"]) == [second]
    legal_holds.lift(unit, second.id, b"over", "taro", 6)
    assert legal_holds.procedures(unit, "tax") == frozenset()
