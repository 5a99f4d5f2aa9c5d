"""Applications whose years have passed, and lists of them."""

from datetime import timedelta

from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.jobs.send_notices import send_notices
from portal.services.cases import case_of_member
from portal.services.decide_application import Decision, decide_application
from portal.services.installation import Installation
from portal.services.pass_screening import pass_screening
from portal.services.propose_disposal import approve, days_to_choose, digest_of, disposal_of, propose
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.store import disposals, staff_members
from portal.store.disposals import LineRow
from tests.portal.later import at
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application

# Five years after the fiscal year in which it ended: 2026 is over on 2027-03-31.
FREE = "2032-04-01T10:00:00+09:00"


def ended(installation: Installation, session: Session, reviewer: Member, outcome: str = "refused") -> str:
    """Filed and decided on the first morning; its receipt number."""
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
    """Years later, when so many need not be kept; a newer one, which is. The section's people are `reviewer` and `approver`."""
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    add_member(installation, "approver", ("approver", DUTY))
    numbers = [ended(installation, session, reviewer) for _ in range(count)]
    file_application(installation, session)
    return at(installation, FREE), numbers


def member(installation: Installation, login: str, role: str = "", duty: str = DUTY) -> Member:
    """Who was added under this login."""
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
    """The installation on the day on which the list is carried out."""
    with installation.database.write() as unit:
        who = member(installation, login, "approver")
        row = disposal_of(unit, who, number)
        day = days_to_choose(installation.clock.today())[1]
        approve(installation, unit, who, row, digest_of(disposals.lines(unit, number)).hex(), day)
        unit.commit()
    return at(installation, (installation.clock.now() + timedelta(days=7)).isoformat())


def disposed(installation: Installation, count: int = 2) -> tuple[Installation, list[str]]:
    """Those that need not be kept are gone."""
    when, numbers = due(installation, count)
    on_the_day = approved(when, proposed(when))
    assert carry_out_disposals(on_the_day) == count
    return on_the_day, numbers


def lines(installation: Installation, number: int) -> list[LineRow]:
    with installation.database.read() as unit:
        return disposals.lines(unit, number)
