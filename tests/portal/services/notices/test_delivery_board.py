"""A section's deliveries, and its acts on them."""

import pytest

from portal.clock import to_micro
from portal.errors import BadRequest, Conflict, NotFound
from portal.outbox import About, enqueue, opened
from portal.services.notices.delivery_board import (
    PAGE,
    SORTS,
    Wanted,
    delivery_board,
    delivery_of_member,
    duties_of,
    give_up,
    posted,
    send_again,
    waiting_letters,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import deliveries
from portal.store.notices.deliveries import DeliveryRow
from tests.portal.services.notices.dispatching import audited
from tests.portal.world import DUTY, add_member


@pytest.fixture
def everywhere(installation: Installation) -> Member:
    return add_member(installation, "everywhere", ("reviewer", "*"))


def add(installation: Installation, *, kind: str = "mail", message: str = "returned", duty: str = DUTY) -> None:
    payload = {"to": "alice@example.jp", "language": "ja", "link": "", "facts": {}}
    with installation.database.write() as unit:
        now = to_micro(installation.clock.now())
        assert enqueue(installation.keys, unit, kind, message, payload, once="", about=About(duty), now=now)
        unit.commit()


def queue(
    installation: Installation, *, kind: str = "mail", message: str = "returned", duty: str = DUTY
) -> DeliveryRow:
    before = {row.id for row in rows_of(installation)}
    add(installation, kind=kind, message=message, duty=duty)
    (row,) = [row for row in rows_of(installation) if row.id not in before]
    return row


def rows_of(installation: Installation) -> list[DeliveryRow]:
    with installation.database.read() as unit:
        duties = (*installation.city.duties, "")
        shown = deliveries.board(unit, duties, state="", kind="", number="", before=(1 << 62, ""), most=100)
        rows = [deliveries.by_id(unit, row.id) for row in shown]
    return [row for row in rows if row is not None]


def end(installation: Installation, row: DeliveryRow, state: str) -> DeliveryRow:
    with installation.database.write() as unit:
        assert deliveries.end(unit, row, state, row.next_try, "", row.changed_at)
        unit.commit()
        ended = deliveries.by_id(unit, row.id)
    assert ended is not None
    return ended


def test_deliveries_of_no_section_belong_to_who_may_act_everywhere(
    installation: Installation, everywhere: Member, reviewer: Member
) -> None:
    code, outsider = queue(installation, message="verify_mail", duty=""), add_member(installation, "outsider")
    assert duties_of(installation.city, reviewer, "deliver") == (DUTY,)
    assert duties_of(installation.city, everywhere, "deliver") == (*installation.city.duties, "")
    with installation.database.read() as unit:
        assert delivery_of_member(installation.city, unit, everywhere, code.id) == code
        with pytest.raises(NotFound):
            delivery_of_member(installation.city, unit, reviewer, code.id)
        with pytest.raises(NotFound):
            delivery_board(installation, unit, outsider, Wanted())


def test_each_delivery_offers_what_still_makes_sense(installation: Installation, everywhere: Member) -> None:
    for message, kind, state in (
        ("verify_mail", "mail", ""), ("returned", "letter", ""), ("returned", "mail", ""), ("decided", "mail", "sent"),
        ("received", "mail", "parked"), ("message", "letter", "sent"),
    ):  # fmt: skip
        row = queue(installation, kind=kind, message=message)
        if state:
            end(installation, row, state)
    auditor = add_member(installation, "auditor", ("auditor", DUTY))
    with installation.database.write() as unit:
        lines = delivery_board(installation, unit, everywhere, Wanted()).lines
        acts = {(line.row.message, line.row.kind): line.acts for line in lines}
        assert {line.acts for line in delivery_board(installation, unit, auditor, Wanted()).lines} == {()}
        assert [line.row.message for line in waiting_letters(unit, DUTY, 10)] == ["returned"]
    assert acts == {
        ("verify_mail", "mail"): (), ("returned", "letter"): ("print", "posted", "give_up"),
        ("returned", "mail"): ("give_up",), ("decided", "mail"): ("again",), ("received", "mail"): ("again", "give_up"),
        ("message", "letter"): (),
    }  # fmt: skip


def test_pages_follow_each_other_without_gap_and_a_forged_position_shows_the_first(
    installation: Installation, reviewer: Member
) -> None:
    for _ in range(PAGE + 2):
        add(installation)
    with installation.database.write() as unit:
        first = delivery_board(installation, unit, reviewer, Wanted())
        second = delivery_board(installation, unit, reviewer, Wanted(after=first.after))
        forged = delivery_board(installation, unit, reviewer, Wanted(after="9x_1"))
        unit.commit()
    assert (len(first.lines), len(second.lines), second.after) == (PAGE, 2, "")
    assert len({line.row.id for line in (*first.lines, *second.lines)}) == PAGE + 2
    assert forged.lines == first.lines
    assert first.counts == {"all": str(PAGE + 2), "parked": "0", "bounced": "0", "letters": "0"}
    assert set(first.counts) == set(SORTS)
    assert audited(installation, "see deliveries")[:2] == [
        ("see deliveries", f"{PAGE} deliveries"), ("see deliveries", "2 deliveries"),
    ]  # fmt: skip


def test_what_was_sent_is_sent_again_once_as_a_delivery_of_its_own(
    installation: Installation, reviewer: Member
) -> None:
    row = end(installation, queue(installation), "parked")
    with installation.database.write() as unit:
        send_again(installation, unit, reviewer, row)
        with pytest.raises(Conflict):
            send_again(installation, unit, reviewer, row)
        unit.commit()
    fresh, former = sorted(rows_of(installation), key=lambda delivery: delivery.state, reverse=True)
    assert (former.id, former.state, former.error_code) == (row.id, "given_up", "RESENT")
    assert (fresh.state, fresh.duty, opened(installation.keys, fresh)["to"]) == ("waiting", DUTY, "alice@example.jp")
    assert audited(installation, "send notice again") == [("send notice again", "mail returned")]


def test_a_letter_is_posted_once_and_nothing_else_is(installation: Installation, reviewer: Member) -> None:
    letter, mail = queue(installation, kind="letter"), queue(installation)
    with installation.database.write() as unit:
        posted(installation, unit, reviewer, letter)
        for row in (letter, mail):
            with pytest.raises(Conflict):
                posted(installation, unit, reviewer, row)
        with pytest.raises(Conflict):
            send_again(installation, unit, reviewer, letter)


def test_a_delivery_is_given_up_for_a_known_reason_unless_it_left_meanwhile(
    installation: Installation, reviewer: Member
) -> None:
    waiting, sent = queue(installation), end(installation, queue(installation), "sent")
    with installation.database.write() as unit:
        with pytest.raises(BadRequest):
            give_up(installation, unit, reviewer, waiting, "as I like")
        with pytest.raises(Conflict):
            give_up(installation, unit, reviewer, sent, "phone")
        give_up(installation, unit, reviewer, waiting, "phone")
        unit.commit()
    assert audited(installation, "give notice up") == [("give notice up", "mail returned phone")]
    assert {row.id: row.error_code for row in rows_of(installation)} == {waiting.id: "GAVE_UP_phone", sent.id: ""}


def test_a_look_up_is_given_up_for_reasons_of_its_own(installation: Installation, reviewer: Member) -> None:
    look_up = queue(installation, kind="register", message="look_again")
    with installation.database.write() as unit:
        with pytest.raises(BadRequest):
            give_up(installation, unit, reviewer, look_up, "phone")
        give_up(installation, unit, reviewer, look_up, "by_hand")
        unit.commit()
    assert {row.id: row.error_code for row in rows_of(installation)} == {look_up.id: "GAVE_UP_by_hand"}
