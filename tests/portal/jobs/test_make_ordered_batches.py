"""The job makes each order once, and none on the internet side."""

from dataclasses import replace

import pytest

from portal.jobs import due_jobs, long_jobs, neighbour_jobs
from portal.jobs.make_ordered_batches import JOB, make_ordered_batches
from portal.services.shared.installation import Installation
from portal.store.handover import hand_over_orders
from tests.portal.world import DUTY, add_member


@pytest.fixture
def ordered(installation: Installation) -> Installation:
    member = add_member(installation, "exporter", ("exporter", DUTY))
    with installation.database.write() as unit:
        hand_over_orders.add(
            unit, layout="generic.application", duty=DUTY, staff_id=member.id, ordered_at=1, expected=2
        )
        unit.commit()
    return installation


def test_a_second_run_finds_nothing(ordered: Installation) -> None:
    assert [make_ordered_batches(ordered) for _ in range(2)] == [1, 0]


def test_the_internet_side_makes_none(ordered: Installation) -> None:
    outer = replace(ordered, settings=ordered.settings.model_copy(update={"zone": "outer"}))
    assert make_ordered_batches(outer) == 0


def test_it_runs_beside_what_seals_the_audit() -> None:
    assert JOB in long_jobs()
    assert JOB not in (*due_jobs(), *neighbour_jobs())
