"""Days in groups without a gap."""

from portal.services.desk.queue.day_groups import GROUP_WORDS, LONGER, group_of


def test_the_groups_of_days_have_no_gap() -> None:
    assert [group_of(days) for days in (0, 1, 3, 4, 7, 8, 30, 31, 60, 61)] == [0, 3, 3, 7, 7, 14, 30, 60, 60, LONGER]
    assert group_of(2 * LONGER) == LONGER
    assert GROUP_WORDS[LONGER] == "61日から"
