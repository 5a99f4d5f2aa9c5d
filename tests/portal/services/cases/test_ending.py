"""The facts of 取消し and 撤回: kept with the result, in words for staff, paper and residents."""

import pytest

from portal.services.cases.ending import (
    EXPLANATION,
    HEARING,
    NOT_NEEDED,
    Ending,
    ending_of,
    rows_of_ending,
    section_of_ending,
    values_of_ending,
)

REVOKED = Ending("2026-12-01", EXPLANATION, "2026-11-20")


def test_what_is_kept_with_the_result_is_read_back() -> None:
    assert ending_of(values_of_ending(REVOKED)) == REVOKED
    assert ending_of({"result.level": "care2"}) is None


@pytest.mark.parametrize(
    ("ending", "effect", "heard"),
    [
        (REVOKED, "令和8年（2026年）12月1日から、効力がなくなります", ("弁明の機会を設けた日", "令和8年（2026年）11月20日")),
        (Ending("", HEARING, "2026-11-20"), "はじめから、なかったことになります", ("聴聞をした日", "令和8年（2026年）11月20日")),
        (Ending("", NOT_NEEDED, "", "同条第2項"), "はじめから、なかったことになります", ("聴聞や弁明をしなかった理由", "同条第2項")),
    ],
)  # fmt: skip
def test_the_rows_say_from_when_and_how_the_person_was_heard(
    ending: Ending, effect: str, heard: tuple[str, str]
) -> None:
    assert rows_of_ending(ending) == [("効力", effect), heard]


def test_in_easy_japanese_it_is_stated_too() -> None:
    section = section_of_ending(REVOKED, "easy")
    assert "決まった（きまった）" in section.title
    assert section.rows[0].value.endswith("から、ありません")
