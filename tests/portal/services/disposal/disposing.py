"""Applications past retention, and disposal lists."""

from datetime import date, timedelta

from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import Decision, decide_application
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.disposal.propose_disposal import approve, days_to_choose, disposal_of, propose
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.disposal import disposals
from portal.store.disposal.disposals import LineRow, digest_of
from portal.store.staff import staff_members
from tests.portal.later import at
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application

# Five years after the fiscal year of the decision: 2026 is over on 2027-03-31.
FREE = "2032-04-01T10:00:00+09:00"


def ended(installation: Installation, session: Session, reviewer: Member, outcome: str = "refused") -> str:
    """On the first morning. Returns the receipt number."""
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        words = "証はもう送ってあります。"
        decide_application(installation, unit, reviewer, case, case.row.revision, Decision(outcome, words, "", ()))
        unit.commit()
    while send_notices(installation):
        pass
    return number


def due(installation: Installation, count: int = 2) -> tuple[Installation, list[str]]:
    """`count` applications past retention, and a newer one. Staff: `reviewer` and `approver`."""
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    add_member(installation, "approver", ("approver", DUTY))
    numbers = [ended(installation, session, reviewer) for _ in range(count)]
    file_application(installation, session)
    return at(installation, FREE), numbers


def member(installation: Installation, login: str, role: str = "", duty: str = DUTY) -> Member:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, login)
    assert row is not None
    return Member(row.id, login, row.name, frozenset({(role or login, duty)}), PLACE)


def proposed(installation: Installation) -> int:
    with installation.database.write() as unit:
        number = propose(installation, unit, member(installation, "reviewer"), DUTY)
        unit.commit()
    assert number is not None
    return number


def approved(installation: Installation, number: int, login: str = "approver") -> Installation:
    """On the day of the disposal."""
    with installation.database.write() as unit:
        who = member(installation, login, "approver")
        row = disposal_of(unit, who, number)
        day = days_to_choose(installation.clock.today())[1]
        approve(installation, unit, who, row, digest_of(disposals.lines(unit, number)).hex(), day)
        unit.commit()
    return at(installation, (installation.clock.now() + timedelta(days=7)).isoformat())


def disposed(installation: Installation, count: int = 2) -> tuple[Installation, list[str]]:
    when, numbers = due(installation, count)
    on_the_day = approved(when, proposed(when))
    assert carry_out_disposals(on_the_day) == count
    return on_the_day, numbers


def lines(installation: Installation, number: int) -> list[LineRow]:
    with installation.database.read() as unit:
        return disposals.lines(unit, number)


def approve_as(
    installation: Installation, number: int, login: str = "approver", role: str = "approver", *,
    mark: str = "", day: date = date(2032, 4, 8),
) -> None:  # fmt: skip
    """`mark` "": of the current list."""
    with installation.database.write() as unit:
        approver = member(installation, login, role)
        seen = mark or digest_of(disposals.lines(unit, number)).hex()
        approve(installation, unit, approver, disposal_of(unit, approver, number), seen, day)
        unit.commit()


def ids(installation: Installation, numbers: list[str]) -> list[int]:
    with installation.database.read() as unit:
        return [row.id for number in numbers if (row := applications.by_number(unit, number))]
