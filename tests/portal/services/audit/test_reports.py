"""Reports find planted misuse and no ordinary work."""

from datetime import date

import pytest

from portal.services.audit.report_titles import Bounds
from portal.services.audit.reports import Finding, report, who_looked
from portal.services.cases.cases import case_of_member
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from tests.portal.later import at
from tests.portal.world import DUTY, add_member, alice, file_application

NOON = "2026-11-20T12:00:00+09:00"


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def auditor(installation: Installation) -> Member:
    return add_member(installation, "kansa", ("auditor", "*"))


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


def looks(installation: Installation, login: str, number: str, moment: str = NOON, action: str = "see case") -> None:
    later_installation = at(installation, moment)
    with later_installation.database.write() as unit:
        row = applications.by_number(unit, number)
        write_audit(later_installation, unit, Actor("staff", login), action, application_id=row.id if row else None)
        unit.commit()


def findings_of(
    installation: Installation, name: str, bounds: Bounds = Bounds(), duties: tuple[str, ...] = (DUTY,)
) -> list[Finding]:
    with installation.database.read() as unit:
        return report(installation, unit, name, duties, date(2026, 11, 1), date(2026, 11, 30), bounds)


def short(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(finding.login, finding.count, len(finding.receipts)) for finding in findings]


@pytest.mark.parametrize(
    ("moment", "is_found"),
    [
        ("2026-11-20T07:29:59+09:00", True), ("2026-11-20T07:30:00+09:00", False),
        ("2026-11-20T20:00:00+09:00", False), ("2026-11-20T20:00:01+09:00", True),
        ("2026-11-22T12:00:00+09:00", True), ("2026-11-23T12:00:00+09:00", True), ("2026-11-24T12:00:00+09:00", False),
    ],
)  # fmt: skip
def test_a_look_at_night_on_a_sunday_or_on_a_holiday_is_found(
    installation: Installation, number: str, moment: str, is_found: bool
) -> None:
    looks(installation, "tanto", number, moment)
    assert short(findings_of(installation, "night")) == ([("tanto", 1, 1)] if is_found else [])


def test_a_night_is_reported_once_with_all_that_was_seen(installation: Installation, session: Session) -> None:
    numbers = [file_application(installation, session) for _ in range(2)]
    for minute, number in enumerate((*numbers, numbers[0])):
        looks(installation, "tanto", number, f"2026-11-20T23:{minute:02}:00+09:00")
    looks(installation, "other", numbers[0], "2026-11-21T03:00:00+09:00")
    (first, other) = findings_of(installation, "night")
    assert (first.login, first.count, list(first.receipts)) == ("tanto", 3, numbers)
    assert (first.first.minute, first.last.minute, other.login) == (0, 2, "other")


def test_more_than_anybody_works_on_within_an_hour_is_found_and_no_less(
    installation: Installation, session: Session
) -> None:
    numbers = [file_application(installation, session) for _ in range(4)]
    for login, minutes in (("quick", (0, 20, 40, 59)), ("steady", (0, 21, 42, 63)), ("again", (0, 1, 2, 3))):
        for index, minute in enumerate(minutes):
            number = numbers[0] if login == "again" else numbers[index]
            looks(installation, login, number, f"2026-11-20T{12 + minute // 60}:{minute % 60:02}:00+09:00")
    assert short(findings_of(installation, "many", Bounds(most=3))) == [("quick", 4, 4)]
    assert findings_of(installation, "many", Bounds(most=4)) == []


def test_two_bursts_are_two_findings(installation: Installation, session: Session) -> None:
    numbers = [file_application(installation, session) for _ in range(2)]
    for hour in (9, 15):
        for number in numbers:
            looks(installation, "tanto", number, f"2026-11-20T{hour:02}:00:00+09:00")
    assert short(findings_of(installation, "many", Bounds(most=1))) == [("tanto", 2, 2), ("tanto", 2, 2)]


def test_a_list_that_was_taken_out_is_found_by_itself(installation: Installation) -> None:
    looks(installation, "tanto", "", action="export book")
    (finding,) = findings_of(installation, "many")
    assert (finding.login, finding.about) == ("tanto", "受付簿をCSVで保存した")


@pytest.mark.both_engines
def test_who_looks_and_never_works_on_it_is_found(installation: Installation, session: Session) -> None:
    first, second = (file_application(installation, session) for _ in range(2))
    reviewer = add_member(installation, "tanto", ("reviewer", DUTY))
    for login in ("tanto", "curious"):
        for number in (first, second, second):
            looks(installation, login, number)
    with installation.database.write() as unit:  # a look counts whether it is before the work or after
        case = case_of_member(installation, unit, reviewer, first)
        take_case(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    assert short(findings_of(installation, "idle")) == [("curious", 3, 2), ("tanto", 2, 1)]


def test_looks_at_people_of_ones_own_family_name_are_found(installation: Installation, number: str) -> None:
    for login, name in (("taka", "髙見本 花子"), ("mihon", "見本 花子"), ("short", "髙見本")):
        add_member(installation, login, name=name)
    for login in ("taka", "mihon", "short", "nobody"):
        looks(installation, login, number)
    assert short(findings_of(installation, "namesakes")) == [("taka", 1, 1)]


def test_an_auditor_of_one_duty_sees_nothing_of_another(installation: Installation, number: str) -> None:
    looks(installation, "tanto", number, "2026-11-22T12:00:00+09:00")
    assert findings_of(installation, "night", duties=("child-allowance",)) == []


def test_acts_of_who_writes_and_publishes_procedures_are_listed_one_by_one(
    installation: Installation, number: str
) -> None:
    looks(installation, "tanto", number)
    for login, action, detail in (
        ("alice", "save definition", "guardrail draft 1 2"), ("alice", "save definition", "guardrail draft 1 3"),
        ("bob", "return to version", "guardrail 2 -> 1 abc"), ("bob", "stop procedure", "guardrail"),
    ):  # fmt: skip
        with installation.database.write() as unit:
            write_audit(installation, unit, Actor("staff", login), action, detail=detail)
            unit.commit()
    assert [(finding.login, finding.count, finding.about) for finding in findings_of(installation, "authored")] == [
        ("alice", 2, "手続の下書きを書きかえた（guardrail draft 1）"),
        ("bob", 1, "手続を前の版にもどした（guardrail 2 -> 1 abc）"),
        ("bob", 1, "手続の受付を止めた（guardrail）"),
    ]
    assert [findings_of(installation, name) for name in ("night", "many", "sought", "own_family")] == [[], [], [], []]


def test_what_residents_did_is_in_no_report(installation: Installation, number: str) -> None:
    assert [findings_of(installation, name) for name in ("night", "many", "idle", "namesakes")] == [[], [], [], []]


def test_all_that_staff_did_with_one_application_is_reported_in_its_order(
    installation: Installation, auditor: Member, session: Session
) -> None:
    number, other = (file_application(installation, session) for _ in range(2))
    looks(installation, "tanto", number)
    looks(installation, "tanto", other)
    looks(installation, "hogo", number, action="open file")
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row
        log = who_looked(unit, auditor, row.id)
    assert [(look.login, look.action) for look in log] == [("tanto", "see case"), ("hogo", "open file")]
    assert log[0].when.isoformat() == NOON
