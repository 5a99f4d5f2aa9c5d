"""Each change is packed once, also after interruptions."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.courier.folder import lay, packing
from portal.services.courier.ledger import ledger
from portal.services.courier.pack import pack_courier, ranges
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from tests.portal.audited import audited
from tests.portal.services.courier.carrying import (
    ON_BOTH_ENGINES,
    nothing_waits,
)
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import alice, file_application


@ON_BOTH_ENGINES
def test_outside_keeps_asking_until_inside_has_acknowledged(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    assert [row.receipt_number for row in ledger(zones.outer).waiting] == [number]
    zones.carry("outer")
    assert [row.sent_in for row in ledger(zones.outer).waiting] == [1]
    zones.carry("inner")
    assert ledger(zones.outer).waiting == ()
    assert [row.receipt_number for row in ledger(zones.inner).waiting] == [number]
    zones.carry("outer")
    assert nothing_waits(zones)
    assert [zones.pack(zone) for zone in ("outer", "inner", "outer", "inner")] == [[], [], [], []]


@ON_BOTH_ENGINES
def test_what_another_worker_is_laying_is_not_swept_away(zones: Zones) -> None:
    """It is in no ledger yet."""
    file_application(zones.outer, alice(zones.outer))
    folder = zones.folder / "outer"
    with packing(folder):
        begun = lay(folder, "kakanai-outer-00000001.courier", b"half of it")
        with pytest.raises(Conflict):
            zones.pack("outer")
        assert begun.exists()
    assert len(zones.pack("outer")) == 1
    assert not begun.exists(), "its worker was killed"


def test_a_full_package_is_closed_and_the_rest_goes_into_the_next(zones: Zones, session: Session) -> None:
    numbers = [file_application(zones.outer, session) for _ in range(2)]
    zones.outer = with_settings(zones.outer, courier_megabytes=0)
    packed = list(pack_courier(zones.outer, zones.folder / "outer", CARRIER))
    names = ["kakanai-outer-00000001.courier", "kakanai-outer-00000002.courier"]
    assert [(package.name, package.items) for package in packed] == [(name, 1) for name in names]
    details = [detail for _, detail in audited(zones.outer, "carry application")]
    assert len(details) == len(numbers)


def test_a_package_that_the_ledger_has_gets_its_name_from_the_next_run(zones: Zones, session: Session) -> None:
    """The run was killed between the commit and the rename."""
    file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    (path,) = zones.lying("outer")
    path.unlink()
    begun = lay(path.parent, path.name, package)
    assert zones.pack("outer") == []
    assert (begun.exists(), [file.read_bytes() for file in zones.lying("outer")]) == (False, [package])


def test_without_a_key_of_the_other_zone_nothing_is_packed(zones: Zones, session: Session) -> None:
    file_application(zones.outer, session)
    with pytest.raises(Conflict):
        list(pack_courier(replace(zones.outer, courier=None), zones.folder / "outer", CARRIER))
    assert ledger(zones.outer).steps == ()


def with_settings(installation: Installation, **changes: object) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update=changes))


@pytest.mark.parametrize(
    ("numbers", "spans"), [([], []), ([4], [[4, 4]]), ([1, 2, 3, 5, 7, 8], [[1, 3], [5, 5], [7, 8]])]
)
def test_received_numbers_are_reported_as_ranges(numbers: list[int], spans: list[list[int]]) -> None:
    assert ranges(numbers) == spans
