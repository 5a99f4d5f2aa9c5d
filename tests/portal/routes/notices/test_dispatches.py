"""発送簿: letters leave once, in batches."""

import csv
import io
import re
from dataclasses import replace

import pytest

from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.my_cases.list_documents import declare_electronic
from portal.services.residents.mark_protected import mark_protected
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.notices import dispatches
from portal.store.shared import audit_records
from tests.portal.contacts import proved
from tests.portal.later import later
from tests.portal.pdfs import page_texts
from tests.portal.routes.dispatching import (
    TO,
    checked,
    decided,
    line_of,
    lines_of,
    packed,
    posted,
    returned,
)
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application

LIST = "/desk/dispatches"


@pytest.fixture
def clerk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY), name="窓口さん"))


def actions(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(record.action, record.detail) for record in audit_records.after(unit, 0)]


def test_a_notice_waits_in_the_list_of_its_section_from_the_moment_it_is_written(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    number = decided(installation, reviewer)
    row = line_of(installation, number)
    assert (row.kind, row.state, row.copies, row.duty) == ("notice", "waiting", 0, DUTY)
    page = clerk.get(LIST)
    assert "髙見本　太郎" in page
    assert "見介資第1号" in page
    assert "一丁目" not in page
    assert "発送簿：確かめる" in clerk.get(f"/desk/{number}")


def test_who_sends_for_many_sections_sees_first_the_one_whose_letters_wait(
    installation: Installation, reviewer: Member
) -> None:
    city = installation.city.model_copy(update={"duties": dict(reversed(list(installation.city.duties.items())))})
    everywhere = at_desk(replace(installation, city=city), add_member(installation, "every", ("clerk", "*")))
    decided(installation, reviewer)
    page = everywhere.get(LIST)
    assert re.search(rf'value="{DUTY}" selected>[^<]+（1通）<', page)
    assert page.count("通）<") == 1


def test_a_days_letters_become_one_paper_with_its_list_each_on_an_odd_page(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    numbers = [decided(installation, reviewer), returned(installation, reviewer), decided(installation, reviewer)]
    at_desk(installation, reviewer).post(
        f"/desk/{numbers[1]}/letter", f"/desk/{numbers[1]}/letter", {**TO, "dispatch": "1"}
    )
    lines = [checked(clerk, installation, number) for number in numbers]
    batch = packed(clerk, *lines)
    printed = page_texts(clerk.post(batch, f"{batch}/letters", {}).content)
    assert "発送簿" in printed[0]
    assert [printed[0].count(words) for words in ("髙見本太郎様", "普通", "窓口さん", "見介資第1号", "一丁目")] == [
        3,
        3,
        3,
        1,
        0,
    ]
    first = [index for index, page in enumerate(printed, 1) if page.startswith("〒000-0001")]
    assert [index % 2 for index in first] == [1, 1, 1]
    assert all(
        number in printed[index - 1] for number, index in zip([numbers[0], numbers[2], numbers[1]], first, strict=True)
    )
    response = clerk.post(batch, f"{batch}/sent", {"line": [str(line) for line in lines], "on": "2026-11-20"})
    assert response.headers["location"] == f"{batch}?did=sent"
    assert {line_of(installation, number).state for number in numbers} == {"sent"}
    assert "発送簿：発送した" in clerk.get(f"/desk/{numbers[0]}")
    csv = clerk.client.get("/desk/dispatches.csv").text
    assert [csv.count(words) for words in ("見介資第1号", "2026-11-20", "窓口さん", "一丁目")] == [1, 3, 3, 0]


def test_the_same_letter_leaves_a_second_time_only_with_a_reason(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    number = decided(installation, reviewer)
    line = checked(clerk, installation, number)
    case, notice = f"/desk/{number}", str(line_of(installation, number).source)
    again = {"notice": notice, "reason": "戻ってきたため"}
    assert clerk.post(case, f"{case}/dispatch", again, revision="1").status_code == 409  # it is in a batch
    batch = posted(clerk, line)
    assert clerk.post(batch, f"{batch}/letters", {}).status_code == 409
    assert clerk.post(case, f"{case}/dispatch", {"notice": notice, "reason": " "}).status_code == 400
    assert clerk.post(case, f"{case}/dispatch", {"notice": notice + "0", "reason": "x"}).status_code == 409
    assert clerk.post(case, f"{case}/dispatch", again).headers["location"] == f"{case}?did=dispatch"
    rows = lines_of(installation, number)
    assert [(row.copies, row.state) for row in rows] == [(0, "sent"), (1, "waiting")]
    assert "もう一度送る理由：戻ってきたため" in clerk.get(f"{LIST}/{rows[1].id}")


def test_the_book_says_on_which_days_it_was_posted(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    """Each date once; returned letters count, packed ones do not."""
    number, waits = decided(installation, reviewer), decided(installation, reviewer)
    line, case = checked(clerk, installation, number), f"/desk/{number}"
    packed(clerk, checked(clerk, installation, waits))
    posted(clerk, line, on="2026-11-20")
    page = f"{LIST}/{line}"
    clerk.post(page, f"{page}/came-back", {"on": "2026-11-20", "why": "unknown"})
    for on in ("2026-11-19", "2026-11-20"):
        clerk.post(case, f"{case}/dispatch", {"notice": str(line_of(installation, number).source), "reason": "再送"})
        posted(clerk, checked(clerk, installation, number), on=on)
    lines = csv.DictReader(io.StringIO(clerk.client.get("/desk/book.csv").content.decode("utf-8-sig")))
    assert {row["受付番号"]: row["発送日"] for row in lines} == {number: "2026-11-19 2026-11-20", waits: ""}
    assert ">発送 11月19日（木）、11月20日（金）</span></td>" in clerk.get("/desk/book")


def test_letters_of_the_delivery_board_are_reported_in_the_list_of_their_section_until_they_are_posted(
    installation: Installation, reviewer: Member
) -> None:
    session = alice(installation)
    proved(installation, session.person_id, address="unknown@example.jp", uses=["asks"])
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "lost_how")
    section = at_desk(installation, reviewer)
    assert "この分け方の手紙はありません" in section.get(LIST)
    send_notices(installation)
    page = section.get(LIST)
    board = f"/desk/deliveries?state=waiting&kind=letter&q={number}"
    assert all(words in page for words in ("お知らせの手紙（1通）", "補正のお願い", f'href="{board}"'))
    assert "この分け方の手紙はありません" not in page
    assert "太郎" not in page
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "roads")))
    assert number not in other.get(f"{LIST}?duty={DUTY}")
    letter = section.get(board).partition('action="/desk/deliveries/')[2].partition("/")[0]
    section.post("/desk/deliveries", f"/desk/deliveries/{letter}/posted", {})
    assert number not in section.get(LIST)
    assert 'href="/desk/deliveries?state=sent&kind=letter"' in section.get(f"{LIST}?state=sent")
    assert actions(installation).count(("see dispatches", f"{DUTY} waiting 1 letters")) == 1


