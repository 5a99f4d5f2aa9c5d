"""個人番号 in files: by right, recorded (番号法9条)."""

from pathlib import Path

import pytest

from portal.errors import NotAllowed
from portal.services.cases.cases import Case, case_of_member
from portal.services.handover.hand_over import hand_over
from portal.services.handover.number_files import demand_number_use, may_take, numbers_to_write
from portal.services.procedures.answer_tables import answer_tables
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.audited import audited
from tests.portal.numbers import number, number_layout
from tests.portal.routes.files.test_my_numbers import CHECKED, KEY, MINE, filed, section, to_number
from tests.portal.services.handover.layout_files import layout_files
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC
from tests.portal.world import DUTY, PLACE

LAYOUT = "numbers.small"
ELSEWHERE = "roads"


def member(*roles: str, duty: str = DUTY) -> Member:
    return Member(1, "x", "x", frozenset((role, duty) for role in roles), PLACE)


def case_with_two_numbers(installation: Installation) -> Case:
    """One from the applicant, one of a family member from staff."""
    receipt = filed(to_number(installation).press("次へ進む", {KEY: number(1)}))
    user, desk = section(installation, "reviewer", "my_number")
    fill = f"/desk/{receipt}/numbers/{MINE}"
    assert desk.post(fill, f"{fill}/fill", {**CHECKED, "number": number(2)}).status_code == 303
    assert desk.post(f"/desk/{receipt}", f"/desk/{receipt}/pass", {}).status_code == 303
    with installation.database.read() as unit:
        return case_of_member(installation, unit, user, receipt)


def test_a_layout_with_numbers_is_for_members_who_may_use_them_in_this_duty(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = installation.layouts[GENERIC]
    demand_number_use(layout, None, DUTY)  # without numbers
    assert may_take(layout, member("exporter"), DUTY)
    monkeypatch.setattr(layout, "purpose", "number-use")
    demand_number_use(layout, member("my_number"), DUTY)
    assert may_take(layout, member("my_number"), DUTY)
    for other in (member("exporter"), member("my_number", duty=ELSEWHERE)):
        assert not may_take(layout, other, DUTY)
        with pytest.raises(NotAllowed):
            demand_number_use(layout, other, DUTY)
    with pytest.raises(NotAllowed):
        demand_number_use(layout, None, DUTY)


def test_each_number_is_written_for_its_person_and_its_hand_over_is_recorded(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = number_layout(tmp_path, answer_tables(installation.database, installation.catalogue))
    monkeypatch.setitem(layout_files(installation), LAYOUT, made)
    case = case_with_two_numbers(installation)
    written = numbers_to_write(installation, case.row.id, case.procedure, case.answers)
    assert written == {"claimant": number(1), "members.1": number(2)}
    without_reference = {name: value for name, value in case.answers.items() if name != KEY}
    assert "claimant" not in numbers_to_write(installation, case.row.id, case.procedure, without_reference)
    assert hand_over(installation, LAYOUT, DUTY, CLERK, member=member("my_number")).count == 1
    assert audited(installation, "hand over number") == [(str(CLERK), f"{LAYOUT} 20261120-001")]
