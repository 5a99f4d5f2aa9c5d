"""Unpaid fees block the grant, holds the hand-over."""

from dataclasses import replace

import pytest

from forms.definition.hold import HOLDS
from forms.definition.kind import EXAMINING
from integrations.payments.fake import FakePayments
from portal.errors import Held
from portal.services.cases.cases import Case
from portal.services.cases.holds import closed_ways, demand_free, holds_of, kept_from_batch, rows_held
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.handover import holds
from portal.store.handover.holds import ExportHoldRow
from tests.portal.services.fees.paying import begin, case_of, file_with_fee, report
from tests.portal.world import alice


@pytest.fixture
def session(paying: Installation) -> Session:
    return alice(paying)


@pytest.fixture
def number(paying: Installation, session: Session) -> str:
    return file_with_fee(paying, session)


def names(installation: Installation, case: Case) -> list[str]:
    with installation.database.read() as unit:
        return [hold.id for hold in holds_of(installation, unit, case)]


def hold_export(installation: Installation, case: Case) -> None:
    with installation.database.write() as unit:
        holds.add_export_hold(unit, ExportHoldRow(case.row.id, "reviewer", 1, b"sealed"))
        unit.commit()


def test_an_unpaid_fee_stops_granting_but_neither_examination_nor_denial(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    case = case_of(paying, session, number)
    assert names(paying, case) == ["payment"]
    with paying.database.read() as unit:
        for to in (EXAMINING, "refused"):
            demand_free(paying, unit, case, to)
        with pytest.raises(Held) as held:
            demand_free(paying, unit, case, "approved")
    assert held.value.holds == ("payment",)
    report(paying, provider, begin(paying, session, number).number, "paid")
    assert names(paying, case) == []
    with paying.database.read() as unit:
        demand_free(paying, unit, case, "approved")


def test_after_the_decision_only_holds_of_the_hand_over_are_left(
    paying: Installation, session: Session, number: str
) -> None:
    case = case_of(paying, session, number)
    hold_export(paying, case)
    assert set(names(paying, case)) == {"payment", "export"}
    decided = replace(case, row=case.row._replace(decided_at=1))
    assert names(paying, decided) == ["export"]


def test_a_batch_leaves_out_what_is_held_and_the_fee_is_not_read_for_it(
    paying: Installation, session: Session, number: str
) -> None:
    case, other = (case_of(paying, session, of) for of in (number, file_with_fee(paying, session)))
    hold_export(paying, case)
    ids = [case.row.id, other.row.id]
    with paying.database.read() as unit:
        assert rows_held(unit, ids) == {case.row.id: {"export"}}
        assert kept_from_batch(unit, ids) == {case.row.id: {"export"}}
        assert kept_from_batch(unit, ids[1:]) == {}


def test_the_desk_closes_the_ways_that_a_hold_stops(paying: Installation, session: Session, number: str) -> None:
    case = case_of(paying, session, number)
    ways = (EXAMINING, "approved", "refused", "withdrawn")
    closed = {name: closed_ways(case, [HOLDS[name]], ways) for name in ("payment", "scan", "export")}
    assert closed == {"payment": {"approved"}, "scan": {EXAMINING, "approved", "refused"}, "export": frozenset()}
