"""Procedures by life event, reading and office."""

from portal.services.procedures.rank_procedures import Ranking
from portal.services.procedures.sort_procedures import by_event, by_family, by_kana, by_office, count_by_event
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.later import at


def test_procedures_are_in_order_of_their_reading(installation: Installation) -> None:
    shelf = by_kana(
        [small(kana="ガッコウ"), small(kana="カイゴ"), small(kana="ッバ"), small(kana="パン"), small(kana="ヲ")]
    )
    assert {row: [procedure.kana for procedure in procedures] for row, procedures in shelf.items()} == {
        "か": ["カイゴ", "ガッコウ"], "た": ["ッバ"], "は": ["パン"], "わ": ["ヲ"],
    }  # fmt: skip


def test_every_procedure_is_under_its_events_and_its_office_of_the_day(installation: Installation) -> None:
    every = installation.catalogue.all()
    assert {procedure.id for procedures in by_event(every, Ranking()).values() for procedure in procedures} == {
        procedure.id for procedure in every if procedure.events
    }
    assert count_by_event(every) == {event: len(members) for event, members in by_event(every, Ranking()).items()}
    offices = by_office(installation, Ranking())
    assert sorted(procedure.id for _, procedures in offices for procedure in procedures) == sorted(
        procedure.id for procedure in every
    )
    held = {
        procedure.id: office.office
        for office, procedures in by_office(at(installation, "2026-03-31T10:00:00+09:00"), Ranking())
        for procedure in procedures
    }
    assert held["yokaigo-nintei"] == "福祉部 高齢福祉課 認定係"


def test_every_procedure_is_in_one_family_and_the_rest_at_the_end(installation: Installation) -> None:
    every = installation.catalogue.all()
    shelf = by_family(installation.city, Ranking(installation.city.entrance.first).order(every))
    assert sorted(procedure.id for _, members in shelf for procedure in members) == sorted(
        procedure.id for procedure in every
    )
    assert all(family is not None for family, _ in shelf)
    care = next(members for family, members in shelf if family is not None and family.id == "care")
    assert care[0].id == "yokaigo-nintei"
    fewer = installation.city.entrance.model_copy(update={"families": installation.city.entrance.families[:1]})
    shelf = by_family(installation.city.model_copy(update={"entrance": fewer}), every)
    assert [family and family.id for family, _ in shelf] == ["child-allowances", None]
