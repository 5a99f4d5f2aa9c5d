"""Files given to applicants."""

from portal.db import Unit
from portal.store.my_cases import given_files
from portal.store.my_cases.given_files import GivenRow
from portal.store.notices import openings

TODAY = "2026-11-27"


def test_a_file_is_given_once_and_taken_back_with_its_content(unit: Unit, application: int) -> None:
    row = GivenRow(0, application, "1", None, b"facts", TODAY, 5)
    assert given_files.add(unit, row, b"content")
    assert not given_files.add(unit, row, b"other")
    assert given_files.content(unit, application, "1") == b"content"
    assert given_files.content(unit, application + 1, "1") is None
    assert given_files.prolong(unit, application, "1", "2026-12-31")
    assert given_files.take_back(unit, application, "1", 6)
    assert not given_files.take_back(unit, application, "1", 7)
    assert not given_files.prolong(unit, application, "1", TODAY)
    (kept,) = given_files.of(unit, application)
    assert (kept.until, kept.taken_back_at) == ("2026-12-31", 6)
    assert given_files.content(unit, application, "1") is None


def test_what_is_opened_over_or_taken_back_no_longer_waits(unit: Unit, application: int) -> None:
    for once, until in (("opened", TODAY), ("over", "2026-11-26"), ("taken", TODAY), ("waits", TODAY)):
        given_files.add(unit, GivenRow(0, application, once, None, b"facts", until, 5), b"content")
    openings.add(unit, application, "given-opened", 6)
    given_files.take_back(unit, application, "taken", 6)
    assert [row.once for row in given_files.unopened(unit, [application, 0], TODAY)] == ["waits"]
    assert given_files.unopened(unit, [], TODAY) == []
