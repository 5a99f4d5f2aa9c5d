"""Verdicts on signatures are applied outside once."""

from typing import Any

from portal.services.cases.cases import open_case
from portal.services.courier.apply_settled import apply_settled
from portal.services.signing.judge_signature import opened
from portal.store.cases import applications
from tests.portal.services.courier.carrying import case_at
from tests.portal.services.courier.test_apply_signatures import Signed, signed

__all__ = ["signed"]


def test_what_the_section_made_of_a_signature_is_heard_outside_once(signed: Signed) -> None:
    number = signed.file("takami")  # his card lacks a character: a person decides
    signed.zones.round()
    assert signed.row("inner", number).state == "person"
    signed.settle(number, "refused", "ちがう人の署名でした")
    signed.zones.round()
    assert signed.row("outer", number).state == "refused"
    outer = signed.zones.outer
    with outer.database.read() as unit:
        count_mails = "SELECT COUNT(*) FROM outbox WHERE message = 'signature_failed'"
        before = unit.connection.exec_driver_sql(count_mails).scalar_one()
        assert "ちがう人" not in str(opened_of(signed, number))
    signed.zones.round()
    with outer.database.read() as unit:
        assert unit.connection.exec_driver_sql(count_mails).scalar_one() == before
    signed.settle(number, "mended", "運転免許証")
    signed.zones.round()
    assert [signed.row(zone, number).state for zone in ("outer", "inner")] == ["mended", "mended"]


def opened_of(signed: Signed, number: str) -> dict[str, Any]:
    outer = signed.zones.outer
    with outer.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return opened(open_case(outer, unit, row).sealer, signed.row("outer", number))


def test_an_older_judgement_and_one_of_a_void_signature_change_nothing(signed: Signed) -> None:
    number = signed.file()
    outer, row = signed.zones.outer, signed.row("outer", number)
    case, begun = case_at(outer, number), row.changed_at
    states = []
    for state, at in (("refused", 5), ("mended", 4), ("mended", 6), ("void", 7), ("accepted", 8)):
        judgement = {
            "document": row.document_id, "role": row.role, "made_at": row.made_at, "state": state, "code": "",
            "at": begun + at,
        }  # fmt: skip
        with outer.database.write() as unit:
            apply_settled(outer, unit, case, [judgement, {**judgement, "document": "unknown"}])
            unit.commit()
        states.append(signed.row("outer", number).state)
    assert states == ["refused", "refused", "mended", "void", "void"]
