"""Requests for papers by letter, without another contact."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.ask_papers_by_letter import ask_papers_by_letter
from portal.services.notices.print_letter import Letter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.contacts import proved
from tests.portal.services.notices.dispatching import audited
from tests.portal.services.notices.test_hand_in_paper import hand_in, owing
from tests.portal.world import alice

TO = Addressee("髙見本 太郎", "0000001", ("見本市役所 別館",))


def ask(installation: Installation, member: Member, number: str) -> Letter:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        letter = ask_papers_by_letter(installation, unit, member, case, TO)
        unit.commit()
    return letter


def test_the_letter_names_each_paper_with_its_day_and_goes_where_it_was_given(
    installation: Installation, reviewer: Member
) -> None:
    number = owing(installation)
    letter = ask(installation, reviewer, number)
    assert (letter.name, letter.address, letter.code, letter.link) == (TO.name, TO.address, "", "")
    assert list(letter.facts)[1:] == [
        ("受付番号", number), ("課税証明書", "令和8年（2026年）11月25日まで"), ("在学証明書", "令和8年（2026年）12月10日まで"),
        ("郵便の送り先", f"{installation.city.post_to}　{letter.sender.office}"),
    ]  # fmt: skip
    hand_in(installation, reviewer, number, "tax")
    assert "課税証明書" not in dict(ask(installation, reviewer, number).facts)
    assert audited(installation, "print paper letter") == [("print paper letter", "")] * 2


def test_once_nothing_is_owed_no_letter_is_written(installation: Installation, reviewer: Member) -> None:
    number = owing(installation)
    for paper in ("tax", "proof"):
        hand_in(installation, reviewer, number, paper)
    with pytest.raises(Conflict, match="paper"):
        ask(installation, reviewer, number)


def test_who_is_reached_otherwise_gets_none_and_a_clerk_writes_none(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number = owing(installation)
    with pytest.raises(NotAllowed):
        ask(installation, clerk, number)
    proved(installation, alice(installation).person_id)
    with pytest.raises(Conflict, match="letter"):
        ask(installation, reviewer, number)
    assert audited(installation, "print paper letter") == []
