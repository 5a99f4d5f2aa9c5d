"""The delivery board: a section's notices, and what can be done about failed ones."""

from dataclasses import replace

import pytest

from portal.jobs.send_notices import send_notices
from portal.services.audit.report_each_morning import report_each_morning
from portal.services.counter import ask_neighbours
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.notices.deliver_notice import Went
from portal.services.notices.delivery_words import CHANNELS
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.residents import contacts
from portal.store.shared import audit_records
from tests.portal.contacts import ALICE_MAIL, mailer, mails, proved
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application

BOARD = "/desk/deliveries"
UNKNOWN = "unknown@example.jp"


def ids(page: str) -> list[str]:
    """Ids of the deliveries that can be acted on, in order."""
    all_ids = [part.partition("/")[0] for part in page.split('action="/desk/deliveries/')[1:]]
    return list(dict.fromkeys(all_ids))


def setting(installation: Installation, address: str = ALICE_MAIL, home: str = "") -> tuple[StaffBrowser, str]:
    """The section's browser, and the number of alice's returned application."""
    session, reviewer = alice(installation, home), add_member(installation, "tanto", ("reviewer", DUTY))
    proved(installation, session.person_id, address=address, uses=["asks"])
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "lost_how")
    return at_desk(installation, reviewer), number


def test_a_notice_that_left_is_on_the_board_without_anything_personal(installation: Installation) -> None:
    browser, number = setting(installation)
    assert "送る前" in browser.get(BOARD)
    send_notices(installation)
    page = browser.get(f"{BOARD}?q={number}&state=sent")
    assert number in page
    assert "補正のお願い" in page
    for personal in (ALICE_MAIL, "髙見本", "太郎", "lost_how"):
        assert personal not in page
    assert "この条件にあうお知らせはありません" in browser.get(f"{BOARD}?kind=line")
    assert "受付番号が違うようです" in browser.get(f"{BOARD}?q=123")
    assert browser.get(f"{BOARD}?state=x&kind=y&after=1_%00") != ""


def test_a_mail_to_staff_is_on_the_board_of_who_sees_each_section(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"morning_mail": "kanri@mihon.example"})
    assert report_each_morning(replace(installation, settings=settings), dict) == 1
    everywhere = at_desk(installation, add_member(installation, "kanri", ("reviewer", "*")))
    page = everywhere.get(BOARD)
    assert ("職員へのメール" in page, "毎朝のシステムの状態" in page) == (True, True)


def test_each_way_that_is_sent_has_its_words_on_the_board(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = list[str]()

    def noted(_installation: Installation, kind: str, _send: object = None) -> Went:
        kinds.append(kind)
        return Went.NONE

    monkeypatch.setattr("portal.jobs.send_notices.deliver_next", noted)
    every = {name: object() for name in ("mailer", "messenger", "alerts", "texter", "locks")}
    send_notices(replace(installation, **every))  # type: ignore[arg-type]
    assert len(kinds) == 6
    assert set(kinds) <= set(CHANNELS)


def test_another_section_sees_and_does_nothing(installation: Installation) -> None:
    browser, number = setting(installation)
    (delivery,) = ids(browser.get(BOARD))
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "roads")))
    assert number not in charlie.get(BOARD)
    for act in ("again", "give-up", "posted"):
        assert charlie.post(BOARD, f"{BOARD}/{delivery}/{act}", {"reason": "phone"}).status_code == 404
    assert charlie.get(f"{BOARD}/{delivery}/letter.pdf", 404)
    not_allowed = at_desk(installation, add_member(installation, "nobody"))
    assert not_allowed.get(BOARD, 403)
    auditor = at_desk(installation, add_member(installation, "kansa", ("auditor", DUTY)))
    assert number in auditor.get(BOARD)
    assert auditor.post("/desk/book", f"{BOARD}/{delivery}/give-up", {"reason": "phone"}).status_code == 403


