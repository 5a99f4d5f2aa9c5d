"""A letter's code and the birthday open the correction."""

import pytest

from portal.errors import NotFound, TooMany
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.my_cases.correct_application import open_mending, save_mended_page, send_correction
from portal.services.my_cases.state_line import timeline
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.notices.ask_by_letter import addressee_of, ask_by_letter
from portal.services.notices.correction_code import (
    BY_CODE,
    Returned,
    count_try,
    find_return,
    letter_actor,
    make_pass,
    note_code,
    open_returned,
    read_pass,
)
from portal.services.notices.print_letter import Letter
from portal.services.shared.installation import Installation
from portal.services.shared.invitation_code import draw_code, read_code
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import PLACE, alice

BIRTH = "1949-04-03"
BROWSER = "a browser"


def letter(installation: Installation, member: Member, number: str) -> Letter:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        made = ask_by_letter(installation, unit, member, case, addressee_of(case))
        unit.commit()
    return made


def code_of(made: Letter) -> str:
    code = read_code(made.code)
    assert code is not None
    return code


def opened(installation: Installation, code: str, birth: str = BIRTH) -> Returned | None:
    with installation.database.write() as unit:
        returned = find_return(installation, unit, code, birth, PLACE)
        unit.commit()
    return returned


def answered(installation: Installation, returned: Returned) -> None:
    with installation.database.write() as unit:
        case = open_returned(installation, unit, returned)
        mending = open_mending(unit, case)
        _, mending = save_mended_page(installation, unit, case, mending, mending.pages[0], {"phone": ["000-0000-0009"]})
        send_correction(installation, unit, case, mending, letter_actor(PLACE))
        note_code(installation.clock, unit, returned.correction.id)
        unit.commit()


def test_code_and_birthday_open_what_is_asked_and_nothing_else(
    installation: Installation, reviewer: Member, number: str
) -> None:
    made = letter(installation, reviewer, number)
    returned = opened(installation, code_of(made))
    assert returned is not None
    with installation.database.read() as unit:
        case = open_returned(installation, unit, returned)
        assert [asked.page.id for asked in open_mending(unit, case).pages] == ["phone"]
        arrived = case.row.arrived_at
    answered(installation, returned)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, alice(installation), number)
        last = timeline(unit, case)[-1]
    assert (case.row.state, case.row.answers_revision, case.row.arrived_at) == ("screening", 2, arrived)
    assert (case.answers["phone"], last.key) == ("000-0000-0009", "timeline.correct_code")


@pytest.mark.both_engines
def test_wrong_unknown_used_replaced_and_too_old_leave_the_same_trace(
    installation: Installation, reviewer: Member, number: str
) -> None:
    first = code_of(letter(installation, reviewer, number))
    second = code_of(letter(installation, reviewer, number))
    assert opened(installation, first) is None  # printed again
    assert opened(installation, draw_code()) is None
    assert opened(installation, second, "1949-04-04") is None
    assert opened(later(installation, days=29), second) is None
    returned = opened(later(installation, days=28), second)  # two weeks after the due day
    assert returned is not None
    answered(installation, returned)
    assert opened(installation, second) is None
    with installation.database.read() as unit:
        records = [
            (record.action, record.detail, record.application_id) for record in audit_records.after(unit, 0, 1000)
        ]
    failed = [record for record in records if record[0] == "fail to open correction"]
    assert failed == [("fail to open correction", "", None)] * 5
    printed = [detail for action, detail, _ in records if action == "print correction letter"]
    assert printed == ["time 1", "time 2"]


def test_guessing_ends_after_a_few_tries(installation: Installation) -> None:
    code = draw_code()
    with installation.database.write() as unit:
        for _ in range(BY_CODE.tries):
            count_try(installation, unit, code, PLACE)
        with pytest.raises(TooMany):
            count_try(installation, unit, code, "192.0.2.9")


def test_a_pass_is_good_in_its_browser_for_an_hour_and_for_this_letter(
    installation: Installation, reviewer: Member, number: str
) -> None:
    returned = opened(installation, code_of(letter(installation, reviewer, number)))
    assert returned is not None
    shown = make_pass(installation, returned, BROWSER)
    with installation.database.read() as unit:
        assert read_pass(installation, unit, shown, BROWSER).correction.id == returned.correction.id
        forged = (shown.replace(".", ".9", 1), f"{shown}0", "", "1", "１.2.3", "-1.9.x", f"{'9' * 30}.1.é")
        for text in forged:
            with pytest.raises(NotFound):
                read_pass(installation, unit, text, BROWSER)
        with pytest.raises(NotFound):
            read_pass(installation, unit, shown, "another")
        with pytest.raises(NotFound):
            read_pass(later(installation, minutes=61), unit, shown, BROWSER)
    letter(installation, reviewer, number)
    with installation.database.read() as unit, pytest.raises(NotFound):
        read_pass(installation, unit, shown, BROWSER)


def test_a_pass_of_one_return_opens_no_later_one(installation: Installation, reviewer: Member, number: str) -> None:
    returned = opened(installation, code_of(letter(installation, reviewer, number)))
    assert returned is not None
    shown = make_pass(installation, returned, BROWSER)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        stop_waiting(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    ask_again(later(installation, minutes=1), reviewer, number, "reason")
    with installation.database.read() as unit, pytest.raises(NotFound):
        read_pass(installation, unit, shown, BROWSER)
