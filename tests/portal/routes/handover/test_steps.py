"""Steps of a batch."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from integrations.exports.folder_delivery import FolderDelivery
from portal.errors import Conflict
from portal.services.handover.deliver_batches import deliver_batches
from portal.services.handover.hand_over import hand_over, listed_files, reissue
from portal.services.shared.installation import Installation
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, batch_in, examining
from tests.portal.world import DUTY, add_member

HOW = "USBメモリ。税務課に持って行くとちゅうで、氏名の書いた紙といっしょになくした。"
DONE = "警察に届けた。取込先に知らせた。"


@pytest.fixture
def batch(installation: Installation) -> BatchRow:
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    for _ in range(2):
        examining(installation, reviewer)
    return batch_in(hand_over(installation, GENERIC, DUTY, CLERK))


@pytest.fixture
def desk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "exporter", ("exporter", DUTY)))


def page_of(batch: BatchRow) -> str:
    return f"/desk/exports/batches/{batch.number}"


def steps(installation: Installation, batch: BatchRow) -> list[str]:
    with installation.database.read() as unit:
        return [step.what for step in batch_steps.of_batch(unit, batch.id)]


def report(desk: StaffBrowser, batch: BatchRow, count: str, checksum: str) -> tuple[int, str]:
    page = page_of(batch)
    response = desk.post(page, f"{page}/acknowledge", {"count": count, "sum": checksum})
    return response.status_code, response.headers.get("location", "") or response.text


def marked(page: str) -> list[str]:
    """The boxes that are marked as wrong and have a message."""
    boxes = re.findall(r'aria-describedby="told-(\w+)--error"', page)
    assert boxes == re.findall(r'id="told-(\w+)--error">[^<]+<', page)
    return boxes


def checksum(batch: BatchRow) -> str:
    return str(listed_files(batch)[1]["sha256"])


def test_the_receivers_count_and_sum_close_the_batch_and_it_is_issued_no_more(
    installation: Installation, desk: StaffBrowser, batch: BatchRow
) -> None:
    for count, digits in (("2", checksum(batch)[:8].upper()), (" ２", checksum(batch)), ("2", checksum(batch))):
        assert report(desk, batch, count, digits)[0] == 303
    assert steps(installation, batch) == ["acknowledged"], "reporting twice is one step"
    page = desk.get(page_of(batch))
    assert ("受け取り済み" in page, "再発行する" in page) == (True, False)
    assert "受け取り済み" in desk.get("/desk/exports")
    with pytest.raises(Conflict):
        reissue(installation, batch, "もう一度", CLERK, None)
    again = desk.post(page_of(batch), f"{page_of(batch)}/reissue", {"reason": "もう一度"})
    assert (again.status_code, "再発行できません" in again.text) == (422, True)
    status, refusal = report(desk, batch, "1", checksum(batch))
    assert (status, "受け取り済みになっていて" in refusal) == (422, True)
    assert steps(installation, batch) == ["acknowledged"]


def test_the_receiver_may_say_it_by_the_numbers_that_are_on_its_screen(
    installation: Installation, desk: StaffBrowser, batch: BatchRow
) -> None:
    with installation.database.read() as unit:
        numbers = sorted(item.receipt_number for item in hand_overs.items(unit, batch.id, 0))
    page = page_of(batch)
    slips: tuple[tuple[dict[str, str], list[str]], ...] = (
        ({"first": numbers[0]}, ["last"]),
        ({"first": "26-1", "last": numbers[1]}, ["first"]),
        ({"first": "", "last": "", "sum": ""}, ["first", "last"]),
        ({"count": "二", "last": numbers[1]}, ["count", "first"]),
    )
    for slip, boxes in slips:
        response = desk.post(page, f"{page}/acknowledge", {"count": "2", **slip})
        assert (response.status_code, marked(response.text)) == (422, boxes)
    turned = desk.post(page, f"{page}/acknowledge", {"count": "2", "first": numbers[1], "last": numbers[0]})
    assert (turned.status_code, "引き渡したものと違います" in turned.text) == (422, True)
    first = numbers[0].replace("-", "")
    accepted = desk.post(page, f"{page}/acknowledge", {"count": "2", "first": first, "last": f" {numbers[1]} "})
    assert accepted.headers["location"] == f"{page}?did=acknowledged"
    assert steps(installation, batch) == ["differs", "acknowledged"]
    text = re.sub("<[^>]+>", "", desk.get(page))
    assert f"取込先が受け取った（2件、受付番号 {numbers[0]}から{numbers[1]}まで）" in text


@pytest.mark.parametrize("wrong", ["count", "sum"])
def test_what_does_not_fit_is_recorded_and_leaves_it_open(
    installation: Installation, desk: StaffBrowser, batch: BatchRow, wrong: str
) -> None:
    status, page = report(
        desk, batch, "1" if wrong == "count" else "2", "0" * 64 if wrong == "sum" else checksum(batch)
    )
    assert (status, "違うことを記録しました" in page) == (422, True)
    assert steps(installation, batch) == ["differs"]
    assert "数が合わない" in desk.get("/desk/exports")
    assert reissue(installation, batch, "数が合わないため", CLERK, None).number == f"{batch.number}-R1"
    assert report(desk, batch, "2", checksum(batch))[0] == 303, "the late count closes the batch"


@pytest.mark.parametrize(
    ("count", "digits", "boxes"),
    [
        ("", "a" * 64, ["count"]),
        ("2", "abc", ["sum"]),
        ("-1", "a" * 64, ["count"]),
        ("2", "z" * 64, ["sum"]),
        ("二", "a" * 65, ["count", "sum"]),
        ("2" * 9, "a" * 8, ["count"]),
    ],
)
def test_what_is_no_count_or_no_sum_is_asked_again_at_its_own_box(
    installation: Installation, desk: StaffBrowser, batch: BatchRow, count: str, digits: str, boxes: list[str]
) -> None:
    status, page = report(desk, batch, count, digits)
    assert (status, marked(page), steps(installation, batch)) == (422, boxes, [])


def lose(desk: StaffBrowser, batch: BatchRow, once: str = "a" * 32, **boxes: str) -> tuple[int, str]:
    page = page_of(batch)
    sent = {"on": "2026-11-20", "how": HOW, "done": DONE, "once": once, **boxes}
    response = desk.post(page, f"{page}/lost", sent)
    return response.status_code, response.text


def test_a_lost_medium_stays_in_the_ledger_and_the_auditor_sees_it(
    installation: Installation, desk: StaffBrowser, batch: BatchRow
) -> None:
    assert [lose(desk, batch)[0] for _ in range(2)] == [303, 303], "a double click"
    assert steps(installation, batch) == ["lost"]
    assert HOW in desk.get(page_of(batch))
    result = reissue(installation, batch, "USBメモリをなくしたため", CLERK, None)
    auditor = at_desk(installation, add_member(installation, "auditor", ("auditor", DUTY)))
    page = auditor.get("/desk/audit/media")
    for word in (HOW, DONE, batch.number, result.number, "2件", "exporter", checksum(batch)):
        assert word in page
    elsewhere = at_desk(installation, add_member(installation, "other", ("auditor", "roads")))
    assert HOW not in elsewhere.get("/desk/audit/media")
    desk.get("/desk/audit/media", 403)
    with installation.database.read() as unit:
        (row,) = batch_steps.of_batch(unit, batch.id)
        records = [(record.action, record.detail) for record in audit_records.after(unit, 0)]
    assert ("lose medium", f"{GENERIC} {batch.number} 2 lost on 2026-11-20") in records
    assert ("see lost media", "1 media") in records
    assert "氏名".encode() not in row.sealed_words
    assert not any("税務課" in detail for _, detail in records), "texts of staff are sealed"


@pytest.mark.parametrize(
    ("box", "text", "message"),
    [
        ("on", "2026-11-19", "引き渡した日から"), ("on", "2026-11-21", "今日まで"), ("on", "", "日付で"), ("how", " ", "どうして"),
        ("done", "あ" * 1001, "1000字まで"), ("done", "\ue000", "したこと"),
    ],
)  # fmt: skip
def test_a_loss_is_reported_whole_or_asked_again(
    installation: Installation, desk: StaffBrowser, batch: BatchRow, box: str, text: str, message: str
) -> None:
    status, page = lose(desk, batch, **{box: text})
    assert (status, message in page, steps(installation, batch)) == (422, True, [])
    assert re.search(r'aria-describedby="lost-(on|how|done)--error"', page)


def test_a_loss_is_taken_from_a_page_of_ours_and_written_as_people_write_days(
    installation: Installation, desk: StaffBrowser, batch: BatchRow
) -> None:
    assert lose(desk, batch, once="x")[0] == 400
    assert steps(installation, batch) == []
    assert lose(desk, batch, on="令和8年11月20日")[0] == 303
    with installation.database.read() as unit:
        assert [row.on_day for row in batch_steps.of_batch(unit, batch.id)] == ["2026-11-20"]


def test_nobody_else_adds_to_a_batch(installation: Installation, batch: BatchRow) -> None:
    other = at_desk(installation, add_member(installation, "other", ("exporter", "roads")))
    for act in ("acknowledge", "lost"):
        assert other.post("/desk/exports", f"{page_of(batch)}/{act}", {"count": "2"}).status_code == 404
    reviewer = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert reviewer.post("/desk", f"{page_of(batch)}/lost", {}).status_code == 403
    assert steps(installation, batch) == []


@pytest.fixture
def guarded(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(installation.layouts[GENERIC], "second_person", True)
    return GENERIC


def test_the_files_of_a_layout_leave_when_a_second_person_has_looked(
    installation: Installation, guarded: str, desk: StaffBrowser, tmp_path: Path
) -> None:
    """Also files of a reissue, and files that the scheduled job delivers."""
    examining(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    maker = add_member(installation, "maker", ("exporter", DUTY))
    site = replace(installation, delivery=FolderDelivery(tmp_path / "out"))
    batch = batch_in(hand_over(site, guarded, DUTY, maker.actor, staff_id=maker.id, to_deliver=True))
    made_by, page = at_desk(installation, maker), page_of(batch)
    names = [str(file["name"]) for file in listed_files(batch)]
    for browser in (made_by, desk):
        assert [browser.client.get(f"{page}/{file}").status_code for file in ("zip", f"files/{names[0]}")] == [409, 409]
    assert deliver_batches(site) == 0
    assert not (tmp_path / "out").exists()
    assert ("確認待ち" in desk.get("/desk/exports"), "まだ書けていません" in desk.get(page)) == (True, True)
    own = made_by.post(page, f"{page}/release", {})
    assert (own.status_code, "自分では出せません" in own.text, "確かめたので" in own.text) == (422, True, False)
    for _ in range(2):
        assert desk.post(page, f"{page}/release", {}).headers["location"] == f"{page}?did=released"
    assert steps(installation, batch) == ["to_release", "to_deliver", "released"]
    assert made_by.client.get(f"{page}/files/{names[0]}").status_code == 200
    assert deliver_batches(site) == 1
    assert {file.name for file in (tmp_path / "out").iterdir()} == set(names)
    again = reissue(site, batch, "なくしたため", maker.actor, maker.id)
    assert made_by.client.get(f"{page_of(again)}/zip").status_code == 409
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)].count("release batch") == 1


def test_what_nobody_of_the_section_made_anybody_of_it_releases_and_nobody_else(
    installation: Installation, guarded: str, desk: StaffBrowser
) -> None:
    examining(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    page = page_of(batch_in(hand_over(installation, guarded, DUTY, CLERK)))
    charlie = at_desk(installation, add_member(installation, "charlie", ("exporter", "roads")))
    assert charlie.post("/desk/exports", f"{page}/release", {}).status_code == 404
    assert desk.client.get(f"{page}/zip").status_code == 409
    assert desk.post(page, f"{page}/release", {}).status_code == 303
    assert desk.client.get(f"{page}/zip").status_code == 200
