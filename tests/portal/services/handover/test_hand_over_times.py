"""`hand_overs.yaml`: days, hours and faults."""

from datetime import date, datetime
from pathlib import Path

import pytest

from forms.city.city import City
from forms.complaints import Refused
from portal.clock import TOKYO
from portal.services.handover.hand_over_times import (
    HandOverTime,
    method_of,
    one_by_one,
    read_hand_over_times,
    unfit_times,
)
from portal.services.shared.installation import Installation
from tests.portal.jobs.test_hand_over_by_the_clock import RULE, timed
from tests.portal.services.handover.test_hand_over import CORE, GENERIC
from tests.portal.world import DUTY, PROCEDURE


class Closed:
    """Every day but Friday 2026-11-20."""

    horizon = date(2027, 12, 31)

    def closed(self, day: date) -> bool:
        return day != date(2026, 11, 20)


def entry(**more: object) -> HandOverTime:
    facts = {"layout": GENERIC, "duty": DUTY, "at": "17:30", "from": "2026-04-01", **more}
    return HandOverTime.model_validate(facts)


@pytest.mark.parametrize(
    ("more", "now", "slot"),
    [
        ({}, "2026-11-20T17:30:00", "2026-11-20 17:30"), ({}, "2026-11-20T17:29:59", ""),
        ({}, "2026-11-20T23:59:00", "2026-11-20 17:30"), ({}, "2026-11-21T00:00:00", ""),
        ({}, "2026-11-21T18:00:00", ""), ({"days": "every"}, "2026-11-21T18:00:00", "2026-11-21 17:30"),
        ({"to": "2026-11-20"}, "2026-11-20T18:00:00", "2026-11-20 17:30"),
        ({"to": "2026-11-19"}, "2026-11-20T18:00:00", ""),
        ({"from": "2026-11-21"}, "2026-11-20T18:00:00", ""),
    ],
)  # fmt: skip
def test_a_time_comes_on_its_days_from_its_hour_until_midnight(more: dict[str, object], now: str, slot: str) -> None:
    assert entry(**more).slot(datetime.fromisoformat(now).replace(tzinfo=TOKYO), Closed()) == slot


def test_a_city_without_the_file_has_no_times(installation: Installation, tmp_path: Path) -> None:
    city = installation.city.model_copy(update={"folder": tmp_path})
    assert read_hand_over_times(city).hand_overs == ()


@pytest.mark.parametrize("hour", ["24:00", "9:00", "17:60"])
def test_an_hour_that_no_clock_shows_is_refused(installation: Installation, tmp_path: Path, hour: str) -> None:
    with pytest.raises(Refused):
        read_hand_over_times(timed(installation, tmp_path, RULE.replace("17:30", hour)).city)


def test_a_fault_of_the_file_is_reported_with_its_line(installation: Installation, tmp_path: Path) -> None:
    timed_installation = timed(installation, tmp_path, RULE.replace(GENERIC, "gone").replace(DUTY, "fishing"))
    places = [
        str(fault).partition(": ")[0]
        for fault in unfit_times(timed_installation.city, timed_installation.layouts, {PROCEDURE})
    ]
    assert places == [f"{tmp_path}/hand_overs.yaml:2:6", f"{tmp_path}/hand_overs.yaml:2:20"]
    timed(
        installation,
        tmp_path,
        f"{RULE}\n  - {RULE}\n  - {RULE.replace('17:30', '18:00').replace('}', ', to: 2026-03-31}')}",
    )
    with pytest.raises(Refused) as refused:
        read_hand_over_times(timed_installation.city)
    assert [(complaint.line, complaint.text[:20]) for complaint in refused.value.complaints] == [
        (3, "duplicate of an entr"),
        (4, "ends before it begin"),
    ]
    assert unfit_times(installation.city, timed_installation.layouts, {PROCEDURE}) == []


def with_methods(installation: Installation, folder: Path, *entries: str) -> City:
    lines = "".join(f"  - {entry}\n" for entry in entries)
    (folder / "hand_overs.yaml").write_text(f"methods:\n{lines}", encoding="utf-8")
    return installation.city.model_copy(update={"folder": folder})


def test_a_method_is_chosen_by_procedure_layout_and_day(installation: Installation, tmp_path: Path) -> None:
    city = with_methods(
        installation, tmp_path,
        f"{{procedure: {PROCEDURE}, layout: {CORE}, method: copy, from: 2026-11-01, to: 2026-11-30}}",
        f"{{procedure: {PROCEDURE}, layout: {CORE}, method: bulk, from: 2026-12-01}}",
        f"{{procedure: {PROCEDURE}, layout: {GENERIC}, method: rpa, from: 2026-11-01}}",
    )  # fmt: skip
    november, december = date(2026, 11, 20), date(2026, 12, 1)
    assert [method_of(city, PROCEDURE, CORE, day) for day in (november, december)] == ["copy", "bulk"]
    assert method_of(city, "other", CORE, november) == ""
    assert [one_by_one(city, CORE, day) for day in (november, december)] == [{PROCEDURE}, set()]
    assert one_by_one(city, GENERIC, november) == set(), "an RPA reads a file"


def test_each_fault_of_a_method_is_named_with_its_line(installation: Installation, tmp_path: Path) -> None:
    entry = f"{{procedure: {PROCEDURE}, layout: {CORE}, method: copy, from: 2026-11-01}}"
    for wrong in ((entry, entry), (entry.replace("}", ", to: 2026-10-31}"),), (entry.replace("copy", "fax"),)):
        with pytest.raises(Refused):
            read_hand_over_times(with_methods(installation, tmp_path, *wrong))
    gone = entry.replace(PROCEDURE, "fishing").replace(CORE, "gone")
    faults = unfit_times(with_methods(installation, tmp_path, gone), installation.layouts, {PROCEDURE})
    assert [str(fault).rpartition("hand_overs.yaml:")[2].partition(":")[0] for fault in faults] == ["2", "2"]
