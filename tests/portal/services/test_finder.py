"""What leads to a procedure without words: use by many, deadlines, changes, reading, office."""

from dataclasses import replace

from forms.terms import Window
from portal.clock import to_micro
from portal.services.catalogue import publish
from portal.services.find_changes import find_changes
from portal.services.finder import FEWEST, Finder
from portal.services.installation import Installation
from portal.services.near_deadlines import deadline_of, near_deadlines
from portal.services.sort_procedures import by_event, by_kana, by_office
from portal.store import uses
from tests.forms.loading.small import small
from tests.portal.later import at, later
from tests.portal.world import PROCEDURE, alice, file_application


def most_used(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return list(Finder(installation).most_used(unit))


def test_what_a_handful_used_is_not_told_and_what_many_used_is(installation: Installation) -> None:
    resident = alice(installation)
    for _ in range(FEWEST - 1):
        file_application(installation, resident)
    assert most_used(installation) == []
    file_application(installation, resident)
    assert most_used(installation) == [PROCEDURE]
    assert most_used(later(installation, days=89)) == [PROCEDURE]
    assert most_used(later(installation, days=91)) == []


def test_only_what_was_stored_since_then_is_counted(installation: Installation) -> None:
    resident = alice(installation)
    for day in range(4):
        file_application(later(installation, days=day), resident)
    for day in range(4):
        since = to_micro(later(installation, days=day).clock.now())
        with installation.database.read() as unit:
            assert uses.counts_since(unit, [PROCEDURE, "nothing"], since) == {PROCEDURE: 4 - day, "nothing": 0}


def test_a_deadline_that_hangs_on_no_answer_is_told_when_it_is_near(installation: Installation) -> None:
    def near(moment: str) -> list[str]:
        told = near_deadlines(at(installation, moment))
        return [str(one.day) for one in told if one.procedure.id == "jido-teate-genkyo"]

    assert near("2026-11-20T10:00:00+09:00") == []
    assert near("2027-06-10T10:00:00+09:00") == ["2027-06-30"]
    assert near("2027-07-01T10:00:00+09:00") == []


def test_a_receiving_period_is_told_before_it_begins_and_before_it_ends(installation: Installation) -> None:
    procedure = replace(small(), window=Window("2026-12-01", "2026-12-20", "12月に受け付けます。"))

    def told(day: str) -> tuple[str, bool] | None:
        there = at(installation, f"{day}T10:00:00+09:00")
        found = deadline_of(there, procedure, there.clock.today())
        return (str(found.day), found.begins) if found else None

    assert told("2026-11-20") == ("2026-12-01", True)
    assert told("2026-12-01") == told("2026-12-20") == ("2026-12-20", False)
    assert told("2026-12-21") is None


def changes(installation: Installation) -> list[tuple[str, bool]]:
    with installation.database.read() as unit:
        installation.catalogue.refresh(unit)
        return [(change.procedure.id, change.new) for change in find_changes(installation, unit)]


def test_new_and_changed_are_told_and_the_beginning_is_neither(installation: Installation) -> None:
    assert changes(installation) == []
    week = later(installation, days=7)
    publish(installation.database, [small(procedure="brand-new")], to_micro(week.clock.now()))
    old = installation.catalogue.current(PROCEDURE)
    again = small(procedure=PROCEDURE, version=str(old.version + 1))
    publish(installation.database, [again], to_micro(later(installation, days=8).clock.now()))
    assert changes(week) == [(PROCEDURE, False), ("brand-new", True)]
    assert changes(later(installation, days=100)) == []


def test_procedures_stand_in_order_of_their_reading(installation: Installation) -> None:
    shelf = by_kana(
        [small(kana="ガッコウ"), small(kana="カイゴ"), small(kana="ッバ"), small(kana="パン"), small(kana="ヲ")]
    )
    assert {row: [one.kana for one in those] for row, those in shelf.items()} == {
        "か": ["カイゴ", "ガッコウ"], "た": ["ッバ"], "は": ["パン"], "わ": ["ヲ"],
    }  # fmt: skip


def test_every_procedure_stands_under_its_events_and_its_office_of_the_day(installation: Installation) -> None:
    every = installation.catalogue.all()
    assert {one.id for those in by_event(every).values() for one in those} == {one.id for one in every if one.events}
    offices = by_office(installation)
    assert sorted(one.id for _, those in offices for one in those) == sorted(one.id for one in every)
    held = {
        one.id: office.office
        for office, those in by_office(at(installation, "2026-03-31T10:00:00+09:00"))
        for one in those
    }
    assert held["yokaigo-nintei"] == "福祉部 高齢福祉課 認定係"