def test_a_bad_address_makes_a_letter_which_staff_print_and_post(installation: Installation) -> None:
    """The address is marked, its owner sees the mark, and the request goes by post."""
    browser, number = setting(installation, UNKNOWN)
    assert send_notices(installation) == 1
    page = browser.get(BOARD)
    assert "そのメールアドレスはありません" in page
    assert UNKNOWN not in page
    with installation.database.read() as unit:
        (row,) = contacts.of_person(unit, alice(installation).person_id or "")
    assert row.state == "bad"
    letters = browser.get(f"{BOARD}?state=waiting&kind=letter")
    assert number in letters
    (letter,) = ids(letters)
    pdf = browser.client.get(f"{BOARD}/{letter}/letter.pdf")
    assert pdf.status_code == 404, "the card has no address"
    assert browser.post(BOARD, f"{BOARD}/{letter}/posted", {}).headers["location"].endswith("did=posted")
    assert browser.post(BOARD, f"{BOARD}/{letter}/posted", {}).headers["location"].endswith("did=late")
    # A bounced notice cannot be sent again.
    bounced = ids(browser.get(f"{BOARD}?state=bounced"))
    assert browser.post(BOARD, f"{BOARD}/{bounced[0]}/again", {}).headers["location"].endswith("did=late")
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert {"mark contact bad", "post letter", "see deliveries"} <= set(actions)


def test_a_letter_to_the_address_of_the_card_is_printed_unless_its_person_is_protected(
    installation: Installation,
) -> None:
    browser, _ = setting(installation, UNKNOWN, "見本県見本市見本町一丁目2番3号")
    send_notices(installation)
    (letter,) = ids(browser.get(f"{BOARD}?state=waiting&kind=letter"))
    address = f"{BOARD}/{letter}/letter.pdf"
    response = browser.client.get(address)
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "tanto"), [("髙見本　太郎", "1949-04-03")], "staff")
        unit.commit()
    assert browser.client.get(address).status_code == 404


def test_what_could_not_leave_is_reported_in_words_sent_again_once_or_given_up(installation: Installation) -> None:
    browser, _ = setting(installation)
    mailer(installation).down = True
    send_notices(installation)
    page = browser.get(BOARD)
    assert "メールサーバーにつながりません" in page
    (delivery,) = ids(page)
    assert browser.post(BOARD, f"{BOARD}/{delivery}/give-up", {"reason": "as I like"}).status_code == 400
    assert browser.post(BOARD, f"{BOARD}/{delivery}/give-up", {"reason": "phone"}).status_code == 303
    assert "電話で伝えた" in browser.get(BOARD)
    mailer(installation).down = False
    assert send_notices(later(installation, days=3)) == 0
    # A delivered notice can be sent again as another mail.
    session = alice(installation)
    proved(installation, session.person_id, uses=["received"])
    file_application(installation, session)
    send_notices(installation)
    (sent,) = ids(browser.get(f"{BOARD}?state=sent"))
    pressed = [browser.post(BOARD, f"{BOARD}/{sent}/again", {}).headers["location"] for _ in range(2)]
    assert [address.endswith("did=late") for address in pressed] == [False, True]
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)].count("send notice again") == 1
    assert send_notices(installation) == 1
    assert len({mail.id for mail in mails(installation)}) == 2


def test_a_neighbour_that_is_away_is_reported_by_readyz_and_stops_nothing(installation: Installation) -> None:
    mailer(installation).down = True
    response = setting(installation)[0].client.get("/readyz")
    assert (response.status_code, response.json()["mail"], response.json()["line"]) == (200, "missing", "ok")


def test_neighbours_are_asked_once_in_a_while_however_often_anybody_wants_to_know(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def ready() -> bool:
        checked.append("mail")
        return True

    monkeypatch.setattr(mailer(installation), "ready", ready)
    neighbours = Neighbours(installation)
    assert [neighbours.ask()["mail"] for _ in range(3)] == ["ok"] * 3
    assert checked == ["mail"]
    monkeypatch.setattr(ask_neighbours, "SECONDS", 0.0)
    assert neighbours.ask()["mail"] == "ok"
    assert checked == ["mail"] * 2
