"""A desk's SQL statements do not grow in number."""

from dataclasses import replace

from portal.services.desk.queue.calls import desk_calls
from portal.services.desk.queue.period_tasks import tasks_for
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk import desk_tasks
from portal.store.procedures import definitions
from tests.portal.world import DUTY, PLACE
from tests.statements import statements_of


def reviewer(*duties: str) -> Member:
    return Member(1, "tanto", "見本", frozenset(("reviewer", duty) for duty in duties), PLACE)


def with_few_procedures(installation: Installation) -> Installation:
    few = Catalogue()
    with installation.database.read() as unit:
        few.take((definitions.revision(unit), definitions.newest(unit)[:2]))
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


def test_a_desk_asks_as_often_of_few_procedures_as_of_all(installation: Installation) -> None:
    everything = reviewer(*installation.city.duties)
    assert asked(with_few_procedures(installation), everything) == asked(installation, everything)
