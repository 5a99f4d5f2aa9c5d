"""How many statements the pages of a desk make, on each database. The numbers may only decrease, and grow with nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from integrations.sockets.interfaces import BasicFour
from portal.services.desk.queue.calls import desk_calls
from portal.services.desk.queue.period_tasks import tasks_for
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import find_session
from portal.store.desk import desk_tasks
from tests.portal.routes.finding.test_guides import signed_in
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.case.test_enter_correction import give_back
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application
from tests.statements import statements_of, statements_sent

# Of the queue one for cases whose clock is stopped: a range of their own at its end.
QUEUE, CASE, RETURNED_CASE, MY_PAGE = 6, 8, 10, 4


def reviewer(*duties: str) -> Member:
    return Member(1, "tanto", "見本", frozenset(("reviewer", duty) for duty in duties), PLACE)


def with_few_procedures(installation: Installation) -> Installation:
    few = Catalogue()
    with installation.database.read() as unit:
        state, names, rows, stops = few.look(unit)
        few.take((state, dict(list(names.items())[:2]), rows, stops))
    return replace(installation, catalogue=few)


def asked(installation: Installation, member: Member) -> tuple[int, int]:
    """(statements of a desk's calls, of its periods alone)."""
    duties = member.duties("review", tuple(installation.city.duties))
    with installation.database.read() as unit:
        with statements_of(unit) as calls:
            desk_calls(installation, unit, member)
        with statements_of(unit) as periods:
            for about in (desk_tasks.PERIOD, desk_tasks.PERIOD_NEAR):
                tasks_for(installation, unit, member, about, duties, 20)
    return calls.count, periods.count


def test_a_reviewer_of_all_sections_asks_as_often_as_one_of_one(installation: Installation) -> None:
    assert len(installation.city.duties) > 20
    calls, periods = asked(installation, reviewer(DUTY))
    assert asked(installation, reviewer(*installation.city.duties)) == (calls, periods)
    assert periods <= 4  # the tasks of a kind, and the reviewer's substitutions


def sent_by(installation: Installation, get: Callable[[str], object], address: str) -> int:
    """The second time: the first request reads what the process then keeps."""
    get(address)
    with statements_sent(installation.database) as sent:
        get(address)
    return sent.count


@pytest.mark.both_engines
def test_the_queue_makes_few_statements_however_many_cases_and_sections(installation: Installation) -> None:
    session, members = alice(installation), [add_member(installation, f"m{at}", ("reviewer", DUTY)) for at in range(3)]
    everything = add_member(installation, "all", *(("reviewer", duty) for duty in installation.city.duties))
    for member in members:
        number = file_application(installation, session)
        give_back(installation, member, number)
        at_desk(installation, member).post(f"/desk/{number}", f"/desk/{number}/take", {})
    for _ in range(4):
        file_application(installation, session)
    few = sent_by(installation, at_desk(installation, members[0]).get, "/desk")
    assert sent_by(installation, at_desk(installation, everything).get, "/desk") == few
    assert few <= QUEUE


@pytest.mark.both_engines
def test_a_case_and_the_page_of_its_applicant_make_few_statements_whatever_happened(installation: Installation) -> None:
    applicant = signed_in(installation, BasicFour(name="髙見本　太郎"))
    with installation.database.read() as unit:
        session = find_session(installation, unit, "resident", applicant.client.cookies["kakanai_resident"])
    assert session is not None
    member = add_member(installation, "tanto", ("reviewer", DUTY))
    desk, number = at_desk(installation, member), file_application(installation, session)

    def counted() -> tuple[int, int]:
        return sent_by(installation, desk.get, f"/desk/{number}"), sent_by(
            installation, applicant.open, "/applications"
        )

    counts = [counted()]
    desk.post(f"/desk/{number}", f"/desk/{number}/take", {})
    give_back(installation, member, number)
    for _ in range(4):
        file_application(installation, session)
    counts.append(counted())
    assert counts == [(CASE, MY_PAGE), (RETURNED_CASE, MY_PAGE)]


def test_a_desk_asks_as_often_of_few_procedures_as_of_all(installation: Installation) -> None:
    everything = reviewer(*installation.city.duties)
    assert asked(with_few_procedures(installation), everything) == asked(installation, everything)
