"""Nobody decides on their own case, or on one that names them; a colleague does, and that they were kept away is recorded."""

import pytest

from portal.errors import OwnCase
from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.own_case import is_own
from portal.services.pass_screening import pass_screening
from portal.services.rights import Member
from portal.services.take_case import take_case
from portal.store import applications, audit_records
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


def reviewer(installation: Installation, login: str, name: str) -> Member:
    return add_member(installation, login, ("reviewer", DUTY), name=name)


@pytest.mark.parametrize("name", ["髙見本 太郎", "高見本　太郎"])
def test_a_member_neither_takes_nor_moves_a_case_that_names_them(installation: Installation, name: str) -> None:
    number = file_application(installation, alice(installation))
    member, colleague = reviewer(installation, "taro", name), reviewer(installation, "tanto", "見本 課子")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        for act in (take_case, pass_screening):
            with pytest.raises(OwnCase):
                act(installation, unit, member, case, case.row.revision)
        case = case_of_member(installation, unit, colleague, number)
        assert not is_own(colleague, case)
        pass_screening(installation, unit, colleague, case, case.row.revision)
        unit.commit()


def test_a_namesake_by_family_alone_is_not_kept_away(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        for name in ("髙見本 花子", "太郎", ""):
            member = Member(1, "hanako", name, frozenset({("reviewer", DUTY)}), "")
            assert not is_own(member, case_of_member(installation, unit, member, number))


def test_the_page_says_so_and_what_was_tried_is_recorded(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    browser = at_desk(installation, reviewer(installation, "taro", "髙見本 太郎"))
    assert "審査は、ほかの職員がします" in browser.get(f"/desk/{number}")
    for act in ("take", "pass"):
        answer = browser.post(f"/desk/{number}", f"/desk/{number}/{act}", {})
        assert (answer.status_code, "ほかの職員に頼んでください" in answer.text) == (403, True)
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        told = [one.action for one in audit_records.after(unit, 0)]
    assert row is not None
    assert (row.state, row.assignee_id) == ("received", None)
    assert told.count("be kept from own case") == 2
