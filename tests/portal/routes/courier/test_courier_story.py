"""One application over two installations that exchange only files."""

from pathlib import Path

from portal.services.courier.ledger import ledger
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from tests.databases import Makers
from tests.pictures import jpeg
from tests.portal.routes.guest_browser import GuestBrowser, guest, offer, version
from tests.portal.routes.late_papers import PROOF, found_again, hand_in, number_of
from tests.portal.routes.staff_browser import at_desk
from tests.portal.store.sealed_files import read
from tests.portal.two_zones import Zones, two_zones
from tests.portal.world import DUTY, add_member

PICTURE = "      - {id: picture, type: file, label: 写真}\n"


def contents(installation: Installation, number: str) -> dict[str, int]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        holder = Holder(application_id=row.id)
        return {
            attachment.id: len(read(attachments.content(unit, holder, attachment.id)) or b"")
            for attachment in attachments.of(unit, holder)
        }


def test_an_application_lives_over_two_zones_with_files_only(makers: Makers, tmp_path: Path) -> None:
    with two_zones(makers, "sqlite", tmp_path) as zones:
        for installation in (zones.outer, zones.inner):
            offer(installation, version(1, PICTURE + PROOF))
        number, browser = file_outside(zones)
        hand_in(browser, number, jpeg("blurred"))
        desk = at_desk(zones.inner, add_member(zones.inner, "reviewer", ("reviewer", DUTY)))
        case = f"/desk/{number}"
        assert desk.client.get(case).status_code == 404  # nothing has been carried yet
        zones.round()

        page = desk.get(case)
        assert "在学証明書" in page
        assert number in desk.get("/desk")
        assert contents(zones.inner, number).keys() == contents(zones.outer, number).keys()
        assert all(contents(zones.inner, number).values())

        words = {"words.reason": "理由をもう一度選んでください。", "reason.paper-proof": "unreadable"}
        form: dict[str, str | list[str]] = {"field": ["reason", "paper-proof"], "due": "2026-12-04", **words}
        assert desk.post(f"{case}/return", f"{case}/return", form).status_code == 303
        assert "理由をもう一度" not in browser.open(f"/applications/{number}").text
        zones.round()
        assert "理由をもう一度選んでください。" in browser.open(f"/applications/{number}").text

        paper = browser.open(f"/applications/{number}/correct").press("次へ進む", {"reason": "torn"})
        assert "届いたものが読めませんでした。" in paper.text
        paper.press("この書類を出す", files={"paper-proof.upload": ("shomei.jpg", jpeg("two"))}).press("送る")
        zones.round()
        page = desk.get(case)
        assert "破れた" in page
        assert '<span class="option-help">届いています<' in desk.get(f"{case}/return")
        assert len(contents(zones.inner, number)) == 3

        desk.post(case, f"{case}/pass", {})
        decided = {
            "outcome": "accepted",
            "words": "手続ができました。",
            "confirmed": "yes",
            "unchecked": "窓口で原本を確かめたためです。",
        }
        assert desk.post(case, f"{case}/decide", decided).status_code == 303
        zones.round()
        assert "手続ができました。" in browser.open(f"/applications/{number}").text
        assert not any(
            entries.waiting or entries.missing or entries.apart
            for entries in (ledger(zones.outer), ledger(zones.inner))
        )


def file_outside(zones: Zones) -> tuple[str, GuestBrowser]:
    pictures = guest(zones.outer).open("/apply/small").press("次へ進む", {"reason": "lost"})
    check = pictures.press("次へ進む", files={"picture.upload": ("shashin.jpg", jpeg("one"))})
    receipt = check.press("申請する")
    return number_of(receipt), found_again(receipt, zones.outer)
