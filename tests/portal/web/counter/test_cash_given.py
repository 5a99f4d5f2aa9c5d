"""お預かり and おつり after the record."""

import pytest

from portal.web.counter.cash_given import change_words


@pytest.mark.parametrize(
    ("given", "taken", "words"),
    [
        ("1000", "300", "お預かり 1,000円、おつり 700円。"), ("300", "300", "お預かり 300円、おつり 0円。"), ("300", "1000", ""),
        ("99999", "300", ""), ("x", "300", ""), ("300", "", ""),
    ],
)  # fmt: skip
def test_an_address_shows_no_change_that_no_record_leads_to(given: str, taken: str, words: str) -> None:
    assert change_words({"given": given, "taken": taken}) == words
