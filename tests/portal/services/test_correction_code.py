"""A letter asks for a correction: its code and the birthday open what it asks, once; nothing else opens anything."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.city import Office
from portal.errors import Conflict, NotAllowed, NotFound, TooMany
from portal.services.actor import Actor
from portal.services.ask_by_letter import addressee_of, ask_by_letter, read_addressee, why_no_letter
from portal.services.cases import case_of_member, case_of_resident
from portal.services.correct_application import open_mending, save_mended_page, send_correction
from portal.services.correction_code import (
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
from portal.services.installation import Installation
from portal.services.invitation_code import draw_code, read_code
from portal.services.print_letter import Letter, print_letter
from portal.services.protect import protect
from portal.services.rights import Member
from portal.services.state_line import timeline
from portal.services.stop_waiting import stop_waiting
from portal.store import audit_records, correction_codes
from tests.portal.contacts import proved
from tests.portal.later import later
from tests.portal.services.filing import ask_again
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application

BIRTH = "1949-04-03"
BROWSER = "a browser"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    """Asked for a telephone number until 4 December."""
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "phone")
    return number


def letter(installation: Installation, member: Member, number: str) -> Letter:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        made = ask_by_letter(installation, unit, member, case, addressee_of(installation, case))
        unit.commit()
    return made


def code_of(made: Letter) -> str:
    code = read_code(made.code)
    assert code is not None
    return code


def opened(installation: Installation, code: str, birth: str = BIRTH) -> Returned | None:
    with installation.database.write() as unit:
        found = find_return(installation, unit, code, birth, PLACE)
        unit.commit()
    return found


def answered(installation: Installation, found: Returned) -> None:
    with installation.database.write() as unit:
        case = open_returned(installation, unit, found)
        mending = open_mending(unit, case)
        _, mending = save_mended_page(installation, unit, case, mending, mending.pages[0], {"phone": ["000-0000-0009"]})
        send_correction(installation, unit, case, mending, letter_actor(PLACE))
        note_code(installation, unit, found.correction.id)
        unit.commit()


def test_code_and_birthday_open_what_is_asked_and_nothing_else(
    installation: Installation, reviewer: Member, number: str
) -> None:
    made = letter(installation, reviewer, number)
    found = opened(installation, code_of(made))
    assert found is not None
    with installation.database.read() as unit:
        case = open_returned(installation, unit, found)
        assert [asked.page.id for asked in open_mending(unit, case).pages] == ["phone"]
        arrived = case.row.arrived_at
    answered(installation, found)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, alice(installation), number)
        last = timeline(unit, case)[-1]
    assert (case.row.state, case.row.answers_revision, case.row.arrived_at) == ("screening", 2, arrived)
    assert (case.answers["phone"], last.key) == ("000-0000-0009", "timeline.correct_code")


def test_wrong_unknown_used_replaced_and_too_old_leave_the_same_trace(
    installation: Installation, reviewer: Member, number: str
) -> None:
    first = code_of(letter(installation, reviewer, number))
    second = code_of(letter(installation, reviewer, number))
    assert opened(installation, first) is None  # printed again
    assert opened(installation, draw_code()) is None
    assert opened(installation, second, "1949-04-04") is None
    assert opened(later(installation, days=29), second) is None
    found = opened(later(installation, days=28), second)  # two weeks beyond the day
    assert found is not None
    answered(installation, found)
    assert opened(installation, second) is None
    with installation.database.read() as unit:
        records = [(one.action, one.detail, one.application_id) for one in audit_records.after(unit, 0, 1000)]
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
    found = opened(installation, code_of(letter(installation, reviewer, number)))
    assert found is not None
    shown = make_pass(installation, found, BROWSER)
    with installation.database.read() as unit:
        assert read_pass(installation, unit, shown, BROWSER).correction.id == found.correction.id
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
    found = opened(installation, code_of(letter(installation, reviewer, number)))
    assert found is not None
    shown = make_pass(installation, found, BROWSER)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        stop_waiting(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    ask_again(later(installation, minutes=1), reviewer, number, "reason")
    with installation.database.read() as unit, pytest.raises(NotFound):
        read_pass(installation, unit, shown, BROWSER)


def test_a_letter_goes_to_nobody_who_is_protected_or_reached_otherwise(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code = code_of(letter(installation, reviewer, number))
    proved(installation, alice(installation).person_id)
    with pytest.raises(Conflict):
        letter(installation, reviewer, number)
    with installation.database.write() as unit:
        actor = Actor("staff", "reviewer")
        protect(installation, unit, actor, [("髙見本　太郎", BIRTH)], "staff", "申し出")
        unit.commit()
    with installation.database.read() as unit:
        assert why_no_letter(unit, case_of_member(installation, unit, reviewer, number)) == "protected"
    with pytest.raises(Conflict):
        letter(installation, reviewer, number)
    assert opened(installation, code) is None  # printed before it was known


def test_where_the_birthday_is_asked_again_there_is_only_the_slip(installation: Installation, reviewer: Member) -> None:
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "birth")
    made = letter(installation, reviewer, number)
    assert (made.code, made.link, [label for label, _ in made.slip]) == ("", "", ["生年月日"])


def test_a_clerk_of_the_counter_prints_none(installation: Installation, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with pytest.raises(NotAllowed):
        letter(installation, clerk, number)


def test_the_letter_says_what_why_until_when_and_holds_no_answer(
    installation: Installation, reviewer: Member, number: str
) -> None:
    made = letter(installation, reviewer, number)
    assert isinstance(made.sender, Office)
    assert made.name == "髙見本 太郎"
    assert made.address == ("見本県見本市見本町", "一丁目2番3号")
    assert "phoneを直してください" in str(made.slip)
    said = " ".join([made.subject, *made.paragraphs, *made.after, str(made.facts), str(made.slip), made.link])
    assert "000-0000-0001" not in said
    assert "届いた日は、このまま変わりません" in said
    assert made.link.endswith(f"/correct/{code_of(made)}")
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        stored = correction_codes.of_correction(unit, open_mending(unit, case).row.id)
    assert stored is not None
    assert code_of(made).encode() not in stored.code_hash + stored.fact_hash
    assert len(PdfReader(BytesIO(print_letter(installation, [made]))).pages) == 2  # the letter, and the slip


def test_an_address_is_some_lines_that_a_window_shows() -> None:
    assert read_addressee(" 見本 花子 ", "〒000-0001", "見本市\n\n1-2\n")[1] == ()
    assert [box for box, _ in read_addressee("", "12", "")[1]] == ["name", "postal", "address"]
    assert [box for box, _ in read_addressee("花", "", "1\n2\n3\n4\n5")[1]] == ["address"]
