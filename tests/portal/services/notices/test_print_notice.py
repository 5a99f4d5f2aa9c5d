"""A notice is for its addressee alone."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.notices.print_notice import notice_letter, print_notice
from portal.services.residents.mark_protected import mark_protected
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.notices.test_outcome_notice import decided, notice_of
from tests.portal.world import DUTY, add_member, alice, file_application


def test_a_notice_of_another_case_or_to_another_does_not_leave(installation: Installation, reviewer: Member) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    other, others = notice_of(installation, reviewer, decided(installation, reviewer))
    with pytest.raises(Conflict, match="another case"):
        print_notice(installation, case, others)
    with pytest.raises(Conflict, match="another case"):
        print_notice(installation, other, row, paper=True)
    renamed = replace(case, answers={**case.answers, "name": {"family": "見本", "given": "花子"}})
    with pytest.raises(Conflict, match="to another"):
        print_notice(installation, renamed, row, paper=True)
    assert print_notice(installation, case, row, paper=True).startswith(b"%PDF")


def test_who_is_marked_as_protected_later_has_no_address_on_it_either(
    installation: Installation, reviewer: Member
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    assert notice_letter(case, row).address
    letter = notice_letter(replace(case, protected=True), row)
    assert (letter.postal, letter.address) == ("", [])


def test_where_a_protected_person_lives_is_on_no_notice(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    guardian = add_member(installation, "guardian", ("reviewer", DUTY), ("protected", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, guardian, number)
        mark_protected(installation, unit, guardian, case, case.row.revision, ["0"], "支援措置の申出")
        unit.commit()
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, guardian, number)
        assert case.protected
        decision = read_decision(installation, case, "refused", "様式が違うためです。")
        decide_application(installation, unit, guardian, case, case.row.revision, decision)
        unit.commit()
    letter = notice_letter(*notice_of(installation, guardian, number))
    assert (letter.postal, letter.address) == ("", [])
