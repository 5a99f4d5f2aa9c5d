"""Batches of letters: packed, printed, sent once."""

import pytest

from portal.errors import BadRequest, Conflict, NotAllowed, NotYours
from portal.services.notices.pack_letters import (
    MOST,
    batch_of_member,
    mark_sent,
    may_undo,
    pack_letters,
    read_day,
    record_return,
    undo_sent,
    unpack_letter,
)
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at, later
from tests.portal.routes.dispatching import decided, line_of
from tests.portal.services.notices.dispatching import audited, batch_of, check, pack, print_letters
from tests.portal.world import DUTY, add_member


@pytest.fixture
def waiting(installation: Installation, reviewer: Member) -> str:
    """For the check of its notice. Returns the receipt number."""
    return decided(installation, reviewer)


def send(installation: Installation, member: Member, batch_id: int, number: str, on: str = "2026-11-20") -> None:
    batch, line = batch_of(installation, member, batch_id), line_of(installation, number).id
    with installation.database.write() as unit:
        mark_sent(installation, unit, member, batch, [line], on)
        unit.commit()


def test_a_batch_holds_checked_letters_of_one_section_and_all_or_none(
    installation: Installation, reviewer: Member, clerk: Member, waiting: str
) -> None:
    checked = decided(installation, reviewer)
    assert check(installation, clerk, checked) == ""
    ready, unready = line_of(installation, checked).id, line_of(installation, waiting).id
    member = add_member(installation, "both", ("clerk", DUTY), ("clerk", "roads"))
    for duty, chosen, refusal in (
        (DUTY, [ready, unready], Conflict), ("roads", [ready], Conflict), (DUTY, [], BadRequest),
        (DUTY, range(1, MOST + 2), BadRequest), ("child-allowance", [ready], NotAllowed),
    ):  # fmt: skip
        with installation.database.write() as unit, pytest.raises(refusal):
            pack_letters(installation, unit, member, duty, chosen)
    assert (line_of(installation, checked).state, line_of(installation, waiting).state) == ("checked", "waiting")


def test_letters_are_in_the_batch_in_the_order_of_the_list_and_each_once(
    installation: Installation, reviewer: Member, clerk: Member, waiting: str
) -> None:
    second = decided(installation, reviewer)
    for number in (waiting, second):
        assert check(installation, clerk, number) == ""
    lines = [line_of(installation, number).id for number in (second, waiting, second)]
    with installation.database.write() as unit:
        batch_id = pack_letters(installation, unit, clerk, DUTY, lines)
        unit.commit()
    assert [line_of(installation, number).place for number in (waiting, second)] == [1, 2]
    printed, stopped = print_letters(installation, clerk, batch_id)
    assert stopped == ()
    assert printed is not None
    assert [(line.receipt_number, line.checked_by) for line in printed.lines] == [
        (waiting, clerk.name), (second, clerk.name),
    ]  # fmt: skip
    assert [letter.address for letter in printed.letters] == [("見本県見本市見本町", "一丁目2番3号")] * 2
    assert len(audited(installation, "print letter to post")) == 2


def test_who_may_not_see_a_protected_person_neither_packs_nor_prints_their_letter(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    batch_id = pack(installation, clerk, waiting)
    with installation.database.write() as unit:
        protect(installation, unit, clerk.actor, [("髙見本　太郎", "1949-04-03")], "staff", "申し出")
        unit.commit()
    with pytest.raises(NotAllowed):
        print_letters(installation, clerk, batch_id)
    guardian = add_member(installation, "guardian", ("clerk", DUTY), ("protected", DUTY))
    assert print_letters(installation, guardian, batch_id) == (None, ((waiting, "guarded"),))
    assert line_of(installation, waiting).state == "waiting"
    assert audited(installation, "stop letter") == [("stop letter", "guarded")]


def test_only_a_printed_letter_is_sent_once_and_never_in_the_future(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    batch_id = pack(installation, clerk, waiting)
    with pytest.raises(Conflict):
        send(installation, clerk, batch_id, waiting)
    assert print_letters(installation, clerk, batch_id)[0] is not None
    with pytest.raises(BadRequest):
        send(installation, clerk, batch_id, waiting, "2026-11-21")
    send(installation, clerk, batch_id, waiting)
    with pytest.raises(Conflict):
        send(installation, clerk, batch_id, waiting)
    with pytest.raises(Conflict):
        print_letters(installation, clerk, batch_id)
    row = line_of(installation, waiting)
    assert (row.state, row.sent_on, row.sent_by) == ("sent", "2026-11-20", clerk.id)
    assert audited(installation, "post letter") == [("post letter", f"{row.id} 2026-11-20")]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("2026-11-20", True), ("2026-11-21", False), ("2026-10-20", True), ("2026-10-19", False), ("20日", False)],
)
def test_a_day_of_posting_lies_within_the_last_31_days(installation: Installation, typed: str, taken: bool) -> None:
    day = read_day(installation.clock, typed)
    assert (day is not None and day.isoformat() == typed) == taken


def test_posting_is_taken_back_to_the_end_of_the_day_in_tokyo(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    batch_id = pack(installation, clerk, waiting)
    print_letters(installation, clerk, batch_id)
    send(installation, clerk, batch_id, waiting, "2026-11-18")
    row = line_of(installation, waiting)
    assert may_undo(at(installation, "2026-11-20T23:59:59+09:00").clock, row)
    next_day = at(installation, "2026-11-21T00:00:00+09:00")
    with installation.database.write() as unit, pytest.raises(Conflict):
        undo_sent(next_day, unit, clerk, row)
    with installation.database.write() as unit:
        undo_sent(installation, unit, clerk, row)
        unit.commit()
    row = line_of(installation, waiting)
    assert (row.state, row.sent_on, row.marked_at) == ("packed", "", None)
    with installation.database.write() as unit:
        unpack_letter(installation, unit, clerk, row)
        with pytest.raises(Conflict):
            unpack_letter(installation, unit, clerk, row)


def test_a_letter_comes_back_once_not_before_it_was_sent_and_for_a_known_reason(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    batch_id = pack(installation, clerk, waiting)
    print_letters(installation, clerk, batch_id)
    send(installation, clerk, batch_id, waiting, "2026-11-18")
    row = line_of(installation, waiting)
    week = later(installation, days=7)
    with installation.database.write() as unit:
        with pytest.raises(BadRequest):
            record_return(week, unit, clerk, row, "2026-11-24", "lost")
        assert not record_return(week, unit, clerk, row, "2026-11-17", "moved")
        assert record_return(week, unit, clerk, row, "2026-11-24", "moved")
        with pytest.raises(Conflict):
            record_return(week, unit, clerk, row, "2026-11-24", "moved")
        unit.commit()
    assert (line_of(installation, waiting).state, line_of(installation, waiting).why) == ("returned", "moved")


def test_another_section_has_no_such_batch(installation: Installation, clerk: Member, waiting: str) -> None:
    batch_id = pack(installation, clerk, waiting)
    stranger = add_member(installation, "stranger", ("clerk", "roads"))
    with installation.database.read() as unit, pytest.raises(NotYours):
        batch_of_member(unit, stranger, batch_id, "deliver")