def test_sent_is_taken_back_until_the_day_ends(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    number = decided(installation, reviewer)
    line = checked(clerk, installation, number)
    batch = posted(clerk, line)
    page = f"{LIST}/{line}"
    assert clerk.post(page, f"{page}/undo", {}).headers["location"] == f"{page}?did=undone"
    assert line_of(installation, number).state == "packed"
    clerk.post(batch, f"{batch}/sent", {"line": str(line), "on": "2026-11-20"})
    next_day = at_desk(later(installation, days=1), add_member(installation, "morning", ("clerk", DUTY)))
    assert next_day.post(page, f"{page}/undo", {}).headers["location"] == f"{page}?did=late"
    assert line_of(installation, number).state == "sent"


def test_nothing_is_sent_that_was_not_printed_and_not_tomorrow(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    line = checked(clerk, installation, decided(installation, reviewer))
    batch = packed(clerk, line)
    early = clerk.post(batch, f"{batch}/sent", {"line": str(line), "on": "2026-11-20"})
    assert early.status_code == 422
    assert "先に「PDFをつくる」を押して" in early.text
    clerk.post(batch, f"{batch}/letters", {})
    for boxes, message in (
        ({"line": str(line), "on": "2026-11-21"}, "今日までの日付"), ({"line": str(line), "on": "2026-09-01"}, "今日までの日付"),
        ({"on": "2026-11-20"}, "1通以上選んで"),
    ):  # fmt: skip
        response = clerk.post(batch, f"{batch}/sent", boxes)
        assert (response.status_code, message in response.text) == (422, True)


def test_a_letter_that_came_back_is_noted(installation: Installation, reviewer: Member, clerk: StaffBrowser) -> None:
    number = decided(installation, reviewer)
    line = checked(clerk, installation, number, registered="1")
    posted(clerk, line)
    page = f"{LIST}/{line}"
    early = clerk.post(page, f"{page}/came-back", {"on": "2026-11-19", "why": "unknown"})
    assert "送った日より前です" in clerk.get(early.headers["location"])
    assert line_of(installation, number).state == "sent"
    assert clerk.post(page, f"{page}/came-back", {"on": "2026-11-20", "why": "lost"}).status_code == 400
    clerk.post(page, f"{page}/came-back", {"on": "2026-11-20", "why": "unknown"})
    assert (line_of(installation, number).state, line_of(installation, number).registered) == ("returned", 1)
    assert "あて所に尋ねあたりません" in clerk.get(f"/desk/{number}")
    assert "通知書が、届かずに戻ってきています" in clerk.get(f"/desk/{number}")
    assert "簡易書留" in clerk.get(f"{LIST}?state=returned")
    assert "戻ってきた記録を取り消す" in clerk.get(page)
    assert clerk.post(page, f"{page}/undo", {}).headers["location"] == f"{page}?did=undone"
    line_now = line_of(installation, number)
    assert (line_now.state, line_now.returned_on, line_now.why) == ("sent", "", "")
    assert "届かずに戻ってきています" not in clerk.get(f"/desk/{number}")


def test_a_letter_that_came_back_waits_in_the_queue_until_it_goes_again_or_no_more(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    desk, task = at_desk(installation, reviewer), "/desk?task=letters_back"
    stranger = at_desk(installation, add_member(installation, "roads", ("reviewer", "roads")))
    numbers = [decided(installation, reviewer) for _ in range(2)]
    lines = [checked(clerk, installation, number) for number in numbers]
    posted(clerk, *lines)
    assert "手紙が戻ってきた" not in desk.get("/desk")
    for line in lines:
        clerk.post(f"{LIST}/{line}", f"{LIST}/{line}/came-back", {"on": "2026-11-20", "why": "moved"})
    assert task in desk.get("/desk")
    assert task not in stranger.get("/desk")
    assert re.findall(r'<a class="number" href="/desk/([-0-9]+)', desk.get(task)) == numbers
    case = f"/desk/{numbers[0]}"
    clerk.post(
        case, f"{case}/dispatch", {"notice": str(line_of(installation, numbers[0]).source), "reason": "新しい住所"}
    )
    assert re.findall(r'<a class="number" href="/desk/([-0-9]+)', desk.get(task)) == numbers[1:]
    page = f"{LIST}/{lines[1]}"
    assert f'href="{page}"' in desk.get(f"/desk/{numbers[1]}")
    assert clerk.post(page, f"{page}/drop", {"why": "counter"}).headers["location"] == f"{page}?did=dropped"
    assert task not in desk.get("/desk")
    row = line_of(installation, numbers[1])
    assert (row.state, row.why, row.sent_on, row.returned_on) == ("dropped", "moved", "2026-11-20", "2026-11-20")
    with installation.database.read() as unit:
        assert dispatches.sent_days(unit, [row.application_id]) == {row.application_id: ("2026-11-20",)}


def test_what_was_compared_is_compared_once_more(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    line = checked(clerk, installation, decided(installation, reviewer))
    page = f"/desk/dispatches/{line}"
    assert clerk.post(page, f"{page}/uncheck", {}).headers["location"] == f"{page}?did=unchecked"
    assert 'id="confirmed"' in clerk.get(page)


def test_a_person_compares_and_another_name_needs_a_reason(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    number = decided(installation, reviewer)
    page = f"{LIST}/{line_of(installation, number).id}"
    for boxes, message in (
        (TO, "「くらべました」に印"), ({**TO, "confirmed": "1", "name": "見本 花子"}, "ちがうあて名に送る理由"),
        ({**TO, "confirmed": "1", "address": " "}, "住所を入れて"),
    ):  # fmt: skip
        response = clerk.post(page, page, boxes)
        assert (response.status_code, message in response.text) == (422, True)
    assert line_of(installation, number).state == "waiting"
    checked(clerk, installation, number, name="見本 花子", other_name="成年後見人")
    assert clerk.post(page, page, {**TO, "confirmed": "1"}).headers["location"] == f"{page}?did=late"


def test_a_paper_of_another_case_is_stopped(installation: Installation, reviewer: Member, clerk: StaffBrowser) -> None:
    number, other = decided(installation, reviewer), decided(installation, reviewer)
    page, elsewhere = (f"{LIST}/{line_of(installation, receipt).id}" for receipt in (number, other))

    def bring(page: str, name: str, content: bytes) -> tuple[int, str]:
        text = clerk.get(page)
        token = re.search(r'name="csrf_token" value="([^"]+)"', text)
        assert token
        response = clerk.client.post(
            f"{page}/enclosures", data={"csrf_token": token[1]}, files={"brought": (name, content, "application/pdf")}
        )
        return response.status_code, response.text

    assert bring(page, f"{other}.pdf", b"%PDF one")[0] == 422
    status, refusal = bring(page, "notice.pdf", b"%PDF one")
    assert (status, "どの申請のファイルか分からない" in refusal) == (422, True)
    assert bring(page, f"証 {number}.pdf", b"%PDF one")[0] == 303
    status, refusal = bring(elsewhere, f"{other}.pdf", b"%PDF one")
    assert (status, "ほかの申請の手紙に同封" in refusal) == (422, True)
    # The id of another case's file is treated as unknown.
    assert clerk.post(page, f"{page}/enclosures", {"file": "never-given-to-anybody"}).status_code == 422
    assert [action for action in actions(installation) if action[0] == "stop enclosure"] == [
        ("stop enclosure", "another_number"), ("stop enclosure", "unknown"), ("stop enclosure", "another_case"),
        ("stop enclosure", "unknown"),
    ]  # fmt: skip
    line = checked(clerk, installation, number)
    batch = packed(clerk, line)
    said_on = page_texts(clerk.post(batch, f"{batch}/letters", {}).content)
    assert any(f"同封したもの：証{number}.pdf" in receipt for receipt in said_on)


def test_somebody_protected_has_a_letter_only_to_the_address_that_was_set(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    number, open_one = decided(installation, reviewer), decided(installation, reviewer)
    line, beside = checked(clerk, installation, number), checked(clerk, installation, open_one)
    batch = packed(clerk, line, beside)
    guardian = add_member(installation, "guardian", ("reviewer", DUTY), ("protected", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, guardian, number)
        mark_protected(installation, unit, guardian, case, case.row.revision, [], "申出")
        unit.commit()
    # The person was protected after the check: the batch is not printed, also not for staff without the right.
    assert clerk.post(batch, f"{batch}/letters", {}).status_code == 403
    boss = at_desk(installation, guardian)
    stopped = boss.post(batch, f"{batch}/letters", {})
    assert (stopped.status_code, "止めた手紙がある" in stopped.text, number in stopped.text) == (422, True, True)
    assert line_of(installation, number).state == "waiting"
    page = f"{LIST}/{line}"
    for browser in (clerk, boss):
        assert "一丁目" not in browser.get(page)
        assert "送り先は、決められた職員が入れます" in browser.get(f"{LIST}?state=waiting")
    boss.post(page, page, {**TO, "confirmed": "1", "address": "見本市役所 別館"})
    assert "別館" in boss.get(page)
    assert "別館" not in clerk.get(page) + clerk.get(f"{LIST}?state=checked")
    again = packed(boss, line)
    printed = page_texts(boss.post(again, f"{again}/letters", {}).content)
    assert "別館" not in printed[0]
    assert any("見本市役所別館" in page_text for page_text in printed)
    assert not any("一丁目" in page_text for page_text in printed)


def test_of_two_who_pack_the_same_letter_one_does(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    line = checked(clerk, installation, decided(installation, reviewer))
    packed(clerk, line)
    late = clerk.post(LIST, f"{LIST}/batches", {"duty": DUTY, "line": str(line)})
    assert "did=late" in late.headers["location"]
    page = f"{LIST}/{line}"
    assert clerk.post(page, f"{page}/unpack", {}).headers["location"] == f"{page}?did=unpacked"
    assert clerk.post(page, f"{page}/drop", {"why": "nobody"}).status_code == 400
    clerk.post(page, f"{page}/drop", {"why": "counter"})
    assert "窓口で渡した" in clerk.get(page)


def test_what_comes_on_line_is_taken_out_and_a_correction_that_ended_is_not_printed(
    installation: Installation, reviewer: Member, clerk: StaffBrowser
) -> None:
    number = decided(installation, reviewer)
    session = alice(installation)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        declare_electronic(installation, unit, case, Actor("resident", "alice"))
        unit.commit()
    row = line_of(installation, number)
    assert (row.state, row.why) == ("dropped", "electronic")
    waits, section = returned(installation, reviewer), at_desk(installation, reviewer)
    section.post(f"/desk/{waits}/letter", f"/desk/{waits}/letter", {**TO, "dispatch": "1"})
    twice = section.post(f"/desk/{waits}/letter", f"/desk/{waits}/letter", {**TO, "dispatch": "1"})
    assert twice.status_code == 409
    line = checked(clerk, installation, waits)
    batch = packed(clerk, line)
    section.post(f"/desk/{waits}", f"/desk/{waits}/recall", {})
    stopped = clerk.post(batch, f"{batch}/letters", {})
    assert (stopped.status_code, "もう必要のない手紙" in stopped.text) == (422, True)


def test_another_section_finds_nothing(installation: Installation, reviewer: Member, clerk: StaffBrowser) -> None:
    number = decided(installation, reviewer)
    line = checked(clerk, installation, number)
    batch = packed(clerk, line)
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "roads")))
    for page in (f"{LIST}/{line}", batch):
        assert other.client.get(page).status_code == 404
    assert other.client.get(f"/desk/dispatches.csv?duty={DUTY}").status_code == 403
    assert other.post(LIST, f"{LIST}/batches", {"duty": DUTY, "line": str(line)}).status_code == 403
    auditor = at_desk(installation, add_member(installation, "auditor", ("auditor", DUTY)))
    auditor.get(f"{LIST}/{line}", 303)
    auditor.post(f"/desk/{number}/ground", f"/desk/{number}/ground", {"ground_words": "苦情の調査"})
    assert "窓口さん" not in auditor.get(f"{LIST}/{line}")
    assert auditor.post(batch, f"{batch}/letters", {}).status_code == 403
    exporter = at_desk(installation, add_member(installation, "exporter", ("exporter", DUTY)))
    assert exporter.client.get(LIST).status_code == 403
    with installation.database.read() as unit:
        assert applications.by_id(unit, 1) is not None
