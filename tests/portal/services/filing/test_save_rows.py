"""Buttons of a list of rows, also in forged forms."""

from portal.services.filing.save_rows import RowsAct, read_act


def test_positions_that_no_page_offers_are_no_positions() -> None:
    assert read_act(["next"], ["1", "0", "1", "x", "-1", "²", "9" * 5000]) == RowsAct("next", "", (0, 1))


def test_what_is_no_act_goes_on() -> None:
    assert read_act(["burn.1"], []).what == read_act([], []).what == "next"
