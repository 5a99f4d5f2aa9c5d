"""Papers that may follow."""

from dataclasses import replace

import pytest

from integrations.scanning.fake import SIGNATURE, FakeScanner
from portal.jobs.check_waiting_files import check_waiting_files
from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import case_of_resident
from portal.services.files import keep_file
from portal.services.filing.describe_papers import papers_of_case
from portal.services.filing.print_receipt import as_sent, papers_as_sent, receipt_content
from portal.services.my_cases.correct_application import open_mending, save_mended_page, send_correction
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.web.filing import check_view
from tests.pictures import jpeg, pdf
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.routes.guest_browser import BASE, guest
from tests.portal.routes.late_papers import (
    ONLY_LOST,
    TITLE,
    UNTIL,
    at_check,
    filed,
    found_again,
    hand_in,
    number_of,
    rows,
)
from tests.portal.services.desk.at_work import case_of
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, PLACE, add_member

OWED = f"まだ届いていません（{UNTIL}"


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


def test_a_paper_is_left_for_later_and_the_receipt_says_which_and_until_when(
    installation: Installation, section: Member
) -> None:
    check = at_check(installation)
    assert TITLE in check.text
    assert f"あとから出す（{UNTIL}" in check.text
    paper = check.browser.open(f"{check.path.removesuffix('/check')}/papers/proof")
    for words in ("在学証明書", "学校を確かめるためです。", f"{UNTIL}", "あとから出す", "郵便の送り先：", "見本市役所"):
        assert words in paper.text
    assert paper.press("確認の画面へ進む").path == check.path  # leaving it out is allowed
    receipt = check.press("申請する")
    assert OWED in receipt.text
    assert "今することはありません" not in receipt.text
    assert f"あとから出す書類があります（{UNTIL}まで）。" not in receipt.text, "once, with the paper's name"
    assert f"まだ届いていない書類があります（在学証明書）。{UNTIL}までに出してください。" in receipt.text
    row = rows(installation, section, number_of(receipt))["proof"]
    assert (row.state, row.due, row.came_on) == ("owed", "2026-12-10", "")


