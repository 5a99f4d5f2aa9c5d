"""A table's outcomes are applied together."""

import hashlib

import pytest

from portal.errors import Conflict, NotAllowed, OwnCase
from portal.services.cases.cases import case_of_member
from portal.services.handover.read_results import ResultLine, read_results
from portal.services.handover.take_results import take_results
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import HOLDS
from portal.services.shared.rights import Member
from portal.store.notices import notices
from tests.portal.audited import audited
from tests.portal.services.desk.case.test_settle_outcome import ask_to_stop
from tests.portal.services.handover.test_hand_over import end, examining
from tests.portal.world import DUTY, add_member

HEADS = "受付番号,結果,申請した人へのことば,文書番号,決裁日"


def table(*lines: str) -> bytes:
    return "\r\n".join((HEADS, *lines)).encode()


def read(installation: Installation, member: Member, content: bytes) -> list[ResultLine]:
    with installation.database.read() as unit:
        results = read_results(installation, unit, member, content)
    assert results.faults == []
    return results.lines


def take(installation: Installation, member: Member, lines: list[ResultLine], content: bytes) -> int:
    with installation.database.write() as unit:
        taken = take_results(installation, unit, member, lines, content)
        unit.commit()
    return taken


def state(installation: Installation, member: Member, number: str) -> str:
    with installation.database.read() as unit:
        return case_of_member(installation, unit, member, number).row.state


@pytest.fixture
def numbers(installation: Installation, reviewer: Member) -> list[str]:
    return [examining(installation, reviewer) for _ in range(2)]


def test_each_outcome_is_given_with_its_number_and_day_and_the_table_is_recorded_by_its_digest(
    installation: Installation, reviewer: Member, numbers: list[str]
) -> None:
    content = table(
        f"{numbers[0]},認められなかった,様式が違うためです。,介資1,2026-11-20", f"{numbers[1]},認められた,,,"
    )
    assert take(installation, reviewer, read(installation, reviewer, content), content) == 2
    assert [state(installation, reviewer, number) for number in numbers] == ["refused", "approved"]
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, numbers[0])
        (notice,) = notices.of_application(unit, case.row.id)
    assert (notice.number, notice.decided_on) == ("介資1", "2026-11-20")
    digest = hashlib.sha256(content).hexdigest()[:16]
    assert audited(installation, "take results") == [("staff:reviewer", f"2 sha256:{digest}")]


def test_a_table_taken_again_changes_nothing_and_is_not_recorded(
    installation: Installation, reviewer: Member, numbers: list[str]
) -> None:
    content = table(*(f"{number},認められた,,," for number in numbers))
    lines = read(installation, reviewer, content)
    assert take(installation, reviewer, lines, content) == 2
    assert take(installation, reviewer, read(installation, reviewer, content), content) == 0
    assert len(audited(installation, "take results")) == 1
    with pytest.raises(Conflict):
        take(installation, reviewer, lines, content)  # read before the first was applied


def test_one_case_that_changed_since_the_reading_keeps_every_outcome_out(
    installation: Installation, reviewer: Member, numbers: list[str]
) -> None:
    content = table(*(f"{number},認められた,,," for number in numbers))
    lines = read(installation, reviewer, content)
    end(installation, reviewer, numbers[1], "refused")
    with pytest.raises(Conflict):
        take(installation, reviewer, lines, content)
    assert [state(installation, reviewer, number) for number in numbers] == ["examining", "refused"]
    assert audited(installation, "take results") == []


def test_while_an_applicant_asks_to_stop_no_line_of_the_table_decides(
    installation: Installation, reviewer: Member, numbers: list[str]
) -> None:
    content = table(*(f"{number},認められた,,," for number in numbers))
    lines = read(installation, reviewer, content)
    ask_to_stop(installation, numbers[1])
    with pytest.raises(Conflict):
        take(installation, reviewer, lines, content)
    assert state(installation, reviewer, numbers[0]) == "examining"
    with installation.database.write() as unit:
        (fault,) = read_results(installation, unit, reviewer, content).faults
    assert (fault.line, fault.words) == (3, HOLDS["stop"])


def test_lines_that_a_colleague_read_are_taken_only_by_who_may_decide_them(
    installation: Installation, reviewer: Member, numbers: list[str]
) -> None:
    content = table(f"{numbers[0]},認められた,,,")
    lines = read(installation, reviewer, content)
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    namesake = add_member(installation, "taro", ("reviewer", DUTY), name="髙見本　太郎")
    for member, refusal in ((clerk, NotAllowed), (namesake, OwnCase)):
        with pytest.raises(refusal):
            take(installation, member, lines, content)
    assert state(installation, reviewer, numbers[0]) == "examining"
