"""Changes of a list: whole, once, and by who may."""

from datetime import date

import pytest

from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.desk.lists.change_list import ListState, end_entry, lists_of, move_entry, open_list, put_entry
from portal.services.desk.lists.read_entry import read_entry, typed_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.procedures import kept_lists
from portal.store.shared import audit_records
from tests.portal.services.desk.lists.world import DUTY, NAME, act, add, keeper, state
from tests.portal.world import add_member


def keys(installation: Installation, member: Member) -> list[str]:
    return [row.key for row in state(installation, member).rows]


def test_until_somebody_changes_it_the_list_is_the_city_files(installation: Installation, member: Member) -> None:
    opened = state(installation, member)
    assert (opened.revision, opened.rows[1].label) == (0, "見本市立緑が丘小学校")
    with installation.database.read() as unit:
        assert kept_lists.entries(unit, NAME) == []


def test_the_first_change_takes_the_files_entries_along(installation: Installation, member: Member) -> None:
    before = keys(installation, member)
    add(installation, member)
    opened = state(installation, member)
    assert (opened.revision, keys(installation, member)) == (1, [*before, "schools-8"])
    assert opened.entry("schools-8").columns == {"places": 9}
    with installation.database.read() as unit:
        (change,) = kept_lists.history(unit, NAME, 5)
    assert (change.act, change.actor, change.revision) == ("add", f"staff:{member.login}", 1)


def change(installation: Installation, member: Member, key: str, seen: int, **typed: str) -> None:
    def do(unit: Unit, opened: ListState) -> None:
        entry, _ = read_entry(opened.kept, {**typed_of(opened.entry(key)), **typed})
        put_entry(installation, unit, member, opened, entry, seen=seen, new=False)

    act(installation, member, do)


def test_two_who_saw_the_same_entry_do_not_overwrite_each_other(installation: Installation, member: Member) -> None:
    change(installation, member, "schools-1", 0, label="先に直した")
    with pytest.raises(Conflict):
        change(installation, member, "schools-1", 0, label="あとから直した")
    assert state(installation, member).entry("schools-1").label == "先に直した"
    change(installation, member, "schools-2", 0, label="ほかの行は直せる")
    change(installation, member, "schools-1", 2, label="見てから直した")
    assert state(installation, member).revision == 3


@pytest.mark.both_engines
def test_of_two_at_once_the_second_is_refused(installation: Installation, member: Member) -> None:
    stale = state(installation, member)
    add(installation, member)
    entry, _ = read_entry(stale.kept, {"key": "schools-9", "label": "遅い"})
    with installation.database.write() as unit, pytest.raises(Conflict):
        put_entry(installation, unit, member, stale, entry, seen=0, new=True)
    assert "schools-9" not in keys(installation, member)


def test_a_key_that_is_there_is_not_added_again(installation: Installation, member: Member) -> None:
    with pytest.raises(Conflict):
        add(installation, member, key="schools-1")
    with pytest.raises(Conflict):
        act(
            installation,
            member,
            lambda unit, opened: put_entry(
                installation,
                unit,
                member,
                opened,
                read_entry(opened.kept, {"key": "new", "label": "新"})[0],
                seen=0,
                new=False,
            ),
        )


def test_an_entry_is_ended_and_stays(installation: Installation, member: Member) -> None:
    last = date(2026, 11, 30)
    act(
        installation,
        member,
        lambda unit, opened: end_entry(installation, unit, member, opened, "schools-1", last, seen=0),
    )
    entry = state(installation, member).entry("schools-1")
    assert (entry.ends, entry.holds(last), entry.holds(date(2026, 12, 1))) == ("2026-11-30", True, False)
    with pytest.raises(Conflict):
        act(
            installation, member,
            lambda unit, opened: end_entry(installation, unit, member, opened, "schools-1", last, seen=0),
        )  # fmt: skip
    with pytest.raises(NotFound):
        act(
            installation, member,
            lambda unit, opened: end_entry(installation, unit, member, opened, "nothing", last, seen=1),
        )  # fmt: skip


def move(installation: Installation, member: Member, key: str, *, up: bool, seen: int) -> None:
    act(
        installation, member, lambda unit, opened: move_entry(installation, unit, member, opened, key, up=up, seen=seen)
    )


def test_an_entry_changes_places_with_its_neighbour(installation: Installation, member: Member) -> None:
    first, second, *rest = keys(installation, member)
    move(installation, member, second, up=True, seen=0)
    assert keys(installation, member) == [second, first, *rest]
    with pytest.raises(Conflict):
        move(installation, member, second, up=False, seen=0)
    move(installation, member, second, up=True, seen=1)
    assert (keys(installation, member), state(installation, member).revision) == ([second, first, *rest], 1)
    move(installation, member, rest[-1], up=False, seen=1)
    assert state(installation, member).revision == 1, "at an end nothing happens"


def test_who_only_looks_changes_nothing_and_another_section_finds_nothing(installation: Installation) -> None:
    clerk = add_member(installation, "clerk-of-schools", ("clerk", DUTY))
    with pytest.raises(NotAllowed):
        add(installation, clerk)
    stranger = add_member(installation, "charlie", ("reviewer", "roads"))
    assert lists_of(installation, stranger) == []
    with installation.database.read() as unit, pytest.raises(NotFound):
        open_list(installation, unit, stranger, NAME)
    approver = keeper(installation, "second")
    with installation.database.read() as unit, pytest.raises(NotFound):
        open_list(installation, unit, approver, "nothing")


def test_what_changes_nothing_is_no_revision(installation: Installation, member: Member) -> None:
    change(installation, member, "schools-1", 0)
    assert state(installation, member).revision == 0


def test_the_audit_names_the_list_the_act_and_how_many(installation: Installation, member: Member) -> None:
    add(installation, member)
    with installation.database.read() as unit:
        last = audit_records.after(unit, 0, 1000)[-1]
    assert (last.action, last.detail, last.actor) == ("change list", f"{NAME} add 1", f"staff:{member.login}")
