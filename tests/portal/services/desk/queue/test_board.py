"""The queue as a board."""

from portal.services.desk.queue.board import Column, queue_board
from portal.services.desk.queue.page import Wanted
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import audited
from tests.portal.services.desk.queue.test_page import give_back
from tests.portal.world import DUTY, add_member, alice, file_application


def board(installation: Installation, member: Member, wanted: Wanted = Wanted()) -> tuple[Column, ...]:
    with installation.database.write() as unit:
        columns = queue_board(installation, unit, member, wanted)
        unit.commit()
    return columns


def cards(columns: tuple[Column, ...]) -> dict[str, list[str]]:
    return {column.state: [card.line.receipt_number for card in column.cards] for column in columns}


def test_a_case_is_in_the_column_of_its_state_nearest_day_first(
    installation: Installation, reviewer: Member, number: str
) -> None:
    session = alice(installation)
    returned, older = file_application(installation, session), file_application(installation, session, days_ago=5)
    give_back(installation, reviewer, returned)
    columns = board(installation, reviewer)
    assert cards(columns) == {"received": [older, number], "screening": [], "returned": [returned], "examining": []}
    assert [(column.count, column.more) for column in columns] == [
        ("2", False),
        ("0", False),
        ("1", False),
        ("0", False),
    ]
    assert columns[0].cards[0].ways == ("returned", "examining", "withdrawn", "refused")
    assert audited(installation, "see queue") == [("staff:reviewer", "3 applications")]


def test_a_filter_of_the_queue_is_one_of_the_board(installation: Installation, reviewer: Member, number: str) -> None:
    assert cards(board(installation, reviewer, Wanted(who="unassigned")))["received"] == [number]
    assert cards(board(installation, reviewer, Wanted(who="mine")))["received"] == []


def test_who_only_sees_has_no_ways_and_a_stranger_no_cards(installation: Installation, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    assert [(card.line.receipt_number, card.ways) for card in board(installation, clerk)[0].cards] == [(number, ())]
    stranger = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    assert not any(column.cards or column.count != "0" for column in board(installation, stranger))
    assert audited(installation, "see queue") == [("staff:clerk", "1 applications")]
