"""Scanned papers of a visit."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from httpx2 import Response

from integrations.scanning.fake import SIGNATURE, FakeScanner
from portal.jobs.check_waiting_files import check_waiting_files
from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.services.shared.installation import Installation
from portal.store.files import attachments, file_pieces
from portal.store.files.attachments import Holder
from tests.pictures import jpeg, pdf
from tests.portal.audited import actions
from tests.portal.later import later
from tests.portal.routes.counter.test_visits import Desk, begin
from tests.portal.routes.counter_form import VISIT, boxes, receipt, typed
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member

QUESTION = "scan-of-transfer"
NAMED = {"p1-name.family": ["髙見本"], "p1-name.given": ["花子"]}
WHOLE = {
    **NAMED, "p1-kana.family": ["たかみほん"], "p1-kana.given": ["はなこ"], "p1-birth.year": ["S60.1.2"],
    "p1-sex": ["female"], "p1-relation": ["head"], "paper-day.year": ["R8.11.1"],
    "paper-address.town": ["見本県見本市見本町"], "paper-address.street": ["1番地"],
}  # fmt: skip
TAKE = {**WHOLE, "screen-act": ["take"]}


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return begin(at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY))), "A-7")


def scan(desk: Desk, name: str = "", content: bytes = b"", sent: Mapping[str, list[str]] = {}) -> Response:
    """Submits the paper's page with a file; by default with the button that adds it."""
    act = {} if {"screen-act", f"{QUESTION}.remove"} & set(sent) else {f"{QUESTION}.add": ["yes"]}
    data = {"csrf_token": boxes(desk.page)["csrf_token"], **act, **sent}
    address = f"{desk.address}/people/transfer"
    return desk.browser.client.post(address, data=data, files={f"{QUESTION}.upload": (name, content)})


def pages(text: str) -> list[str]:
    return re.findall(r'src="(/counter/visits/[^"]+/pages/\d+)"', text)


def hanging(installation: Installation, desk: Desk) -> int:
    with installation.database.read() as unit:
        return len(attachments.of(unit, Holder(visit_id=desk.address.rpartition("/")[2])))


def test_a_paper_is_read_beside_its_people_and_what_was_typed_stays(installation: Installation, desk: Desk) -> None:
    assert scan(desk, "one.jpg", jpeg("one"), NAMED).status_code == 200
    kept = scan(desk, "two.pdf", pdf(2), NAMED)
    assert 'value="花子"' in kept.text
    addresses = pages(kept.text)
    assert len(addresses) == 3
    for address in addresses:
        response = desk.browser.client.get(address)
        assert (response.headers["content-type"], response.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert desk.browser.client.get(addresses[-1].removesuffix("2") + "3").status_code == 404
    again = scan(desk, "one.jpg", jpeg("one"), NAMED)  # resubmitting the page adds no file
    assert pages(again.text) == addresses
    assert pages(desk.browser.get(f"{desk.address}/people/birth")) == []  # each paper has its own
    (file,) = set(re.findall(rf'href="({desk.address}/files/[^"]+)"', kept.text)) - {
        addresses[1].rpartition("/pages")[0]
    }
    assert desk.browser.client.get(file).headers["content-disposition"].startswith("attachment")
    assert desk.browser.client.get(f"{file}/preview").status_code == 200
    taken = scan(desk, "three.jpg", jpeg("three"), TAKE)  # together with the people
    assert taken.headers["location"] == f"{desk.address}/guide/moving", taken.text
    people = desk.browser.get(f"{desk.address}/people")
    assert ("花子" in people, "転出証明書（写しあり）" in people, "出生証明書（写しあり）" in people) == (
        True,
        True,
        False,
    )
    assert actions(installation).count("scan paper of visit") == 3


def test_a_page_is_taken_away_and_a_bad_file_is_reported_with_all_that_was_typed(
    installation: Installation, desk: Desk
) -> None:
    scan(desk, "form.jpg", jpeg())
    refused = scan(desk, "form.jpg", jpeg("bad") + SIGNATURE, TAKE)
    assert (refused.status_code, "ウイルスの疑い" in refused.text, 'value="花子"' in refused.text) == (422, True, True)
    assert "花子" not in desk.browser.get(f"{desk.address}/people")
    (page,) = pages(refused.text)
    assert pages(scan(desk, sent={**NAMED, f"{QUESTION}.remove": [page.split("/")[5]]}).text) == []
    assert desk.browser.client.get(page).status_code == 404
    acts = actions(installation)
    assert [acts.count(act) for act in ("scan paper of visit", "take away scan of visit")] == [1, 1]


def test_strangers_the_visitor_and_the_section_see_nothing_of_it(installation: Installation, desk: Desk) -> None:
    screen = desk.add()
    (page,) = pages(scan(desk, "form.jpg", jpeg()).text)
    file = page.rpartition("/pages")[0]
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "childcare")))
    reader = at_desk(installation, add_member(installation, "reader", ("auditor", DUTY)))
    responses = [
        browser.client.get(address) for browser in (charlie, reader) for address in (page, file, f"{file}/preview")
    ]
    assert [address.status_code for address in responses] == [404, 404, 404, 403, 403, 403]
    other = begin(desk.browser, "B-1")
    assert desk.browser.client.get(page.replace(desk.address, other.address)).status_code == 404
    colleague = at_desk(installation, add_member(installation, "colleague", ("clerk", DUTY)))
    assert pages(colleague.get(f"{desk.address}/people/transfer")) == [page]
    assert actions(installation).count("see visit") == 1
    answers = typed(installation.catalogue.current(PROCEDURE))
    screen.press("refresh", {**VISIT, **answers})
    number = receipt(screen.press("register", answers))
    section = at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY)))
    assert file.rpartition("/")[2] not in section.get(f"/desk/{number}")
    assert section.client.get(f"/desk/{number}/files/{file.rpartition('/')[2]}").status_code == 404


