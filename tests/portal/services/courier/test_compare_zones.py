"""The ledger shows different closed days or definitions."""

from datetime import date

import pytest

from portal.services.courier.apply_packages import take_courier
from portal.services.courier.compare_zones import differences, files_mark, report_common
from portal.services.courier.ledger import ledger
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import file_application


def test_that_the_other_side_has_other_closed_days_is_in_the_ledger(
    zones: Zones, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    closed = zones.inner.city.calendar

    class Other:
        def closed(self, day: date) -> bool:
            return day == date(2026, 12, 24) or closed.closed(day)

    monkeypatch.setitem(zones.inner.city.__dict__, "calendar", Other())
    took = take_courier(zones.inner, package, CARRIER)
    assert (took.act, took.reason, took.left) == ("taken", "calendar", ())
    assert [step.reason for step in ledger(zones.inner).steps] == ["calendar"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, ""), ({"closed": "x"}, "calendar"), ({"closed": "x", "first": "2026-10-01"}, ""),
        ({"offered": {"small": "x"}}, "definitions"), ({"closed": "x", "offered": {"small": "x"}}, "calendar definitions"),
    ],
)  # fmt: skip
def test_closed_days_are_compared_within_the_month_and_each_offered_definition_must_be_known(
    installation: Installation, change: dict[str, object], codes: str
) -> None:
    common = report_common(installation)
    assert (common["first"], len(common["offered"]) > 1) == ("2026-11-01", True)
    with installation.database.read() as unit:
        assert differences(installation, unit, {**common, **change}) == codes


def test_the_files_of_the_city_are_compared_with_what_a_laptop_takes_along(installation: Installation) -> None:
    common, mark = report_common(installation), files_mark(installation.city.folder)
    with installation.database.read() as unit:
        assert [differences(installation, unit, common, {"files": files}) for files in (mark, "x")] == ["", "files"]
