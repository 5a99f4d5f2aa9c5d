"""Saved views of the queue."""

import pytest

from portal.errors import NotAllowed, NotFound
from portal.services.desk.queue.keep_view import (
    LONGEST,
    MOST,
    Views,
    drop_view,
    keep_view,
    may_change,
    open_with,
    rename_view,
    view_to_change,
    views_of,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import audited
from tests.portal.world import DUTY, add_member


def keep(installation: Installation, member: Member, *names: str, duty: str = "") -> list[str]:
    with installation.database.write() as unit:
        messages = [keep_view(installation, unit, member, name, "due=over", duty) for name in names]
        unit.commit()
    return messages


def names(installation: Installation, member: Member) -> list[str]:
    with installation.database.read() as unit:
        return sorted(row.name for row in views_of(installation.city, unit, member).rows)


def test_ones_own_is_seen_by_nobody_else_and_a_sections_by_its_members(
    installation: Installation, reviewer: Member
) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    stranger = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    assert keep(installation, reviewer, "わたしの") == keep(installation, reviewer, "みんなの", duty=DUTY) == [""]
    assert names(installation, reviewer) == ["みんなの", "わたしの"]
    assert (names(installation, clerk), names(installation, stranger)) == (["みんなの"], [])
    with installation.database.read() as unit:
        (shared,) = views_of(installation.city, unit, clerk).rows
        assert [may_change(member, shared) for member in (reviewer, clerk, stranger)] == [True, False, False]
        for member in (clerk, stranger):
            with pytest.raises(NotFound):
                view_to_change(installation.city, unit, member, shared.id)
    with pytest.raises(NotAllowed):
        keep(installation, clerk, "課の", duty=DUTY)


def test_a_name_is_short_and_used_once_in_its_place(installation: Installation, reviewer: Member) -> None:
    messages = keep(installation, reviewer, "一", "一", "", "あ" * LONGEST, "あ" * (LONGEST + 1), "a\x07")
    assert [bool(message) for message in messages] == [False, True, True, False, True, True]
    assert keep(installation, reviewer, "一", duty=DUTY) == [""], "private and shared views may have the same name"
    assert audited(installation, "keep view") == [
        ("staff:reviewer", ""),
        ("staff:reviewer", ""),
        ("staff:reviewer", DUTY),
    ]


def test_there_are_no_more_than_can_be_looked_through(installation: Installation, reviewer: Member) -> None:
    assert keep(installation, reviewer, *(str(position) for position in range(MOST))) == [""] * MOST
    assert keep(installation, reviewer, "もう一つ") == [
        f"保存できるのは{MOST}個までです。使わないものを消してください。",
    ]
    assert keep(installation, reviewer, "課の", duty=DUTY) == [""]


def test_a_view_is_renamed_opened_first_and_dropped(installation: Installation, reviewer: Member) -> None:
    keep(installation, reviewer, "一", "二")
    city = installation.city
    with installation.database.write() as unit:
        first, second = sorted(views_of(city, unit, reviewer).rows, key=lambda row: row.id)
        assert rename_view(installation, unit, reviewer, first.id, "一") == ""
        assert (
            rename_view(installation, unit, reviewer, first.id, "二")
            == "「二」は、もうあります。別の名前にしてください。"
        )
        open_with(city, unit, reviewer, second.id)
        assert views_of(city, unit, reviewer).first == second.id
        open_with(city, unit, reviewer, second.id)
        assert views_of(city, unit, reviewer).first == 0, "the second time removes it"
        open_with(city, unit, reviewer, second.id)
        drop_view(installation, unit, reviewer, second.id)
        assert views_of(city, unit, reviewer) == Views((first,), 0)
        unit.commit()
    assert len(audited(installation, "drop view")) == 1
