"""The visitor's screen."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.store.counter import visitor_screens, visits
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow


def test_a_screen_is_claimed_by_one_device(unit: Unit, visit: VisitRow) -> None:
    row = ScreenRow("v1", 1, b"code", 10, None, b"session", b"state", 5, 0)
    for screen in (row, replace(row, code_number=2)):
        visitor_screens.add(unit, screen)
    assert visitor_screens.of_visit(unit, "v1") == row
    assert (
        visitor_screens.claim(unit, b"code", b"token", 10) == visitor_screens.claim(unit, b"other", b"token", 9) == ""
    )
    assert [visitor_screens.claim(unit, b"code", token, 9) for token in (b"token", b"second")] == ["v1", ""]
    claimed = replace(row, code_hash=None, token_hash=b"token", session_hash=None, touched_at=9, mark=1)
    assert visitor_screens.of_token(unit, b"token") == claimed
    assert visitor_screens.of_token(unit, b"second") is None
    saved = replace(
        claimed, code_number=2, code_hash=b"new", code_until=20, session_hash=b"s", sealed_state=b"n", touched_at=11
    )
    assert [visitor_screens.save(unit, saved) for _ in range(2)] == [True, False]
    visitor_screens.rest(unit, "v1")
    assert visitor_screens.of_visit(unit, "v1") == replace(saved, code_hash=None, session_hash=None, mark=3)
    visitor_screens.let_go(unit, "v1")
    assert visitor_screens.of_visit(unit, "v1") == replace(
        saved, code_hash=None, token_hash=None, session_hash=None, mark=4
    )


@pytest.mark.parametrize("instant", ["ended_at", "parked_at"])
def test_a_screen_of_a_visit_that_is_not_served_is_not_claimed(unit: Unit, visit: VisitRow, instant: str) -> None:
    visitor_screens.add(unit, ScreenRow("v1", 1, b"code", 10, None, None, None, 5, 0))
    visits.save(unit, replace(visit, **{instant: 6}))  # type: ignore[arg-type]
    assert visitor_screens.claim(unit, b"code", b"token", 9) == ""