def test_it_is_folded_where_the_sections_above_it_are(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = at_check(installation)
    assert f"<h2>{TITLE}</h2>" in check.text
    monkeypatch.setattr(check_view, "MOST_LINES", 0)
    folded = check.browser.open(check.path).text.partition(f"<summary>{TITLE}（1）</summary>")
    assert f"あとから出す（{UNTIL}" in folded[2].partition("</details>")[0]
    assert f"<h2>{TITLE}" not in folded[0], "no heading without its words"


def test_it_is_handed_in_on_one_short_path_and_the_arrival_stands(installation: Installation, section: Member) -> None:
    receipt = filed(installation)
    number = number_of(receipt)
    before = case_of(installation, section, number).row
    assert receipt.browser.open(f"{receipt.path}/papers").path == f"{receipt.path}/papers/proof"
    nothing = receipt.browser.open(f"{receipt.path}/papers/proof").press("この書類を出す")
    assert nothing.status == 422
    assert "出す書類の写真かPDFを選んでください" in nothing.text
    after = later(installation, days=3)
    browser = found_again(receipt, after)
    page = hand_in(browser, number)
    assert page.path == receipt.path
    assert "書類を出しました" in page.text
    assert "11月23日（月）に届きました" in page.text
    assert "今することはありません" in page.text
    assert "あとから出す書類が届きました" in page.text  # the result is shown
    (address,) = {part for part in page.text.split('"') if "/files/" in part}
    assert browser.open(address).response.headers["content-type"] == "image/jpeg"
    case, row = case_of(after, section, number), rows(after, section, number)["proof"]
    assert (case.row.arrived_at, case.row.state, case.row.due) == (before.arrived_at, before.state, before.due)
    assert (row.state, row.came_by, row.came_on, row.seen_at) == ("came", "online", "2026-11-23", None)
    again = browser.open(f"{receipt.path}/papers/proof")
    assert again.status == 404  # the paper is no longer owed


def test_pages_are_gathered_taken_away_and_sent_twice_they_are_handed_in_once(
    installation: Installation, section: Member
) -> None:
    receipt = filed(installation)
    page = receipt.browser.open(f"{receipt.path}/papers/proof")
    for name in ("a", "b"):
        page = page.press("選んだものを加える", files={"paper-proof.upload": (f"{name}.jpg", jpeg(name))})
    assert ("a.jpg" in page.text, "b.jpg" in page.text, page.status) == (True, True, 200)
    form = page.form("この書類を出す")
    sent = {name: value for name, value in form.values if name == "csrf_token"}
    first_id = next(value for name, value in form.values if name == "paper-proof")
    client = receipt.browser.client
    client.post(page.path, data={**sent, "paper-proof.remove": first_id}, files={"paper-proof.upload": ("", b"")})
    page = receipt.browser.open(page.path)
    assert ("a.jpg" in page.text, "b.jpg" in page.text) == (False, True)
    posts = [client.post(page.path, data=sent, files={"paper-proof.upload": ("", b"")}) for _ in range(2)]
    assert {post.url.path for post in posts} == {receipt.path}
    assert receipt.browser.open(receipt.path).text.count("あとから出す書類が届きました") == 1


def test_what_comes_along_is_on_the_receipt_and_owed_by_nobody(installation: Installation, section: Member) -> None:
    check = at_check(installation)
    paper = check.browser.open(f"{check.path.removesuffix('/check')}/papers/proof")
    check = paper.press("確認の画面へ進む", files={"paper-proof.upload": ("shomei.pdf", pdf())})
    assert "いっしょに出します" in check.text
    receipt = check.press("申請する")
    number = number_of(receipt)
    assert "いっしょに届きました" in receipt.text
    assert "shomei.pdf" in receipt.text
    assert "今することはありません" in receipt.text
    with installation.database.read() as unit:
        case = as_sent(unit, case_of(installation, section, number))
        content = receipt_content(installation, case, papers_as_sent(unit, case))
    assert content["papers"] == [["在学証明書", "いっしょに届いた"]]
    assert [file["name"] for file in content["files"]] == ["shomei.pdf"]


def test_the_signed_receipt_keeps_the_first_day_and_the_mail_names_no_paper(
    installation: Installation, section: Member
) -> None:
    receipt = filed(installation)
    number = number_of(receipt)
    case = case_of(installation, section, number)
    with installation.database.read() as unit:
        content = receipt_content(installation, case, papers_as_sent(unit, as_sent(unit, case)))
    assert content["papers"] == [["在学証明書", "あとから、令和8年（2026年）12月10日までに出す"]]
    proved(installation, case.row.person_id)
    receipt.browser.open("/apply/small").press("次へ進む", {"reason": "lost"}).press("申請する")
    while send_notices(installation):
        pass
    (mail,) = mails(installation)
    assert "あとから出す書類があります。2026年12月10日（木曜日）までに" in mail.text
    assert "在学証明書" not in mail.text


def test_a_virus_is_refused_and_what_no_scanner_has_seen_is_owed_again_when_it_is_one(
    installation: Installation, section: Member
) -> None:
    receipt = filed(installation)
    number = number_of(receipt)
    bad = hand_in(receipt.browser, number, jpeg() + SIGNATURE)
    assert (bad.status, "ウイルスの疑い" in bad.text) == (422, True)
    scanner = FakeScanner()
    scanner.down = True
    away = replace(installation, scanner=scanner)
    browser = found_again(receipt, away)
    page = hand_in(browser, number, jpeg("x") + SIGNATURE)
    assert "書類を出しました" in page.text
    assert "/files/" not in page.text  # a waiting file cannot be opened
    assert rows(away, section, number)["proof"].state == "came"
    scanner.down = False
    assert check_waiting_files(later(away, minutes=3)) == 1
    assert rows(away, section, number)["proof"].state == "owed"
    assert "ウイルスの疑い" in browser.open(f"{receipt.path}/papers/proof").text
    assert "書類を出しました" in hand_in(browser, number).text


def test_an_answer_that_is_mended_asks_for_another_paper(installation: Installation, section: Member) -> None:
    receipt = filed(installation, ONLY_LOST)
    number = number_of(receipt)
    ask_again(installation, section, number, "reason")
    person = case_of(installation, section, number).row.person_id or ""
    with installation.database.write() as unit:
        session = Session(b"", "guest", person, None)
        case = case_of_resident(installation, unit, session, number)
        mending = open_mending(unit, case)
        _, mended = save_mended_page(installation, unit, case, mending, mending.pages[0], {"reason": ["torn"]})
        send_correction(installation, unit, case, mended, Actor("guest", person, place=PLACE))
        unit.commit()
    papers = rows(installation, section, number)
    assert {name: row.state for name, row in papers.items()} == {"proof": "unneeded", "other": "owed"}
    assert papers["other"].due == "2026-12-21"  # thirty days end on a Sunday
    page = receipt.browser.open(receipt.path)
    assert ("課税証明書" in page.text, "出さなくてよくなりました" in page.text) == (True, True)


def test_nobody_else_hands_in_or_looks(installation: Installation) -> None:
    check = at_check(installation)
    draft = check.path.removesuffix("/check")
    stranger = guest(installation)
    stranger.open("/apply/small")
    assert stranger.open(f"{draft}/papers/proof").status == 404
    receipt = check.press("申請する")
    for path in (f"{receipt.path}/papers", f"{receipt.path}/papers/proof"):
        assert stranger.open(path).status == 404
    token = dict(stranger.open("/apply/small").form("次へ進む").values)["csrf_token"]
    chosen = {"paper-proof.upload": ("a.jpg", jpeg())}
    for path in (f"{receipt.path}/papers/proof", f"{draft}/papers/proof"):
        assert stranger.client.post(path, data={"csrf_token": token}, files=chosen).status_code == 404
        assert receipt.browser.client.post(path, data={"csrf_token": "x"}, files=chosen).status_code == 403
    for name in ("nothing", "proof.1", "%00", "x" * 300):
        assert receipt.browser.open(f"{receipt.path}/papers/{name}").status == 404
        assert receipt.browser.open(f"{draft}/papers/{name}").path.endswith((number_of(receipt), "/check"))
    assert BASE in str(receipt.response.url)
    assert OWED in receipt.browser.open(receipt.path).text


def test_a_draft_takes_only_so_much_however_often_a_page_is_sent(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_file, "MOST_FILES_ON_A_SHELF", 2)
    check = at_check(installation)
    page = check.browser.open(f"{check.path.removesuffix('/check')}/papers/proof")
    for name in ("a", "b"):
        page = page.press("選んだものを加える", files={"paper-proof.upload": (f"{name}.jpg", jpeg(name))})
        assert page.status == 200
    page = page.press("選んだものを加える", files={"paper-proof.upload": ("c.jpg", jpeg("c"))})
    assert (page.status, "これ以上受け取れません" in page.text, "c.jpg" in page.text) == (422, True, False)


def test_of_who_is_protected_the_section_without_the_right_sees_no_picture(
    installation: Installation, section: Member
) -> None:
    receipt = filed(installation)
    number = number_of(receipt)
    hand_in(receipt.browser, number)
    case = case_of(installation, section, number)
    with installation.database.read() as unit:
        speech = speech_of(case.procedure, "ja")
        (shown,) = papers_of_case(installation.clock, unit, case, speech)
        (hidden,) = papers_of_case(installation.clock, unit, replace(case, protected=True), speech)
        (allowed,) = papers_of_case(installation.clock, unit, replace(case, protected=True, shows_all=True), speech)
    assert ([len(paper.files) for paper in (shown, hidden, allowed)], hidden.state) == ([1, 0, 1], "came")
