"""One opening of each shelter, one stay of each page, and the end of both."""

from dataclasses import replace

from portal.db import Unit
from portal.store.shelters import stays
from portal.store.shelters.stays import StayRow

ROW = StayRow("stay", "once", "shelter-1", 2, "key", b"wrapped", b"sealed", 0, 1000, 1000)


def test_a_shelter_is_open_once_at_a_time(unit: Unit) -> None:
    assert stays.open_shelter(unit, "shelter-1", "staff:a", 1)
    assert not stays.open_shelter(unit, "shelter-1", "staff:b", 2)
    assert stays.open_shelter(unit, "shelter-2", "staff:b", 2)
    opened = {name: row.opened_by for name, row in stays.opened(unit).items()}
    assert opened == {"shelter-1": "staff:a", "shelter-2": "staff:b"}
    assert stays.close_shelter(unit, "shelter-2", "staff:a", 3)
    assert not stays.close_shelter(unit, "shelter-2", "staff:a", 4)
    assert stays.open_shelter(unit, "shelter-2", "staff:a", 5)


def test_a_stay_is_one_for_each_page_and_is_saved_by_the_revision_that_was_read(unit: Unit) -> None:
    assert [stays.add(unit, row) for row in (ROW, replace(ROW, id="again"))] == [True, False]
    assert stays.by_id(unit, "again") is None
    assert stays.save(unit, replace(ROW, people=3, changed_at=2000))
    assert not stays.save(unit, ROW)
    (row,) = stays.present(unit)
    assert (row.people, row.revision, stays.last_change(unit)) == (3, 1, 2000)
    assert stays.present(unit, "shelter-2") == []
    assert stays.save(unit, replace(row, left_at=3000, changed_at=3000))
    assert stays.present(unit, "shelter-1") == []
    assert [stays.bring_back(unit, row.id, revision, 3500) for revision in (1, 2, 3)] == [False, True, False]
    (back,) = stays.present(unit, "shelter-1")
    assert (back.people, back.left_at, back.revision) == (3, None, 3)
    assert stays.save(unit, replace(back, left_at=3000, changed_at=3000))
    assert [stays.remove_old(unit, before) for before in (3000, 3001)] == [0, 1]
    assert stays.last_change(unit) == 0
