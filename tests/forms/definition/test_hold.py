"""Holds block transitions."""

import pytest

from forms.definition.hold import DENY, EXAMINE, GRANT, HAND_OVER, HOLDS, way
from forms.definition.kind import EXAMINING, KINDS, RETURNED, SCREENING, WITHDRAWN


def test_a_way_is_reported_by_where_it_leads() -> None:
    assert way("application", EXAMINING) == EXAMINE
    # `waiting` counts as a grant: 認定 leads there as well as 保留, and a grant is stopped by more.
    ways = dict(zip(KINDS["application"].outcomes, [GRANT, GRANT, DENY, GRANT], strict=True))
    assert {end: way("application", end) for end in ways} == ways
    assert [way("application", end) for end in KINDS["application"].endings] == [DENY, DENY]
    assert [way("notification", end) for end in KINDS["notification"].outcomes] == [GRANT, DENY]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_holds_a_case_can_be_sent_back_and_withdrawn(kind: str) -> None:
    assert {way(kind, to) for to in (RETURNED, SCREENING, WITHDRAWN)} == {""}


def test_every_hold_closes_a_way_that_there_is() -> None:
    ways = {EXAMINE, GRANT, DENY, HAND_OVER}
    assert all(hold.stops and hold.stops <= ways for hold in HOLDS.values())
