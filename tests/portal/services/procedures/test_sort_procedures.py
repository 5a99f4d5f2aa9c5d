"""Procedures by life event, reading and office."""

from portal.services.procedures.sort_procedures import by_event, by_kana, by_office
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.later import at


def test_procedures_stand_in_order_of_their_reading(installation: Installation) -> None:
    shelf = by_kana(
        [small(kana="ガッコウ"), small(kana="カイゴ"), small(kana="ッバ"), small(kana="パン"), small(kana="ヲ")]
    )
    assert {row: [procedure.kana for procedure in procedures] for row, procedures in shelf.items()} == {
        "か": ["カイゴ", "ガッコウ"], "た": ["ッバ"], "は": ["パン"], "わ": ["ヲ"],
    }  # fmt: skip


def test_every_procedure_stands_under_its_events_and_its_office_of_the_day(installation: Installation) -> None:
    every = installation.catalogue.all()
    assert {procedure.id for procedures in by_event(every).values() for procedure in procedures} == {
        procedure.id for procedure in every if procedure.events
    }
    offices = by_office(installation)
    assert sorted(procedure.id for _, procedures in offices for procedure in procedures) == sorted(
        procedure.id for procedure in every
    )
    held = {
        procedure.id: office.office
        for office, procedures in by_office(at(installation, "2026-03-31T10:00:00+09:00"))
        for procedure in procedures
    }
    assert held["yokaigo-nintei"] == "福祉部 高齢福祉課 認定係"
