"""Packages arrive out of order and twice, clerks collide and a medium is lost: each case is handed over and counted
once.
"""

import io
import re
import threading
import zipfile
from pathlib import Path

from portal.services.courier.apply_packages import take_courier
from portal.services.courier.ledger import ledger
from portal.services.handover.hand_over import hand_over
from portal.services.shared.installation import Installation
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.shared import audit_records
from tests.databases import Makers
from tests.portal.routes.handover.test_steps import checksum, lose
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.courier.carrying import examine, nothing_waits, same_at_both
from tests.portal.services.handover.test_hand_over import GENERIC
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application

LIST = "/desk/exports"


def batches(installation: Installation) -> list[BatchRow]:
    with installation.database.read() as unit:
        return list(reversed(hand_overs.latest(unit, (DUTY,))))


def acknowledge(desk: StaffBrowser, batch: BatchRow) -> tuple[int, str]:
    page = f"{LIST}/batches/{batch.number}"
    response = desk.post(page, f"{page}/acknowledge", {"count": "3", "sum": checksum(batch)})
    return response.status_code, response.text


def bring_cases(zones: Zones) -> list[str]:
    """Three applications from the outer zone, one per package; the carrier delivers the packages out of order."""
    session = alice(zones.outer)
    numbers, packages = [], list[bytes]()
    for _ in range(3):
        numbers.append(file_application(zones.outer, session))
        packages += zones.pack("outer")
    results = [take_courier(zones.inner, packages[index], CARRIER) for index in (2, 0, 2, 0)]
    assert [(result.act, result.number) for result in results] == [
        ("taken", 3),
        ("taken", 1),
        ("again", 3),
        ("again", 1),
    ]
    assert ledger(zones.inner).missing == (2,)
    assert take_courier(zones.inner, packages[1], CARRIER).left == ()
    assert ledger(zones.inner).missing == ()
    return sorted(numbers)


def test_the_drill(makers: Makers, tmp_path: Path) -> None:
    with two_zones(makers, "sqlite", tmp_path) as zones:
        drill(zones)


def drill(zones: Zones) -> None:
    installation, numbers = zones.inner, bring_cases(zones)
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    news = list[bytes]()
    for number in numbers:
        examine(zones, reviewer, number)
        news += zones.pack("inner")
    clerks = [add_member(installation, name, ("exporter", DUTY)) for name in ("ichi", "ni")]
    ichi, ni = (at_desk(installation, clerk) for clerk in clerks)

    # Both clerks have opened the list and press at the same time.
    presses = [
        threading.Thread(target=hand_over, args=(installation, GENERIC, DUTY, clerk.actor), kwargs={"staff_id": clerk.id})
        for clerk in clerks
    ]  # fmt: skip
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    (first,) = batches(installation)
    page = f"{LIST}/batches/{first.number}"
    with zipfile.ZipFile(io.BytesIO(ichi.client.get(f"{page}/zip").content)) as medium:
        text = "".join(medium.read(name).decode("utf-8-sig") for name in medium.namelist() if name.endswith(".csv"))
    assert {number for number in numbers if number.replace("-", "") in text.replace("-", "")} == set(numbers)

    # The medium is lost. Both clerks reissue it from their open pages.
    assert lose(ichi, first)[0] == 303
    marks = [re.search(r'name="seen" value="(\d+)"', desk.get(page)) for desk in (ichi, ni)]
    addresses = [
        desk.post(page, f"{page}/reissue", {"reason": "USBメモリをなくした", "seen": mark[1]}).headers["location"]
        for desk, mark in zip((ichi, ni), marks, strict=True)
        if mark
    ]
    assert addresses == [f"{page}-R1?did=made"] * 2
    _, again = batches(installation)
    assert (again.number, again.reason) == (f"{first.number}-R1", "USBメモリをなくした")

    # The receiver takes the reissue, and later also the lost medium: its count arrives last.
    assert acknowledge(ni, again)[0] == 303
    late = ichi.post(page, f"{page}/reissue", {"reason": "念のため", "seen": "1"})
    assert (late.status_code, "再発行できません" in late.text) == (422, True), "acknowledged already"
    status, page_text = acknowledge(ichi, first)
    assert (status, "2重になっていないか" in page_text) == (422, True)
    assert "2回受け取られた" in ni.get(LIST)
    assert [row.number for row in batches(installation)] == [first.number, again.number]
    with installation.database.read() as unit:
        assert [step.what for step in batch_steps.of_batch(unit, first.id)] == ["lost", "twice"]
        assert [step.what for step in batch_steps.of_batch(unit, again.id)] == ["acknowledged"]
        assert hand_overs.count(unit, first.id) == 3
        actions = [record.action for record in audit_records.after(unit, 0)]
    expected = ["hand over", "lose medium", "hand over again", "acknowledge batch", "find batch taken twice"]
    assert [act for act in actions if act in expected] == expected

    # The outer zone receives the inner zone's packages, the last one first.
    for package in reversed(news):
        assert take_courier(zones.outer, package, CARRIER).left == ()
    zones.round()
    assert {same_at_both(zones, number)["state"] for number in numbers} == {"examining"}
    assert nothing_waits(zones)
