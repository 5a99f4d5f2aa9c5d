"""Open matches of applicants, and links to the register."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.residents.person import Person
from portal.store.residents import register_matches
from portal.store.residents.register_matches import MATCHED, NOBODY, OPEN, LinkRow, MatchRow
from tests.portal.store.planting import plant


def _open(unit: Unit, duty: str, opened_at: int) -> tuple[MatchRow, str]:
    application = plant(unit, Application, duty=duty)
    row = MatchRow(application["id"], plant(unit, Person)["id"], OPEN, b"card", opened_at)
    register_matches.add(unit, row)
    return row, application["receipt_number"]


def test_a_question_is_asked_and_settled_once(unit: Unit) -> None:
    row, _ = _open(unit, "tax", 5)
    register_matches.add(unit, replace(row, opened_at=6))
    assert register_matches.of_application(unit, row.application_id) == row
    settled = [register_matches.settle(unit, row.application_id, state, "a", 7, b"why") for state in (MATCHED, NOBODY)]
    assert settled == [True, False]
    assert register_matches.of_application(unit, row.application_id) == replace(
        row, state=MATCHED, settled_by="a", settled_at=7, sealed_reason=b"why"
    )
    assert register_matches.of_application(unit, 0) is None


def test_open_questions_of_duties_come_oldest_first(unit: Unit) -> None:
    (_, late), (_, early), (done, _), _ = (
        _open(unit, "tax", 9), _open(unit, "welfare", 5), _open(unit, "tax", 1), _open(unit, "water", 1),
    )  # fmt: skip
    register_matches.settle(unit, done.application_id, MATCHED, "a", 7, b"why")
    assert register_matches.open_numbers(unit, ["tax", "welfare"], 9) == [early, late]
    assert register_matches.open_numbers(unit, ["tax", "welfare"], 1) == [early]
    assert register_matches.open_numbers(unit, [], 9) == []


def test_a_link_is_replaced_by_anyone_who_read_it(unit: Unit) -> None:
    person = plant(unit, Person)["id"]
    first, second = LinkRow(person, b"1", "a", 5), LinkRow(person, b"2", "b", 6)
    assert register_matches.link(unit, person) is None
    assert register_matches.put_link(unit, first, 0)
    assert not register_matches.put_link(unit, second, 4)
    assert register_matches.link(unit, person) == first
    assert register_matches.put_link(unit, second, 5)
    assert register_matches.link(unit, person) == second
