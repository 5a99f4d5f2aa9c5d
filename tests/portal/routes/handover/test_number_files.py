"""個人番号 in exported files."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.cli.exporting import _batches
from portal.errors import NotAllowed
from portal.routes.handover import exports
from portal.services.handover.acknowledge_batch import Acknowledgement, acknowledge_batch
from portal.services.handover.deliver_batches import deliver_batches
from portal.services.handover.hand_over import hand_over, listed_files, reissue
from portal.services.handover.hand_over_times import unfit_times
from portal.services.handover.pack_batch import pack_batch
from portal.services.procedures.answer_tables import answer_tables
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.numbers import digits_in, number, number_layout
from tests.portal.routes.files.test_my_numbers import CHECKED, KEY, MINE, filed, section, to_number
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.services.handover.layout_files import layout_files
from tests.portal.world import DUTY

LAYOUT = "numbers.small"
CHECK = f"/desk/exports/layouts/{LAYOUT}/{DUTY}"
BATCH = "/desk/exports/batches/20261120-001"


@pytest.fixture
def receipt(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An application for the layout, with a number from the resident and one filled in by staff."""
    layout = number_layout(tmp_path, answer_tables(installation.database, installation.catalogue))
    monkeypatch.setitem(layout_files(installation), LAYOUT, layout)
    filed_as = filed(to_number(installation).press("次へ進む", {KEY: number(1)}))
    _, desk = section(installation, "reviewer", "my_number")
    fill = f"/desk/{filed_as}/numbers/{MINE}"
    assert desk.post(fill, f"{fill}/fill", {**CHECKED, "number": number(2)}).status_code == 303
    assert desk.post(f"/desk/{filed_as}", f"/desk/{filed_as}/pass", {}).status_code == 303
    return filed_as


@pytest.fixture
def carrier(installation: Installation, receipt: str) -> StaffBrowser:
    return section(installation, "exporter", "my_number")[1]


def acts(installation: Installation, action: str) -> list[tuple[str, str, int | None]]:
    with installation.database.read() as unit:
        records = audit_records.after(unit, 0)
    return [(record.actor, record.detail, record.application_id) for record in records if record.action == action]


def batch_of(installation: Installation) -> BatchRow:
    with installation.database.read() as unit:
        row = hand_overs.by_number(unit, "20261120-001")
    assert row
    return row


