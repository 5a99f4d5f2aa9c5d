"""One application over two installations that exchange only files."""

from pathlib import Path

from portal.services.courier.apply_packages import take_courier
from portal.services.courier.ledger import ledger
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from tests.databases import Makers
from tests.pictures import jpeg
from tests.portal.routes.guest_browser import GuestBrowser, guest, offer, version
from tests.portal.routes.late_papers import PROOF, found_again, hand_in, number_of
from tests.portal.routes.staff_browser import at_desk
from tests.portal.routes.workshop.test_releases import release_of
from tests.portal.services.workshop.writing import DUTY as ROADS
from tests.portal.services.workshop.writing import NAME, ask, author, begin, publisher, sign
from tests.portal.store.sealed_files import read
from tests.portal.two_zones import CARRIER, Zones, two_zones
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


def test_what_the_workshop_publishes_is_filed_outside_and_its_page_says_when_it_came(
    makers: Makers, tmp_path: Path
) -> None:
    with two_zones(makers, "sqlite", tmp_path) as zones:
        member, head = author(zones.inner), publisher(zones.inner)
        draft_id = begin(zones.inner, member)
        sign(zones.inner, member, draft_id)
        assert ask(zones.inner, member, draft_id) == ""
        desk, base = at_desk(zones.inner, head), f"/desk/workshop/drafts/{draft_id}"
        page = f"/desk/workshop/procedures/{NAME}"
        desk.post(base, f"{release_of(desk.get(base))}/approve", {})
        assert guest(zones.outer).open(f"/procedures/{NAME}").status == 404
        assert "次に持ち運ぶときに運びます" in desk.get(page)
        assert "住民側に届いていません" in desk.get("/desk/workshop")
        (package,) = zones.pack("inner")
        assert "受け取りの知らせを待っています" in desk.get(page)
        take_courier(zones.outer, package, CARRIER)
        zones.round()
        assert "住民側に届きました　令和8年（2026年）11月20日（金） 10時" in desk.get(page)
        assert "住民側に届いていません" not in desk.get("/desk/workshop")

        offer_published(zones.outer)
        browser = guest(zones.outer)
        last = browser.open(f"/apply/{NAME}").press("次へ進む", {"spot": "見本橋"}).press("次へ進む")
        sent = last.press("申請する")
        zones.round()
        assert number_of(sent) in at_desk(zones.inner, add_member(zones.inner, "roads", ("reviewer", ROADS))).get(
            "/desk"
        )
        desk.post(page, f"{page}/stop", {"kind": "stopped", "words": "点検のため、受付を止めています。"})
        zones.round()
        offer_published(zones.outer)
        assert "点検のため、受付を止めています。" in browser.open(f"/procedures/{NAME}").text


def file_outside(zones: Zones) -> tuple[str, GuestBrowser]:
    pictures = guest(zones.outer).open("/apply/small").press("次へ進む", {"reason": "lost"})
    check = pictures.press("次へ進む", files={"picture.upload": ("shashin.jpg", jpeg("one"))})
    receipt = check.press("申請する")
    return number_of(receipt), found_again(receipt, zones.outer)
