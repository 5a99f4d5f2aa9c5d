"""Free places of a time."""

from dataclasses import replace

import pytest

from forms.path.environment import Slot
from portal.clock import to_micro
from portal.services.bookings.take_place import take_place
from portal.services.shared.free_places import NOTHING, Booked, Counted, count_booked, resources_of
from portal.services.shared.installation import Installation
from portal.store.bookings.reservations import Taker
from portal.store.bookings.slot_changes import Changed
from tests.forms.loading.small import small
from tests.portal.services.bookings.booking import begin, resident

SLOT = Slot("lung-1", "lung", "2026-12-01T09:00", "2026-12-01T09:30", "保健センター", 3)
KEY = ("lung-1", "2026-12-01T09:00")
MINUTE = 60_000_000
STEP = """\
  - step: 時間
    id: times
    ask:
      - {id: first, type: slot, label: 肺がん検診の時間, resource: lung}
      - {id: second, type: slot, label: 肺がん検診の第2希望, resource: lung}
      - {id: other, type: slot, label: 乳がん検診の時間, resource: breast}
"""


def left(counted: Counted, slot: Slot = SLOT) -> int:
    (shown,) = Booked({"lung": counted}).left([slot])
    return shown.left


@pytest.mark.parametrize(
    ("taken", "waiting", "changed", "free"),
    [
        (0, 0, Changed(), 3), (1, 0, Changed(), 2), (1, 1, Changed(), 1), (3, 0, Changed(), 0), (3, 2, Changed(), 0),
        (1, 0, Changed(extra=2), 4), (3, 0, Changed(extra=-1), 0), (0, 0, Changed(extra=2, closed=True), 0),
    ],
)  # fmt: skip
def test_a_place_is_free_unless_it_is_taken_promised_or_closed(
    taken: int, waiting: int, changed: Changed, free: int
) -> None:
    assert left(Counted({KEY: taken}, {KEY: waiting}, {KEY: changed})) == free


def test_places_that_the_other_zone_gave_take_none_from_those_with_numbers_of_their_own() -> None:
    counted = Counted({KEY: 2}, {}, {}, away={KEY: 2})
    assert left(counted) == 1
    assert left(counted, replace(SLOT, apart=True)) == 3


def test_who_has_a_place_sees_it_as_free_in_a_full_time_and_not_in_a_closed_one() -> None:
    full = Counted({KEY: 3}, {}, {}, own=frozenset({KEY}))
    assert left(full) == 1
    assert left(replace(full, changed={KEY: Changed(closed=True)})) == 0


def test_a_resource_without_a_count_is_as_the_city_wrote_it() -> None:
    assert NOTHING.left([SLOT]) == (SLOT,)


def test_the_resources_of_a_procedure_are_those_of_its_questions() -> None:
    assert resources_of(small(STEP)) == ("lung", "breast")
    assert resources_of(small()) == ()


def test_a_draft_counts_its_own_place_as_free_until_its_time_to_decide_is_over(installation: Installation) -> None:
    now = to_micro(installation.clock.now())
    own, other = (begin(installation, resident(installation, name)) for name in ("alice", "bob"))
    with installation.database.write() as unit:
        for draft_id in (own, other):
            assert take_place(installation.clock, unit, SLOT, Taker("lung_slot", draft_id), now + MINUTE)

        def places(moment: int, draft_id: str = "") -> int:
            (slot,) = count_booked(unit, ["lung"], moment, draft_id=draft_id).left([SLOT])
            return slot.left

        assert (places(now), places(now, own)) == (1, 2)
        assert places(now + 2 * MINUTE) == 3
