"""Views of the queue."""

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.desk import saved_views
from portal.store.desk.saved_views import ViewRow
from tests.portal.store.planting import plant


@pytest.fixture
def staff(unit: Unit) -> int:
    return int(plant(unit, Staff)["id"])


def test_a_member_sees_private_views_and_those_of_the_sections(unit: Unit, staff: int) -> None:
    colleague = plant(unit, Staff)["id"]
    shared, second, first = (
        saved_views.add(unit, name, "state=open", duty, owner, 5)
        for name, duty, owner in (("a", "tax", colleague), ("c", "", staff), ("b", "", staff))
    )
    for duty, owner in (("", colleague), ("welfare", staff)):
        saved_views.add(unit, "other", "", duty, owner, 5)
    views = saved_views.of_member(unit, staff, ["tax"])
    assert [row.id for row in views] == [first, second, shared]
    assert [row.id for row in saved_views.of_member(unit, staff, [])] == [first, second]
    assert views[-1] == ViewRow(shared, "a", "state=open", "tax", colleague)


def test_a_view_is_renamed_and_removed(unit: Unit, staff: int) -> None:
    view, other = (saved_views.add(unit, name, "", "", staff, 5) for name in ("view", "other"))
    saved_views.rename(unit, view, "new name")
    assert [row.name for row in saved_views.of_member(unit, staff, [])] == ["new name", "other"]
    saved_views.remove(unit, view)
    assert [row.id for row in saved_views.of_member(unit, staff, [])] == [other]


def test_a_desk_opens_with_the_view_that_was_chosen_last(unit: Unit, staff: int) -> None:
    views = [saved_views.add(unit, "view", "", "", staff, 5) for _ in range(2)]
    colleague = plant(unit, Staff)["id"]
    assert saved_views.first_of(unit, staff) == 0
    saved_views.open_with(unit, colleague, views[0])
    for view in (*views, 0):
        saved_views.open_with(unit, staff, view)
        assert saved_views.first_of(unit, staff) == view
    assert saved_views.first_of(unit, colleague) == views[0]
    saved_views.remove(unit, views[0])
    assert saved_views.first_of(unit, colleague) == 0