def test_a_file_with_numbers_is_made_and_taken_by_who_may_use_them_and_each_is_recorded(
    installation: Installation, carrier: StaffBrowser, receipt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay: list[bytes] = []

    def looked(*arguments: Any) -> Any:
        packed = pack_batch(*arguments)
        lay.extend(path.read_bytes() for path in (installation.settings.data / "spool").rglob("*") if path.is_file())
        return packed

    monkeypatch.setattr(exports, "pack_batch", looked)
    pages = [carrier.get("/desk/exports"), carrier.get(CHECK)]
    assert "1件ずつ見て写す" not in pages[1]
    assert carrier.post(CHECK, CHECK, {}).headers["location"] == f"{BATCH}?did=made"
    pages.append(carrier.get(BATCH))
    assert "個人番号が入っています" in pages[2]
    packed = zipfile.ZipFile(io.BytesIO(carrier.client.get(f"{BATCH}/zip").content))
    files = {name.replace("_20261120-001", ""): packed.read(name) for name in packed.namelist()}
    assert (number(1).encode() in files["main.csv"], number(2).encode() in files["member.csv"]) == (True, True)
    assert (len(files), len(lay)) == (5, 6)
    others = b"".join(data for name, data in files.items() if name not in ("main.csv", "member.csv"))
    text = "".join([*pages, carrier.get(f"/desk/exports/cases/{LAYOUT}?receipt={receipt}", status=404)]).encode()
    for seed in (1, 2):
        assert not digits_in(others + text + b"".join(lay), number(seed))
    ((actor, detail, application_id),) = acts(installation, "hand over number")
    assert (actor, detail) == ("staff:exporter-my_number", f"{LAYOUT} 20261120-001")
    assert application_id is not None
    assert acts(installation, "download export")[0][1] == f"{LAYOUT} 20261120-001 zip"


def test_who_may_only_hand_over_gets_none_and_sees_no_sum_to_try_numbers_against(
    installation: Installation, carrier: StaffBrowser
) -> None:
    plain, other = section(installation, "exporter")[1], section(installation, "my_number")[1]
    for desk in (plain, other):
        desk.get(CHECK, status=403)
        assert desk.post("/desk/exports", CHECK, {}).status_code == 403
    assert LAYOUT not in plain.get("/desk/exports")
    carrier.post(CHECK, CHECK, {})
    page, batch = plain.get(BATCH), batch_of(installation)
    names, sums = zip(*((str(file["name"]), str(file["sha256"])) for file in listed_files(batch)), strict=True)
    assert "権限のある職員だけです" in page
    assert not re.search(f'href="{BATCH}/(zip|files)', page)
    with installation.database.write() as unit:
        assert (
            acknowledge_batch(installation, unit, Actor("staff", "x"), batch, Acknowledgement(1, sums[0]))
            == "acknowledged"
        )
        unit.commit()
    assert not any(checksum in plain.get(BATCH) for checksum in sums)
    assert not any(sums[0][:16] in detail for _, detail, _ in acts(installation, "acknowledge batch"))
    for address in ("zip", f"files/{names[0]}"):
        assert plain.client.get(f"{BATCH}/{address}").status_code == 403
    assert plain.post(BATCH, f"{BATCH}/reissue", {"reason": "もう一度", "seen": "0"}).status_code in (403, 422)


def test_it_wants_a_sign_in_of_a_moment_ago(installation: Installation, carrier: StaffBrowser) -> None:
    carrier.post(CHECK, CHECK, {})
    late = StaffBrowser(section(later(installation, minutes=11), "exporter")[1].client)
    late.client.cookies = carrier.client.cookies
    for address in (CHECK, f"{BATCH}/zip"):
        response = late.client.get(address)
        assert (response.status_code, response.headers["location"]) == (303, f"/staff/sign-in?again=yes&next={address}")


def test_neither_clock_nor_command_nor_delivery_makes_or_brings_such_a_file(
    installation: Installation, carrier: StaffBrowser, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed):
        hand_over(installation, LAYOUT, DUTY, Actor("system", "hand_over_by_the_clock"))
    with pytest.raises(NotAllowed):
        list(_batches(installation, LAYOUT, DUTY, "", out=None))
    (tmp_path / "hand_overs.yaml").write_text(
        f'hand_overs:\n  - {{layout: {LAYOUT}, duty: {DUTY}, at: "17:30", from: 2026-01-01}}\n', encoding="utf-8"
    )
    (fault,) = unfit_times(installation.city.model_copy(update={"folder": tmp_path}), installation.layouts, ())
    assert "only the desk may hand it over" in fault.text
    carrier.post(CHECK, CHECK, {})
    with pytest.raises(NotAllowed):
        reissue(installation, batch_of(installation), "もう一度", Actor("system", "x"), None)
    assert deliver_batches(replace(installation, delivery=None)) == 0


def test_where_a_second_person_looks_nobody_takes_it_before(
    installation: Installation, carrier: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation.layouts[LAYOUT], "second_person", True)
    carrier.post(CHECK, CHECK, {})
    assert carrier.client.get(f"{BATCH}/zip").status_code == 409
    second = section(installation, "exporter")[1]
    assert second.post(BATCH, f"{BATCH}/release", {}).status_code == 303
    assert (carrier.client.get(f"{BATCH}/zip").status_code, second.client.get(f"{BATCH}/zip").status_code) == (200, 403)


def test_a_number_that_is_another_by_now_is_not_reported_as_the_same_file(
    installation: Installation, carrier: StaffBrowser, receipt: str
) -> None:
    carrier.post(CHECK, CHECK, {})
    _, desk = section(installation, "approver", "my_number")
    fill = f"/desk/{receipt}/numbers/{MINE}"
    match = re.search(r'name="before" value="([^"]+)"', desk.get(fill))
    assert match
    boxes = {**CHECKED, "number": number(3), "before": match[1]}
    assert desk.post(fill, f"{fill}/fill", boxes).status_code == 303
    assert carrier.client.get(f"{BATCH}/zip").status_code == 409
    assert carrier.post(BATCH, f"{BATCH}/reissue", {"reason": "番号を直した", "seen": "0"}).status_code == 303
    again = zipfile.ZipFile(io.BytesIO(carrier.client.get(f"{BATCH}-R1/zip").content))
    assert any(number(3).encode() in again.read(name) for name in again.namelist())
