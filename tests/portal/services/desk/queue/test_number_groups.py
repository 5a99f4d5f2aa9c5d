"""Few groups, without gaps, by a step that people count in."""

import pytest

from forms.definition.field import Value
from portal.services.desk.queue.number_groups import MOST, groups_of, in_order


def test_few_whole_numbers_are_each_a_group_and_a_gap_is_drawn() -> None:
    assert groups_of({1: 3, 4: 2}, "number", "人") == [("1人", 3), ("2人", 0), ("3人", 0), ("4人", 2)]


def test_many_whole_numbers_are_grouped_by_one_two_or_five() -> None:
    assert groups_of({0: 1, 38: 2, 39: 3}, "number") == [
        ("0〜4", 1), *((f"{5 * n}〜{5 * n + 4}", 0) for n in range(1, 7)), ("35〜39", 5),
    ]  # fmt: skip
    assert groups_of({-3: 1, 30: 1}, "number")[0] == ("-5〜-1", 1)


def test_decimals_have_a_step_below_one() -> None:
    assert groups_of({"0.5": 1, "1.25": 2}, "number", "点") == [
        ("0.5点から0.6点より小さい", 1),
        *((f"0.{n}点から0.{n + 1}点より小さい", 0) for n in range(6, 9)),
        ("0.9点から1点より小さい", 0), ("1点から1.1点より小さい", 0), ("1.1点から1.2点より小さい", 0), ("1.2点から1.3点より小さい", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ({"2026-11-20": 1, "2026-12-01": 1}, "2026年11月20日", "2026年12月1日"),
        ({"2026-11-20": 1, "2027-10-01": 1}, "2026年11月", "2027年10月"),
        ({"2026-11": 1, "2026-12-01": 1}, "2026年11月", "2026年12月"),
        ({"2015-11-20": 1, "2026-01-01": 1}, "2015年", "2026年"),
        ({"2026": 1, "2026-01-01": 1}, "2026年", "2026年"),
        ({"1926-11-20": 1, "2026-01-01": 1}, "1920年代", "2020年代"),
    ],
)
def test_days_are_grouped_by_what_is_known_of_all_of_them(days: dict[Value, int], first: str, last: str) -> None:
    groups = groups_of(days, "date")
    assert (groups[0][0], groups[-1][0], sum(number for _, number in groups)) == (first, last, 2)


def test_there_are_never_many_groups() -> None:
    for most in (1, 11, 12, 13, 99, 100, 1001, 999_999_999):
        assert 1 <= len(groups_of({0: 1, most: 1}, "number")) <= MOST


def test_numbers_are_in_their_order_and_nothing_has_no_groups() -> None:
    assert in_order(["10", "9.5", "-1"], "number") == ["-1", "9.5", "10"]
    assert in_order(["2026-11-20", "1950", "2026-11"], "date") == ["1950", "2026-11", "2026-11-20"]
    assert groups_of({}, "date") == []
