"""The section's pages of a drawing: confirmed before, held once, then a list with its cases."""

import re

import pytest

from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.bookings.drawing import (
    CLOSES,
    DUTY,
    ONE,
    after,
    apply,
    entries,
    hold,
    offer,
    seen_now,
    withdraw,
)
from tests.portal.world import add_member

_PARTS = (slice(3), slice(3, None))
PAGE = f"/desk/drawings/{ONE}?closes={CLOSES}"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    offer(installation, ONE)
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def test_while_people_apply_the_page_counts_and_offers_no_drawing(installation: Installation, reviewer: Member) -> None:
    apply(installation, "人")
    browser = at_desk(installation, reviewer)
    assert f'href="{PAGE}"' in browser.get("/desk/drawings").replace("&amp;", "&")
    page = browser.get(PAGE)
    assert "の次の日からできます。" in page
    assert "抽選へ進む" not in page
    assert "件で抽選する" not in browser.get(f"{PAGE}&draw=1")


def test_a_drawing_is_confirmed_and_then_held_once(installation: Installation, reviewer: Member) -> None:
    numbers = [apply(installation, f"人{person}")[1] for person in range(4)]
    browser = at_desk(after(installation), reviewer)
    assert "抽選できます" in browser.get("/desk/drawings")
    assert "抽選へ進む" in browser.get(PAGE)
    confirm = browser.get(f"{PAGE}&draw=1")
    assert "4件で抽選する" in confirm
    assert all(f'href="/desk/{number}"' in confirm for number in numbers)
    assert "4件は、形式審査が終わっていません。" in confirm
    boxes = {"closes": CLOSES, "seen": seen_now(after(installation), reviewer)}
    sent = browser.post(f"{PAGE}&draw=1", f"/desk/drawings/{ONE}", boxes)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}&did=drawn")
    assert browser.post(f"{PAGE}&draw=1", f"/desk/drawings/{ONE}", boxes).status_code == 409
    page = browser.get(f"{PAGE}&did=drawn")
    assert "当選 3 / 3" in page
    assert "補欠 1" in page
    assert "抽選を行いました。" in page
    assert "抽選ずみ" in browser.get("/desk/drawings")
    won, following = ([entry.receipt_number for entry in entries(installation, reviewer)][part] for part in _PARTS)
    first = won[0]
    assert f'<a class="number" href="/desk/{first}">' in page
    assert page.count('<td data-label="申請">受付</td>') == 4
    for words, of in (("当選の3件", won), ("補欠の1件", following)):
        form = page.partition(f"{words}をまとめて処理する")[0].rpartition("<form")[2]
        ticked: dict[str, str | list[str]] = {"marked": "yes", "case": re.findall(r'name="case" value="([^"]+)"', form)}
        bulk = browser.post(PAGE, f"/desk/bulk?procedure={ONE}", ticked).text
        assert sorted(re.findall(r'name="case" value="([0-9-]+):', bulk)) == sorted(of)
    clerk = at_desk(after(installation), add_member(installation, "clerk", ("clerk", DUTY)))
    assert "まとめて処理する</" not in clerk.get(PAGE)
    case = browser.get(f"/desk/{first}")
    assert "<h2>抽選</h2>" in case
    assert f"/desk/drawings/{ONE}?closes={CLOSES}" in case


def test_who_has_no_page_is_marked_for_staff_to_tell(installation: Installation, reviewer: Member) -> None:
    numbers = [apply(installation, f"人{person}")[1] for person in range(2)]
    with installation.database.change() as unit:  # as applied at the counter
        unit.connection.exec_driver_sql(
            f"UPDATE application SET person_id = NULL WHERE receipt_number = '{numbers[0]}'"
        )
    hold(after(installation), reviewer)
    page = at_desk(after(installation), reviewer).get(PAGE)
    assert "手紙か電話で伝えてください" in page
    (row,) = [row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "　マイページなし" in row]
    assert numbers[0] in row


def test_a_post_without_what_was_seen_and_another_list_are_refused(
    installation: Installation, reviewer: Member
) -> None:
    apply(installation, "人")
    browser = at_desk(after(installation), reviewer)
    for seen, status in (("", 400), ("x", 400), ("2", 400), ("0" * 64, 409)):
        sent = browser.post(f"{PAGE}&draw=1", f"/desk/drawings/{ONE}", {"closes": CLOSES, "seen": seen})
        assert sent.status_code == status
    assert ("抽選はしていません。" in sent.text, "1件で抽選する" in sent.text) == (True, True)
    assert entries(installation, reviewer) == []


def test_a_clerk_looks_but_does_not_draw_and_a_stranger_sees_nothing(
    installation: Installation, reviewer: Member
) -> None:
    apply(installation, "人")
    late = after(installation)
    clerk = at_desk(late, add_member(installation, "clerk", ("clerk", DUTY)))
    assert "抽選へ進む" not in clerk.get(PAGE)
    assert clerk.post(PAGE, f"/desk/drawings/{ONE}", {"closes": CLOSES, "seen": "0" * 64}).status_code == 403
    stranger = at_desk(late, add_member(installation, "stranger", ("reviewer", "roads")))
    assert ONE not in stranger.get("/desk/drawings")
    stranger.get(PAGE, status=404)
    assert reviewer.login == "reviewer"


def test_who_is_on_the_waiting_list_and_moves_up_is_offered_for_a_result_once_more(
    installation: Installation, reviewer: Member
) -> None:
    people = {number: session for session, number in (apply(installation, f"人{person}") for person in range(4))}
    late = after(installation)
    assert hold(late, reviewer) == 4
    *won, last = [entry.receipt_number for entry in entries(installation, reviewer)]
    browser = at_desk(late, reviewer)
    browser.post(f"/desk/{last}", f"/desk/{last}/pass", {})
    decided = {
        "outcome": "waiting",
        "words": "定員をこえたため、補欠にします。",
        "confirmed": "yes",
        "unchecked": "抽選の結果によるため。",
    }
    browser.post(f"/desk/{last}", f"/desk/{last}/decide", decided)
    page = browser.get(PAGE)
    assert '<td data-label="申請">順番待ち</td>' in page
    assert "補欠の1件をまとめて" not in page, "the answer is there"
    withdraw(late, people[won[0]], won[0])
    keep_drawings(late)
    assert "当選の3件をまとめて処理する" in browser.get(PAGE)
