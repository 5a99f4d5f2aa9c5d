"""Stop lists."""

from dataclasses import replace

from portal.db import Unit
from portal.store.campaigns import stop_lists
from portal.store.campaigns.stop_lists import StopRow


def test_a_person_is_on_the_list_of_a_duty_once(unit: Unit) -> None:
    stop = StopRow(0, "tax", b"mark", "k", b"w", b"person", "hanako", 5)
    for row in (stop, stop, replace(stop, duty="welfare"), replace(stop, mark=b"other")):
        stop_lists.add(unit, row)
    other, stored = stop_lists.of_duties(unit, ["tax"])
    assert stored == replace(stop, id=stored.id) == stop_lists.by_id(unit, stored.id)
    assert stop_lists.of_duties(unit, []) == []
    assert stop_lists.marks(unit, "tax") == {b"mark", b"other"}
    stop_lists.remove(unit, stored.id)
    assert stop_lists.of_duties(unit, ["tax"]) == [other]
