"""One open edition of a part; what was in force counts on."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from portal.db import Unit
from portal.store.administration import city_editions
from portal.store.administration.city_editions import APPROVED, ASKED, DRAFT, FAULTY, IN_FORCE, EditionRow
from portal.store.staff import staff_members

EDITION = EditionRow(0, "hours", "hours", "telephone: 1\n", 0, "", "2026-11-20", DRAFT, 1, 0, 5)


def edition(unit: Unit, part: str = "hours", day: str = "2026-11-20") -> EditionRow:
    login = f"kanri{city_editions.count(unit)}{part}{day}"
    staff_id = staff_members.add(
        unit, login=login, name="管理", password_hash="", key_id="", wrapped_key=b"", sealed_totp=b"", now=1
    )
    assert staff_id is not None
    number = city_editions.add(unit, replace(EDITION, part=part, open_part=part, from_day=day, written_by=staff_id))
    row = city_editions.by_id(unit, number)
    assert row is not None
    return row


def moved(unit: Unit, row: EditionRow, to: str, at: int | None = None) -> EditionRow:
    assert city_editions.move(unit, row, to, in_force_at=at)
    after = city_editions.by_id(unit, row.id)
    assert after is not None
    return after


@pytest.mark.both_engines
def test_an_edition_is_written_asked_for_and_in_force(unit: Unit) -> None:
    row = edition(unit)
    assert city_editions.save(unit, row.id, 1, "telephone: 2\n", 6)
    assert not city_editions.save(unit, row.id, 1, "telephone: 3\n", 7)  # somebody read what is no more
    assert not city_editions.ask(unit, row.id, 1, APPROVED, reason="新しい番号", from_day="2026-11-21")
    assert city_editions.ask(unit, row.id, 2, APPROVED, reason="新しい番号", from_day="2026-11-21")
    approved = city_editions.open_ones(unit)["hours"]
    assert (approved.text, approved.reason, approved.state, approved.revision) == (
        "telephone: 2\n",
        "新しい番号",
        APPROVED,
        2,
    )
    assert city_editions.due(unit, "2026-11-20") == []
    assert city_editions.due(unit, "2026-11-21") == [approved]
    assert city_editions.count(unit) == 0
    done = moved(unit, approved, IN_FORCE, 9)
    assert not city_editions.move(unit, approved, IN_FORCE)
    assert city_editions.in_force(unit) == {"hours": done}
    assert city_editions.count(unit) == 1
    assert city_editions.open_ones(unit) == {}
    assert city_editions.of_part(unit, "hours") == [done]
    assert city_editions.of_part(unit, "closed") == []


@pytest.mark.both_engines
def test_a_part_has_one_open_edition(unit: Unit) -> None:
    edition(unit)
    edition(unit, "closed")
    with pytest.raises(IntegrityError):
        edition(unit, day="2026-11-21")


@pytest.mark.both_engines
def test_a_faulty_one_is_named_until_another_is_in_force(unit: Unit) -> None:
    row = edition(unit)
    faulty = moved(unit, moved(unit, row, ASKED), FAULTY)
    assert city_editions.faulty(unit) == [faulty]
    assert city_editions.in_force(unit) == {}
    moved(unit, edition(unit, day="2026-11-22"), IN_FORCE, 9)
    assert city_editions.faulty(unit) == []