def test_it_goes_when_the_visit_ends(installation: Installation, desk: Desk) -> None:
    (page,) = pages(scan(desk, "form.jpg", jpeg()).text)
    desk.press("end")
    assert (hanging(installation, desk), desk.browser.client.get(page).status_code) == (0, 404)
    assert "delete scans of visit" in actions(installation)


def test_it_goes_with_a_visit_of_which_nothing_is_left(installation: Installation, desk: Desk) -> None:
    scan(desk, "form.jpg", jpeg())
    delete_old_drafts(later(installation, minutes=60))
    assert hanging(installation, desk) == 1
    delete_old_drafts(later(installation, days=2))
    assert hanging(installation, desk) == 0


def test_while_no_scanner_answers_it_waits_and_is_looked_at_later(installation: Installation) -> None:
    scanner = FakeScanner()
    scanner.down = True
    away = replace(installation, scanner=scanner)
    desk = begin(at_desk(away, add_member(away, "clerk", ("clerk", DUTY))))
    response = scan(desk, "form.jpg", jpeg())
    assert (pages(response.text), "1個のファイルは、まだ確かめていません" in response.text) == ([], True)
    scan(desk, "bad.jpg", jpeg("bad") + SIGNATURE)
    scanner.down = False
    assert check_waiting_files(later(away, minutes=3)) == 2
    page = desk.browser.get(f"{desk.address}/people/transfer")
    assert (len(pages(page)), "ウイルスの疑い" in page) == (1, True)  # shown only on the page where the file was sent


def test_what_is_on_its_way_in_pieces_goes_with_the_visit(installation: Installation, desk: Desk) -> None:
    holder = Holder(visit_id=desk.address.rpartition("/")[2])
    token = boxes(desk.page)["csrf_token"][0]
    head = {
        "Content-Type": "application/partial-upload", "X-Form-Token": token, "Upload-Length": "300000", "Upload-Offset": "0",
        "Repr-Digest": f"sha-256=:{'A' * 43}=:",
    }  # fmt: skip
    address = f"{desk.address}/people/transfer?question={QUESTION}"
    sent = desk.browser.client.patch(address, content=b"x" * 262_144, headers=head)
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, "262144")
    with installation.database.read() as unit:
        assert file_pieces.under_way(unit, holder) == 262_144
    desk.press("end")
    with installation.database.read() as unit:
        assert file_pieces.under_way(unit, holder) == 0
    assert desk.browser.client.patch(address, content=b"", headers=head).status_code == 404


@pytest.mark.parametrize(
    ("postal", "message"),
    [
        ("0000002", 'value="見本県見本市例示台"'),
        ("0000005", "見本県見本市河原新田"),
        ("9999999", "見つかりません"),
        ("12", "郵便番号"),
    ],
)
def test_the_towns_of_a_postal_code_are_found_on_a_paper_too(desk: Desk, postal: str, message: str) -> None:
    sent = {"paper-address.postal": [postal], "paper-address.search": ["postal"], "screen-act": ["take"]}
    response = scan(desk, sent=sent)
    assert message in response.text
