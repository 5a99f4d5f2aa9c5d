"""The drill: packages from outside come in the wrong order and twice, two clerks make the same batch, a medium is lost, it is issued again by
both, and what the receiver says comes in the wrong order. In the end every case came, left, is counted once, and the ledgers say what happened."""

import io
import re
import threading
import zipfile
from pathlib import Path

from portal.services.courier_ledger import ledger
from portal.services.hand_over import hand_over
from portal.services.installation import Installation
from portal.services.take_courier import take_courier
from portal.store import audit_records, batch_steps, hand_overs
from portal.store.hand_overs import BatchRow
from tests.databases import Makers
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.test_export_steps import checksum, lose
from tests.portal.services.carrying import examine, nothing_waits, same_at_both
from tests.portal.services.test_hand_over import GENERIC
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application

LIST = "/desk/exports"


def batches(installation: Installation) -> list[BatchRow]:
    with installation.database.read() as unit:
        return list(reversed(hand_overs.latest(unit, (DUTY,))))


def say(desk: StaffBrowser, batch: BatchRow) -> tuple[int, str]:
    """The receiver's count and sum, as they stand on its paper."""
    page = f"{LIST}/batches/{batch.number}"
    answer = desk.post(page, f"{page}/acknowledge", {"count": "3", "sum": checksum(batch)})
    return answer.status_code, answer.text


def come(zones: Zones) -> list[str]:
    """Three that were filed outside and corrected by nobody yet, each in a package of its own, by a carrier who mixes them up."""
    session = alice(zones.outer)
    numbers, packages = [], list[bytes]()
    for _ in range(3):
        numbers.append(file_application(zones.outer, session))
        packages += zones.pack("outer")
    took = [take_courier(zones.inner, packages[at], CARRIER) for at in (2, 0, 2, 0)]
    assert [(one.act, one.number) for one in took] == [("taken", 3), ("taken", 1), ("again", 3), ("again", 1)]
    assert ledger(zones.inner).missing == (2,)
    assert take_courier(zones.inner, packages[1], CARRIER).left == ()
    assert ledger(zones.inner).missing == ()
    return sorted(numbers)


def test_the_drill(makers: Makers, tmp_path: Path) -> None:
    with two_zones(makers, "sqlite", tmp_path) as zones:
        drill(zones)


def drill(zones: Zones) -> None:
    installation, numbers = zones.inner, come(zones)
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    news = list[bytes]()
    for number in numbers:
        examine(zones, reviewer, number)
        news += zones.pack("inner")
    clerks = [add_member(installation, name, ("exporter", DUTY)) for name in ("ichi", "ni")]
    one, two = (at_desk(installation, clerk) for clerk in clerks)

    # Both have the list of three before them and press at the same moment.
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
    with zipfile.ZipFile(io.BytesIO(one.client.get(f"{page}/zip").content)) as medium:
        told = "".join(medium.read(name).decode("utf-8-sig") for name in medium.namelist() if name.endswith(".csv"))
    assert {number for number in numbers if number.replace("-", "") in told.replace("-", "")} == set(numbers)

    # The medium is lost. Both read of it, and both issue it again from the page that they have open.
    assert lose(one, first)[0] == 303
    seen = [re.search(r'name="seen" value="(\d+)"', desk.get(page)) for desk in (one, two)]
    made = [
        desk.post(page, f"{page}/reissue", {"reason": "USBメモリをなくした", "seen": found[1]}).headers["location"]
        for desk, found in zip((one, two), seen, strict=True)
        if found
    ]
    assert made == [f"{page}-R1"] * 2
    _, again = batches(installation)
    assert (again.number, again.reason) == (f"{first.number}-R1", "USBメモリをなくした")

    # The receiver took the second one. Then somebody finds the lost one there and takes it too: its count comes last.
    assert say(two, again)[0] == 303
    late = one.post(page, f"{page}/reissue", {"reason": "念のため", "seen": "1"})
    assert (late.status_code, "再発行できません" in late.text) == (422, True), "its applications were taken by now"
    status, said = say(one, first)
    assert (status, "2重になっていないか" in said) == (422, True)
    assert "2回受け取られた" in two.get(LIST)
    assert [row.number for row in batches(installation)] == [first.number, again.number]
    with installation.database.read() as unit:
        assert [step.what for step in batch_steps.of_batch(unit, first.id)] == ["lost", "twice"]
        assert [step.what for step in batch_steps.of_batch(unit, again.id)] == ["acknowledged"]
        assert hand_overs.count(unit, first.id) == 3
        acts = [record.action for record in audit_records.after(unit, 0)]
    wanted = ["hand over", "lose medium", "hand over again", "acknowledge batch", "find batch taken twice"]
    assert [act for act in acts if act in wanted] == wanted

    # What happened inside is heard outside, the last package first.
    for package in reversed(news):
        assert take_courier(zones.outer, package, CARRIER).left == ()
    zones.round()
    assert {same_at_both(zones, number)["state"] for number in numbers} == {"examining"}
    assert nothing_waits(zones)
